package ocr

import (
	"math"
	"slices"

	"github.com/yusuan/yusuan/document"
)

// How pages bend, that lie in an open book or were photographed aslant: lines
// rise and fall slowly, and otherwise at the top than at the bottom.
const (
	bendStrip = 0.25 // inches; in strips of this width lines are straight
	bendBands = 3    // in which lines may bend differently
	steepest  = 0.03 // inches from one strip to the next
	leastBend = 1.5  // pixels; less is not worth the blur of moving
	sharper   = 1.15 // times as sharp as they were lines have to be without the bend
)

// inkAt is a dark pixel along lines and across them.
type inkAt struct{ along, across float64 }

// ink are the dark pixels in every so many columns of those that lines run
// through: 1/100 inch apart they tell enough. vertical is of lines that run down.
func (r *raster) ink(vertical bool) (out []inkAt) {
	along, across, dark := r.directed(vertical)
	step := max(1, int(r.dpi/100))
	for c := range across {
		for a := c % step; a < along; a += step {
			if dark(a, c) {
				out = append(out, inkAt{float64(a), float64(c)})
			}
		}
	}
	return out
}

// directed gives a page's extent along and across lines of a direction, and
// what is dark by such places.
func (r *raster) directed(vertical bool) (along, across int, dark func(a, c int) bool) {
	if vertical {
		return r.height, r.width, func(a, c int) bool { return r.dark(c, a) }
	}
	return r.width, r.height, r.dark
}

// sharpness is how suddenly ink begins and ends from row to row when it is moved
// across: lines of text and rulings that are straight are the sharpest.
func sharpness(ink []inkAt, rows []float64, move func(p inkAt) float64) (sum float64) {
	clear(rows)
	for _, p := range ink {
		if at := int(p.across + move(p) + 0.5); at >= 0 && at < len(rows) {
			rows[at]++
		}
	}
	for i := 1; i < len(rows); i++ {
		d := rows[i] - rows[i-1]
		sum += d * d
	}
	return sum
}

// unbend makes lines of a direction straight and says by how many pixels they
// were not.
func (r *raster) unbend(vertical bool) document.Bend {
	bend := r.bend(vertical)
	least, most := slices.Min(bend.By), slices.Max(bend.By)
	if most-least < leastBend {
		return document.Bend{}
	}
	along, across, _ := r.directed(vertical)
	w, h := float64(r.width), float64(r.height)
	ink, rows := r.ink(vertical), make([]float64, across)
	before := sharpness(ink, rows, func(inkAt) float64 { return 0 })
	after := sharpness(ink, rows, func(p inkAt) float64 {
		u, v := p.along/float64(along), p.across/float64(across)
		if vertical {
			u, v = v, u
		}
		return -bend.At(u, v)
	})
	if after < sharper*before {
		return document.Bend{}
	}
	moved := make([]uint8, len(r.grey))
	for y := range r.height {
		for x := range r.width {
			fx, fy := float64(x), float64(y)
			if d := bend.At(fx/w, fy/h); vertical {
				fx += d
			} else {
				fy += d
			}
			moved[y*r.width+x] = r.at(fx, fy)
		}
	}
	r.grey = moved
	return bend
}

// bend is by how many pixels lines of a direction rise or fall: from strip to
// strip, by as much as makes their ink begin and end together.
func (r *raster) bend(vertical bool) document.Bend {
	along, across, dark := r.directed(vertical)
	strips := max(2, along/max(1, int(bendStrip*r.dpi)))
	edges := make([][]float64, strips)
	for k := range edges {
		rows := make([]float64, across)
		for c := range across {
			for a := along * k / strips; a < along*(k+1)/strips; a++ {
				if dark(a, c) {
					rows[c]++
				}
			}
		}
		for c := across - 1; c > 0; c-- {
			rows[c] -= rows[c-1]
		}
		edges[k] = rows
	}
	reach := max(2, int(steepest*r.dpi))
	steps := make([][bendBands]float64, strips)
	for k := 1; k < strips; k++ {
		steps[k] = step(edges[k-1], edges[k], reach)
	}
	bend := document.Bend{Columns: strips, Rows: bendBands, By: make([]float64, strips*bendBands)}
	at := func(k, band int) *float64 { return &bend.By[band*strips+k] }
	if vertical {
		bend.Columns, bend.Rows = bend.Rows, bend.Columns
		at = func(k, band int) *float64 { return &bend.By[k*bendBands+band] }
	}
	for band := range bendBands {
		sums := make([]float64, strips)
		for k := strips/2 + 1; k < strips; k++ {
			sums[k] = sums[k-1] + steps[k][band]
		}
		for k := strips / 2; k > 0; k-- {
			sums[k-1] = sums[k] - steps[k][band]
		}
		for k := range strips {
			*at(k, band) = (sums[max(k-1, 0)] + 2*sums[k] + sums[min(k+1, strips-1)]) / 4
		}
	}
	return bend
}

// step is by how many pixels, at most reach, lines lie farther across in one
// strip than in the one before, in each band. Bands help one another out where
// there are few lines.
func step(before, after []float64, reach int) (out [bendBands]float64) {
	scores := make([][bendBands]float64, 2*reach+1)
	for s := range scores {
		for c := reach; c < len(before)-reach; c++ {
			scores[s][c*bendBands/len(before)] += before[c] * after[c+s-reach]
		}
	}
	for band := range bendBands {
		score := func(s int) (sum float64) {
			for b, v := range scores[s] {
				sum += v / math.Exp2(math.Abs(float64(b-band)))
			}
			return sum
		}
		best := reach // straight on
		for s := range scores {
			if score(s) > score(best) {
				best = s
			}
		}
		out[band] = float64(best - reach)
		if best == 0 || best == 2*reach {
			continue
		}
		// The top of the parabola through the best and its neighbours.
		if p, q, r := score(best-1), score(best), score(best+1); p+r < 2*q {
			out[band] += (p - r) / (2 * (p - 2*q + r))
		}
	}
	return out
}
