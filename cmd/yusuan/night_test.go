//go:build unix

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/yusuan/yusuan/sinks"
)

// TestNights: what a growing archive costs, of YUSUAN_NIGHT invented documents,
// by default a sample of what .ci/long does. A second run over the same costs
// under 2 % of the first, a night that touches 1 % under 5 %, in processor time;
// and ten times the documents take not more than 20 % more memory. With a sample
// the figures are told only, and that a night takes what did not change.
func TestNights(t *testing.T) {
	if testing.Short() {
		t.Skip("reads hundreds of documents")
	}
	all := nightSample
	if text := os.Getenv("YUSUAN_NIGHT"); text != "" {
		var err error
		if all, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	program := build(t)
	few := newNights(t, program, all/10)
	small := few.run()
	n := newNights(t, program, all)
	first, again := n.run(), n.run()
	release, err := os.Readlink(n.path("ws/latest"))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d documents: %v of processor time, %d MB; %d: %v, %d MB", few.count, small.processor, small.megabytes,
		n.count, first.processor, first.megabytes)
	share := func(what string, c cost, most float64) {
		share := float64(c.processor) / float64(first.processor)
		t.Logf("%s: %v of processor time, %.1f %% of the first, %d MB", what, c.processor, 100*share, c.megabytes)
		if all > nightSample && share >= most {
			t.Errorf("%s costs %.1f %% of the first run, at most %.0f %% are promised", what, 100*share, 100*most)
		}
	}
	share("the same again", again, 0.02)
	for night := range 3 {
		n.touch(night)
		share(fmt.Sprintf("night %d, of %d documents", night+1, n.touched()), n.run(), 0.05)
		next, err := os.Readlink(n.path("ws/latest"))
		if err != nil || next == release {
			t.Errorf("night %d published nothing: %v", night+1, err)
		}
		release = next
	}
	if _, wrong, err := sinks.Verify(t.Context(), n.path("ws/latest")); err != nil || len(wrong) > 0 {
		t.Errorf("%v, %q", err, wrong)
	}
	if all > nightSample && float64(first.megabytes) > 1.2*float64(small.megabytes) {
		t.Errorf("%d documents take %d MB, %d take %d", few.count, small.megabytes, n.count, first.megabytes)
	}
}

// nightSample documents are what .ci/run has time for.
const nightSample = 100

// nights are an archive that grows.
type nights struct {
	*testing.T
	program, folder string
	count           int
}

func newNights(t *testing.T, program string, count int) *nights {
	t.Helper()
	n := &nights{t, program, t.TempDir(), count}
	for i := range count {
		n.write(i, 0)
	}
	return n
}

func (n *nights) path(name string) string { return filepath.Join(n.folder, filepath.FromSlash(name)) }

// perOrganization documents are of one organization, a year each.
const perOrganization = 4

// write has a document of the archive be there in a version.
func (n *nights) write(document, version int) {
	n.Helper()
	path := n.path(fmt.Sprintf("in/%02d/%05d.md", document/perOrganization%100, document))
	text := inventedReport(document/perOrganization, 2021+document%perOrganization, version)
	err := os.MkdirAll(filepath.Dir(path), 0o777)
	if err == nil {
		err = os.WriteFile(path, []byte(text), 0o666)
	}
	old := time.Now().Add(-time.Hour) // a file of now might still change
	if err == nil {
		err = os.Chtimes(path, old, old.Add(time.Duration(version)*time.Minute))
	}
	if err != nil {
		n.Fatal(err)
	}
}

// touched documents of a night are 1 %.
func (n *nights) touched() int { return max(1, n.count/100) }

// touch has a night come: of four documents three have another version, and one is new.
func (n *nights) touch(night int) {
	n.Helper()
	random := rand.New(rand.NewPCG(uint64(night), 1))
	for i := range n.touched() {
		if i%4 == 3 {
			n.write(n.count+night*n.touched()+i, 0)
		} else {
			n.write(random.IntN(n.count), night+1)
		}
	}
}

