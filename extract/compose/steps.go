package compose

import (
	"context"
	"fmt"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
)

// step is one thing that is done to the flow of a document on its way to pages
// and tables.
type step struct {
	name string // for errors
	// run stops when ctx is done or a limit of its budget is met.
	run func(context.Context, *composer) error
}

// steps are all of them, in their order. Those of captions look at one grid
// after the other: each adds to its caption what the ones before it left open,
// so that a step further up has the say.
var steps = []step{
	{"flow", whole((*composer).flatten)},
	{"furniture", whole((*composer).markFurniture)},
	{"caption in the grid", each((*composer).within)},
	{"caption above", each((*composer).above)},
	{"name of the sheet", each((*composer).nameSheet)},
	{"header", each(func(_ *composer, p *part) { p.header = findHeader(p.grid, p.raw) })},
	{"notes below", each((*composer).below)},
	{"columns of their own", whole((*composer).widen)},
	{"parts", whole((*composer).join)},
}

// whole is a step over all of the flow.
func whole(run func(*composer)) func(context.Context, *composer) error {
	return func(ctx context.Context, c *composer) error {
		run(c)
		return budget.Done(ctx)
	}
}

// each is a step over one grid after the other.
func each(run func(*composer, *part)) func(context.Context, *composer) error {
	return func(ctx context.Context, c *composer) error {
		for _, p := range c.parts {
			if err := budget.Done(ctx); err != nil {
				return err
			}
			run(c, p)
		}
		return nil
	}
}

// Compose makes the pages and tables of one document. Every text of the input
// stands in exactly one block, cell or leftover of the output, and the Reading
// of every page counts them. The only errors are that ctx is done or a limit
// of its budget is met, and then there are neither.
func Compose(ctx context.Context, pages []Page) (out []document.Page, tables []document.Table, err error) {
	c := &composer{ctx: ctx, pages: pages}
	for _, s := range steps {
		if err := s.run(ctx, c); err != nil {
			return nil, nil, fmt.Errorf("compose, %s: %w", s.name, err)
		}
	}
	out, tables = c.emit()
	return out, tables, budget.Done(ctx)
}
