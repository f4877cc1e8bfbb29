package layout

import (
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
)

// Trace keeps what the stages of one page found, places as on the displayed
// page, for people who ask why a table came out the way it did.
type Trace struct {
	Rulings  []document.Box // pieces put together to whole lines
	Lattices []document.Box // around rulings that cross
	Regions  []document.Box // columns of a page, and what is above and below them; one: the page
	Bands    []document.Box // between rulings one under the other, without columns
	Imagined []document.Box // tables that white space holds together
}

// trace adds the places of a stage to a trace, if there is one.
func (s *sheet) trace(stage func(*Trace) *[]document.Box, places ...document.Box) {
	if s.seen != nil {
		list := stage(s.seen)
		*list = append(*list, places...)
	}
}

// turn brings all places back to the displayed page.
func (t *Trace) turn(back func(*compose.Item)) {
	for _, list := range []*[]document.Box{&t.Rulings, &t.Lattices, &t.Regions, &t.Bands, &t.Imagined} {
		for i := range *list {
			it := compose.Item{Block: document.Block{Box: (*list)[i]}}
			back(&it)
			(*list)[i] = it.Block.Box
		}
	}
}