// cost is what a run took.
type cost struct {
	processor time.Duration
	megabytes int64 // at its peak
}

// run is a run over the archive.
func (n *nights) run() cost {
	n.Helper()
	cmd := exec.Command(n.program, "run", "ws", "in", "--workers", "2")
	cmd.Dir = n.folder
	out, err := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != 0 {
		n.Fatalf("%v, exit status %d\n%s", err, code, out)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		n.Fatal("no figures of processes")
	}
	return cost{cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak(usage) >> 20}
}

// inventedReport is a report of a school: three tables that hold together.
func inventedReport(organization, year, version int) string {
	random := rand.New(rand.NewPCG(uint64(organization), uint64(year)<<8|uint64(version)))
	name := fmt.Sprintf("北原市松湖区第%d实验小学", organization+1)
	var b strings.Builder
	fmt.Fprintf(&b, "# %s%d年单位预算\n\n", name, year)
	start := func(title string, head ...string) {
		fmt.Fprintf(&b, "## %s\n\n单位名称：%s\n\n单位：元\n\n| %s |\n|%s\n", title, name, strings.Join(head, " | "),
			strings.Repeat("---|", len(head)))
	}
	yuan := func(cents int) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }
	of, functions := map[string][2]int{}, nightFunctions
	for _, f := range functions {
		if len(f.code) != 7 {
			continue
		}
		basic, project := random.IntN(900_000_000)+100_00, random.IntN(90_000_000)+100_00
		for _, code := range []string{"", f.code[:3], f.code[:5], f.code} {
			of[code] = [2]int{of[code][0] + basic, of[code][1] + project}
		}
	}
	total := yuan(of[""][0] + of[""][1])
	start("收支总表", "收入", "预算数", "支出", "预算数")
	line := func(cells ...string) { fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | ")) }
	income := []string{"一、一般公共预算拨款收入", "二、政府性基金预算拨款收入", "三、国有资本经营预算拨款收入", "四、事业收入"}
	numbers, classes := []rune("一二三四"), 0
	for _, f := range functions {
		if len(f.code) == 3 {
			amount := ""
			if classes == 0 {
				amount = total
			}
			line(income[classes], amount, string(numbers[classes])+"、"+f.name, yuan(of[f.code][0]+of[f.code][1]))
			classes++
		}
	}
	line("本年收入合计", total, "本年支出合计", total)
	line("收入总计", total, "支出总计", total)
	for _, title := range []string{"支出总表", "一般公共预算支出表"} {
		b.WriteString("\n")
		start(title, "科目编码", "科目名称", "合计", "基本支出", "项目支出")
		for _, f := range functions {
			line(f.code, f.name, yuan(of[f.code][0]+of[f.code][1]), yuan(of[f.code][0]), yuan(of[f.code][1]))
		}
		line("", "合计", total, yuan(of[""][0]), yuan(of[""][1]))
	}
	return b.String()
}

// nightFunctions are what the schools spend for.
var nightFunctions = []struct{ code, name string }{
	{"205", "教育支出"}, {"20502", "普通教育"}, {"2050201", "学前教育"}, {"2050202", "小学教育"},
	{"20508", "进修及培训"}, {"2050803", "培训支出"},
	{"208", "社会保障和就业支出"}, {"20805", "行政事业单位养老支出"}, {"2080502", "事业单位离退休"},
	{"2080505", "机关事业单位基本养老保险缴费支出"}, {"2080506", "机关事业单位职业年金缴费支出"},
	{"210", "卫生健康支出"}, {"21011", "行政事业单位医疗"}, {"2101102", "事业单位医疗"}, {"2101103", "公务员医疗补助"},
	{"221", "住房保障支出"}, {"22102", "住房改革支出"}, {"2210201", "住房公积金"}, {"2210202", "提租补贴"},
}
