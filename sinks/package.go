package sinks

import (
	"strings"

	"github.com/yusuan/yusuan/schema"
)

// packageFile describes the dataset to programs that know the Data Package
// standard of the Frictionless project (https://specs.frictionlessdata.io).
const packageFile = "datapackage.json"

type dataPackage struct {
	Profile   string     `json:"profile"`
	Name      string     `json:"name"`
	Title     string     `json:"title"`
	Version   string     `json:"version"`
	Resources []resource `json:"resources"`
}

type resource struct {
	Profile     string    `json:"profile"`
	Name        string    `json:"name"`
	Description string    `json:"description"`
	Path        any       `json:"path"` // a path, or a list of the parts
	Format      string    `json:"format"`
	MediaType   string    `json:"mediatype"`
	Bytes       int64     `json:"bytes,omitempty"` // like Hash only of a single file
	Hash        string    `json:"hash,omitempty"`
	Rows        int64     `json:"rows"`
	Schema      fieldList `json:"schema"`
}

type fieldList struct {
	Fields      []packageField `json:"fields"`
	PrimaryKey  []string       `json:"primaryKey,omitempty"`
	ForeignKeys []foreignKey   `json:"foreignKeys,omitempty"`
	Missing     []string       `json:"missingValues"` // none: null is null in Parquet
}

type packageField struct {
	Name          string         `json:"name"`
	Type          string         `json:"type"`
	Description   string         `json:"description"`
	DescriptionZH string         `json:"description_zh"`
	Unit          string         `json:"unit,omitempty"`
	Constraints   *constraints   `json:"constraints,omitempty"`
	Fields        []packageField `json:"fields,omitempty"` // of the elements of a list
}

type constraints struct {
	Required bool     `json:"required,omitempty"`
	Unique   bool     `json:"unique,omitempty"`
	Enum     []string `json:"enum,omitempty"` // the words of a closed list
}

type foreignKey struct {
	Fields    string    `json:"fields"`
	Reference reference `json:"reference"`
}

type reference struct {
	Resource string `json:"resource"`
	Fields   string `json:"fields"`
}

// packageOf describes the files of a dataset with the tags of the row types.
func packageOf(m *Manifest) dataPackage {
	p := dataPackage{
		Profile: "data-package", Name: "yusuan-dataset", Version: m.Version,
		Title: "Budgets and final accounts of government departments, as published · 政府部门预决算公开数据",
	}
	for _, kind := range schema.RowKinds {
		r := resource{
			Profile: "data-resource", Name: kind.Name, Description: kind.EN, Format: "parquet",
			MediaType: "application/vnd.apache.parquet", Schema: fieldList{Missing: []string{}},
		}
		var paths []string
		for _, f := range m.Files {
			if f.Dataset == kind.Name {
				paths = append(paths, f.File)
				r.Rows += f.Rows
				r.Bytes, r.Hash = f.Bytes, "sha256:"+f.SHA256
			}
		}
		if strings.Contains(paths[0], "/") {
			r.Path = paths
			r.Bytes, r.Hash = 0, ""
		} else {
			r.Path = paths[0]
		}
		r.Schema.describe(kind.Columns)
		p.Resources = append(p.Resources, r)
	}
	return p
}

func (s *fieldList) describe(columns []schema.Column) {
	s.Fields = fields(columns)
	for _, c := range columns {
		if c.Primary {
			s.PrimaryKey = append(s.PrimaryKey, c.Name)
		}
		if c.Reference != "" {
			resource, column, _ := strings.Cut(c.Reference, ".")
			s.ForeignKeys = append(s.ForeignKeys, foreignKey{c.Name, reference{resource, column}})
		}
	}
	if len(s.PrimaryKey) == 1 {
		for i := range s.Fields {
			if s.Fields[i].Name == s.PrimaryKey[0] {
				s.Fields[i].Constraints.Unique = true
			}
		}
	}
}

func fields(columns []schema.Column) []packageField {
	var list []packageField
	for i := range columns {
		c := &columns[i]
		f := packageField{Name: c.Name, Type: frictionless[c.Type], Description: c.EN, DescriptionZH: c.ZH, Unit: c.Unit}
		limits := constraints{Required: !c.Null}
		if e := c.Enum(); e != nil && !e.Years {
			for _, m := range e.Members {
				limits.Enum = append(limits.Enum, m.Value)
			}
		}
		if limits.Required || limits.Enum != nil {
			f.Constraints = &limits
		}
		if !c.Plain {
			f.Fields = fields(c.Elements)
		}
		list = append(list, f)
	}
	return list
}

var frictionless = map[schema.Type]string{
	schema.Text: "string", schema.Boolean: "boolean", schema.Integer: "integer", schema.Long: "integer",
	schema.Single: "number", schema.Double: "number", schema.Decimal: "number", schema.List: "array",
}
