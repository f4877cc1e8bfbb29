//go:build linux

package growth_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/extract/layout"
	"github.com/yusuan/yusuan/internal/growth"
	"github.com/yusuan/yusuan/internal/hostile"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
)

const (
	// most is how many times as much twice the input may cost. Cost that grows
	// with the square doubles to 4, n log n to little more than 2.
	most = 2.3
	// telling is how long a stage takes that noise does not decide, of which the
	// time of its own thread is known: a quarter of it is some ticks of 4 ms, by
	// which the kernel tells the program's time from its own.
	telling = 60 * time.Millisecond
	// tellingOfFiles is the same where the whole process is measured: caches and
	// other threads made 6 of 4 at 30 ms on a busy machine.
	tellingOfFiles = 100 * time.Millisecond
	// largest is the most members that are tried to reach it.
	largest = 4096
	// fullSize is the n of a bomb that has its full size: with 128 it has one
	// part of 4,096.
	fullSize = 1 << 19
	// attempts are made at each size, as others may have the machine for a
	// while; sizes double where the cost is too high, as what is only costly
	// when caches overflow does not get worse.
	attempts, sizes = 4, 3
	// patience is how long all of them may take: where a machine has so much
	// else to do, the rest is left to the next run.
	patience = 3 * time.Minute
	// threadUsage asks for the time of the calling thread alone, so that
	// neither other tests nor the collector of garbage count.
	threadUsage = 1
)

// cost is the time of the processor that a run takes in its own thread,
// without what the kernel takes to hand out memory.
func cost(run func()) time.Duration { return costOf(threadUsage, run) }

func costOf(whose int, run func()) time.Duration {
	runtime.GC()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(1 << 30))
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	now := func() time.Duration {
		var r syscall.Rusage
		if err := syscall.Getrusage(whose, &r); err != nil {
			panic(err)
		}
		return time.Duration(r.Utime.Nano())
	}
	start := now()
	run()
	return now() - start
}

// stages are what a document of n members costs, stage by stage; nil if it is
// larger than allowed.
type stages func(n int) map[string]time.Duration

// doubles fails if a stage costs more than it may when its input doubles twice.
// Of several runs the cheapest counts, as all that disturbs a run adds to it.
// It begins with what takes long enough to tell, or with the largest n.
func doubles(t *testing.T, largest int, telling time.Duration, of stages) {
	best := func(all, more map[string]time.Duration) map[string]time.Duration {
		for stage, d := range more {
			if known, ok := all[stage]; !ok || d < known {
				all[stage] = d
			}
		}
		return all
	}
	n, faults := 128, []string(nil)
	for large := of(4 * n); large != nil && total(large) < telling && n < largest; large = of(4 * n) {
		n *= 2
	}
	for range sizes {
		small, large := map[string]time.Duration{}, map[string]time.Duration{}
		for range attempts {
			one, four := of(n), of(4*n)
			if four == nil && faults == nil {
				t.Skip("too large before it costs much")
			}
			if four == nil {
				break // what it cost before it was too large stands
			}
			small, large = best(small, one), best(large, four)
			if faults = tooCostly(small, large, telling); len(faults) == 0 {
				return
			}
		}
		n *= 2
	}
	t.Errorf("up to %d: %s", 2*n, strings.Join(faults, "; "))
}

// tooCostly are the stages that cost too much when the input doubles twice.
func tooCostly(small, large map[string]time.Duration, telling time.Duration) (faults []string) {
	for stage, d := range large {
		if ratio := math.Sqrt(float64(d) / float64(small[stage])); d > telling && ratio > most {
			faults = append(faults, fmt.Sprintf("%s costs %.2f times as much when the input doubles (%v, %v)", stage, ratio,
				small[stage], d))
		}
	}
	return faults
}

func total(costs map[string]time.Duration) (sum time.Duration) {
	for _, d := range costs {
		sum += d
	}
	return sum
}

// TestDoublings: no axis of a document costs with the square of its length.
func TestDoublings(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	reader, err := extract.New(extract.Options{Workers: 1, Deadline: -1})
	if err != nil {
		t.Fatal(err)
	}
	ctx, start := context.Background(), time.Now()
	wait := func(t *testing.T) {
		if time.Since(start) > patience {
			t.Skip("the machine is busy")
		}
	}
	for _, axis := range growth.Texts {
		t.Run(axis.Name, func(t *testing.T) {
			wait(t)
			doubles(t, largest, telling, func(n int) map[string]time.Duration {
				var doc *document.Document
				var rec *schema.Record
				var failed error
				data := []byte(axis.Make(n))
				costs := map[string]time.Duration{}
				costs["reading"] = cost(func() { doc, failed = reader.Read(ctx, extract.Input{Source: "x", Data: data}) })
				if failed != nil {
					t.Fatal(failed)
				}
				costs["normalizing"] = cost(func() { rec, failed = normalize.Normalize(ctx, doc, normalize.Options{}) })
				if failed != nil {
					t.Fatal(failed)
				}
				costs["verifying"] = cost(func() { _, _, failed = verify.Run(ctx, rec, rules.All(), nil) })
				if failed != nil {
					t.Fatal(failed)
				}
				return costs
			})
		})
	}
	for _, axis := range growth.Printed {
		t.Run(axis.Name, func(t *testing.T) {
			wait(t)
			doubles(t, largest, telling, func(n int) map[string]time.Duration {
				pages := axis.Make(n)
				return map[string]time.Duration{"layout": cost(func() { layout.Flow(pages) })}
			})
		})
	}
}

// TestDoublingsOfFiles: bombs of every format, at sizes that are allowed, cost
// no more than they may when they get longer.
func TestDoublingsOfFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	reader, err := extract.New(extract.Options{Workers: 1, Deadline: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	start := time.Now()
	sized := map[int]map[string][]byte{} // by the part of its full size that a bomb has, and by name
	bombs := func(part int) map[string][]byte {
		if sized[part] == nil {
			sized[part] = map[string][]byte{}
			for _, f := range hostile.Bombs(part) {
				sized[part][f.Name] = f.Data
			}
		}
		return sized[part]
	}
	// Known to cost with the square beyond a sixteenth of it, up to a bound: each
	// rule of a style sheet is tried on each element of its name until there were
	// maxMatches of html.
	allowed := map[string]int{"styles.html": fullSize / 16}
	left := map[string]string{
		"string.xlsx": "grows along two axes: the cells and the text that each of them has",
		"sheets.xlsx": "costs with the square of the sheets, of which a workbook may have maxSheets of sheet",
	}
	for _, name := range slices.Sorted(maps.Keys(bombs(fullSize / 128))) {
		t.Run(name, func(t *testing.T) {
			if time.Since(start) > patience {
				t.Skip("the machine is busy")
			}
			if why := left[name]; why != "" {
				t.Skip(why)
			}
			doubles(t, fullSize/64, tellingOfFiles, func(n int) map[string]time.Duration {
				if limit, ok := allowed[name]; ok && n > limit {
					return nil
				}
				data, failed := bombs(fullSize / n)[name], error(nil)
				// A reader may work in other threads than the caller's.
				d := costOf(syscall.RUSAGE_SELF, func() {
					_, failed = reader.Read(t.Context(), extract.Input{Source: name, Data: data})
				})
				if errors.Is(failed, document.ErrTooLarge) {
					return nil
				}
				return map[string]time.Duration{"reading": d}
			})
		})
	}
}
