package verify

import (
	"fmt"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// tableNames: a code has one name in all tables of a document. Only a table
// that names most codes as the others do is held against them.
func (d *disclosure) tableNames() (out []result) {
	type named struct{ code, name string }
	tables := map[named][]string{}
	names := map[string][]string{} // of a code, in their order
	first := map[string]*schema.Fact{}
	full := map[named]string{}
	for i := range d.rec.Facts {
		f := &d.rec.Facts[i]
		code := f.Function + "/" + f.Economic
		name := strings.TrimSuffix(plainName(f.CodeName), "支出")
		if code == "/" || name == "" || f.CodeNote != "" || d.untitled(f.TableID) {
			continue
		}
		k := named{code, name}
		if tables[k] == nil {
			names[code], full[k] = append(names[code], name), f.CodeName
		}
		if !slices.Contains(tables[k], f.TableID) {
			tables[k] = append(tables[k], f.TableID)
		}
		if at := f.TableID + k.code + k.name; first[at] == nil {
			first[at] = f
		}
	}
	type tally struct{ alike, other int }
	tallies := map[string]*tally{}
	type odd struct {
		fact  *schema.Fact
		usual string
	}
	var odds []odd
	seen := map[string]bool{}
	for i := range d.rec.Facts {
		f := &d.rec.Facts[i]
		code := f.Function + "/" + f.Economic
		at := f.TableID + code
		if len(names[code]) == 0 || f.CodeNote != "" || seen[at] {
			continue
		}
		seen[at] = true
		t := tallies[f.TableID]
		if t == nil {
			t = &tally{}
			tallies[f.TableID] = t
		}
		usual := names[code][0]
		for _, n := range names[code] {
			if len(tables[named{code, n}]) > len(tables[named{code, usual}]) {
				usual = n
			}
		}
		own := strings.TrimSuffix(plainName(f.CodeName), "支出")
		switch {
		case own == usual:
			t.alike++
		case len(tables[named{code, usual}]) < 2 || len(tables[named{code, own}]) != 1 || strings.Contains(own, usual) || strings.Contains(usual, own):
		case first[at+own] != nil:
			t.other++
			odds = append(odds, odd{first[at+own], full[named{code, usual}]})
		}
	}
	for _, o := range odds {
		f := o.fact
		if t := tallies[f.TableID]; t.alike < 3*t.other {
			continue
		}
		code := f.Function + f.Economic
		operand := d.fact(f).operand
		operand.Text = f.CodeName
		out = append(out, d.notice(ruleCodeName, code+"-"+tail(f.TableID)+"-tables", operand,
			fmt.Sprintf("《%s》%s印为“%s”，其他各表印为“%s”。", d.title(f.TableID), code, f.CodeName, o.usual),
			fmt.Sprintf("Table “%s” prints code %s as “%s”, the other tables as “%s”.", d.title(f.TableID), code, f.CodeName, o.usual)))
	}
	return out
}

// tableOrganizations: a table names the organization that the other tables
// name. A name that stands elsewhere too is of a unit of its own.
func (d *disclosure) tableOrganizations() (out []result) {
	count := map[string]int{}
	var order []string
	for i := range d.rec.Tables {
		if name := d.organizationOf(i); name != "" {
			if count[name]++; count[name] == 1 {
				order = append(order, name)
			}
		}
	}
	usual := ""
	for _, name := range order {
		if count[name] > count[usual] {
			usual = name
		}
	}
	for i := range d.rec.Tables {
		name := d.organizationOf(i)
		if name == "" || name == usual || count[name] > 1 || count[usual] < 3 || strings.Contains(name, usual) || strings.Contains(usual, name) || d.timesNamed(name, i) > 1 {
			continue
		}
		t := &d.rec.Tables[i]
		o := schema.Operand{TableID: t.ID, TableTitle: t.Layout.Title, Row: -1, Column: -1, Text: name}
		if len(t.Layout.Pages) > 0 {
			o.Page = t.Layout.Pages[0]
		}
		out = append(out, d.notice(ruleOrganization, tail(t.ID), o,
			fmt.Sprintf("《%s》的单位名称为“%s”，其他各表为“%s”。", t.Layout.Title, name, usual),
			fmt.Sprintf("Table “%s” names “%s”, the other tables “%s”.", t.Layout.Title, name, usual)))
	}
	return out
}

// organizationOf is whose a table is by the line over it. Forms of projects
// name who carries them out.
func (d *disclosure) organizationOf(table int) string {
	t := &d.rec.Tables[table]
	if t.Layout == nil || t.Kind == schema.OtherTable || t.Kind == schema.PerformanceOverall || t.Kind == schema.PerformanceProject {
		return ""
	}
	label, name, found := strings.Cut(document.Squeeze(t.Layout.Organization), "：")
	if !found {
		label, name = "", label
	}
	if strings.Contains(label, "主管") {
		return ""
	}
	name = bare(plainName(name))
	for _, part := range []string{"机关", "本级", "本部"} {
		name = strings.TrimSuffix(name, part)
	}
	return name
}

// timesNamed is how many blocks and cells of other tables print a name.
func (d *disclosure) timesNamed(name string, except int) (n int) {
	if d.rec.Document != nil {
		for p := range d.rec.Document.Pages {
			for i := range d.rec.Document.Pages[p].Blocks {
				if strings.Contains(plainName(document.Squeeze(d.rec.Document.Pages[p].Blocks[i].Text)), name) {
					n++
				}
			}
		}
	}
	for i := range d.rec.Tables {
		for k := range d.rec.Tables[i].Cells {
			if i != except && strings.Contains(plainName(document.Squeeze(d.rec.Tables[i].Cells[k].Text)), name) {
				n++
			}
		}
	}
	return n
}
