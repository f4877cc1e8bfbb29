package word

// style is what the paragraph and run properties say that matters here.
type style struct {
	level  int // outline level from 1, 0 none
	num    numRef
	bold   bool
	hidden bool
	center bool
	size   float64 // points
	indent float64 // points
}

// numRef points at a level of a list.
type numRef struct {
	id, level int // id 0: none
}

// readStyles reads styles.xml and resolves what styles are based on.
func readStyles(root *node) map[string]style {
	raw := map[string]*node{}
	order := []string{}
	var defaults style
	root.find("docDefaults", func(n *node) {
		defaults.run(n.child("rPrDefault", "rPr"))
	})
	root.find("style", func(n *node) {
		id := n.get("styleId")
		if _, ok := raw[id]; !ok {
			order = append(order, id)
		}
		raw[id] = n
	})
	out := map[string]style{"": defaults}
	var resolve func(id string, depth int) style
	resolve = func(id string, depth int) style {
		n := raw[id]
		if s, ok := out[id]; ok || n == nil || depth > 20 {
			if ok {
				return s
			}
			return defaults
		}
		s := defaults
		if parent := n.child("basedOn").val(); parent != "" && parent != id {
			s = resolve(parent, depth+1)
		}
		s.paragraph(n.child("pPr"))
		s.run(n.child("rPr"))
		out[id] = s
		return s
	}
	for _, id := range order {
		resolve(id, 0)
		if n := raw[id]; n.get("type") == "paragraph" && (n.get("default") == "1" || n.get("default") == "true") {
			out[""] = out[id]
		}
	}
	return out
}

// paragraph applies paragraph properties.
func (s *style) paragraph(p *node) {
	if p == nil {
		return
	}
	if o := p.child("outlineLvl"); o != nil {
		s.level = 0
		if l := o.number("val", 9); l >= 0 && l < 9 {
			s.level = l + 1
		}
	}
	if n := p.child("numPr"); n != nil {
		if id := n.child("numId"); id != nil {
			s.num.id = id.number("val", 0)
		}
		if l := n.child("ilvl"); l != nil {
			s.num.level = l.number("val", 0)
		}
	}
	if j := p.child("jc"); j != nil {
		s.center = j.val() == "center"
	}
	if i := p.child("ind"); i != nil {
		left := i.number("left", i.number("start", 0)) + i.number("firstLine", 0) - i.number("hanging", 0)
		s.indent = float64(left) / 20
		if c := i.number("leftChars", 0) + i.number("firstLineChars", 0) - i.number("hangingChars", 0); c > 0 &&
			s.indent == 0 {
			s.indent = float64(c) / 100 * usualSize
		}
	}
}

// run applies run properties.
func (s *style) run(r *node) {
	if r == nil {
		return
	}
	if b := r.child("b"); b != nil {
		s.bold = b.on()
	}
	if v := r.child("vanish"); v != nil {
		s.hidden = v.on()
	}
	if z := r.child("sz"); z != nil {
		s.size = float64(z.number("val", 0)) / 2
	}
}
