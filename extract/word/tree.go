package word

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/net/html/charset"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
)

// node is an element of a part of the file. Only elements of
// WordprocessingML keep their bare name; others have a prefix of ours.
type node struct {
	name string
	size int // elements below it
	attr map[string]string
	kids []*node
	text string // character data directly inside
}

const maxDepth = 400 // elements in elements; Word itself stops far earlier

// parse reads a part into a tree. Entities other than XML's own are errors, so
// that none expands into anything.
func parse(ctx context.Context, r io.Reader) (*node, error) {
	d := xml.NewDecoder(r)
	d.CharsetReader = charset.NewReaderLabel
	root := &node{}
	stack := []*node{root}
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) && len(stack) == 1 {
			return root, nil
		}
		if e := budget.Done(ctx); e != nil {
			return nil, e
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", document.ErrDamaged, err)
		}
		top := stack[len(stack)-1]
		switch t := t.(type) {
		case xml.StartElement:
			if len(stack) > maxDepth {
				return nil, fmt.Errorf("%w: elements nested more than %d deep", document.ErrTooLarge, maxDepth)
			}
			// An element with attributes takes about twice the memory.
			if err := budget.Charge(ctx, budget.Nodes, 1+min(len(t.Attr), 1)+len(t.Attr)/4); err != nil {
				return nil, err
			}
			n := &node{name: space(t.Name.Space) + t.Name.Local}
			if len(t.Attr) > 0 {
				n.attr = make(map[string]string, len(t.Attr))
				for _, a := range t.Attr {
					n.attr[a.Name.Local] = a.Value
				}
			}
			top.kids = append(top.kids, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
			stack[len(stack)-1].size += 1 + top.size
		case xml.CharData:
			if top.name == "t" || top.name == "m:t" || len(stack) <= 3 {
				top.text += string(t)
			}
		}
	}
}

func space(uri string) string {
	switch {
	case strings.Contains(uri, "wordprocessingml"):
		return ""
	case strings.HasSuffix(uri, "/math"):
		return "m:"
	case strings.HasSuffix(uri, "markup-compatibility/2006"):
		return "mc:"
	case strings.HasSuffix(uri, "/relationships"):
		return "rel:"
	}
	return "x:"
}

// child is the first element of that name, or nil; a nil node has none.
func (n *node) child(path ...string) *node {
	for _, name := range path {
		if n == nil {
			return nil
		}
		var found *node
		for _, k := range n.kids {
			if k.name == name {
				found = k
				break
			}
		}
		n = found
	}
	return n
}

// val is the w:val attribute.
func (n *node) val() string { return n.get("val") }

func (n *node) get(attr string) string {
	if n == nil {
		return ""
	}
	return n.attr[attr]
}

// number is an attribute as a whole number; fallback if it is none.
func (n *node) number(attr string, fallback int) int {
	if i, err := strconv.Atoi(n.get(attr)); err == nil {
		return i
	}
	return fallback
}

// on reads an on-off property: there without a value means on.
func (n *node) on() bool {
	if n == nil {
		return false
	}
	switch n.val() {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

// find calls f for every element of that name below n, not inside each other.
func (n *node) find(name string, f func(*node)) {
	if n == nil {
		return
	}
	for _, k := range n.kids {
		if k.name == name {
			f(k)
		} else {
			k.find(name, f)
		}
	}
}
