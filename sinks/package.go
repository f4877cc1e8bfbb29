package sinks

import (
	"reflect"
	"strings"
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
	PartitionBy []string  `json:"partitionBy,omitempty"`
	Schema      fieldList `json:"schema"`
}

type fieldList struct {
	Fields      []field      `json:"fields"`
	PrimaryKey  []string     `json:"primaryKey,omitempty"`
	ForeignKeys []foreignKey `json:"foreignKeys,omitempty"`
	Missing     []string     `json:"missingValues"` // none: null is null in Parquet
}

type field struct {
	Name          string       `json:"name"`
	Type          string       `json:"type"`
	Description   string       `json:"description"`
	DescriptionZH string       `json:"description_zh"`
	Unit          string       `json:"unit,omitempty"`
	Constraints   *constraints `json:"constraints,omitempty"`
	Fields        []field      `json:"fields,omitempty"` // of the elements of a list
}

type constraints struct {
	Required bool `json:"required,omitempty"`
	Unique   bool `json:"unique,omitempty"`
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
	for _, d := range datasets {
		en, _ := d.describe()
		r := resource{
			Profile: "data-resource", Name: d.name(), Description: en, Format: "parquet",
			MediaType: "application/vnd.apache.parquet", Schema: fieldList{Missing: []string{}},
		}
		var paths []string
		for _, f := range m.Files {
			if f.Dataset == d.name() {
				paths = append(paths, f.File)
				r.Rows += f.Rows
				r.Bytes, r.Hash = f.Bytes, "sha256:"+f.SHA256
			}
		}
		if strings.Contains(paths[0], "/") {
			r.Path, r.PartitionBy = paths, partitionColumns
			r.Bytes, r.Hash = 0, ""
		} else {
			r.Path = paths[0]
		}
		r.Schema.describe(d.row())
		p.Resources = append(p.Resources, r)
	}
	return p
}

func (s *fieldList) describe(row reflect.Type) {
	s.Fields = fields(row)
	for _, c := range columns(row) {
		if c.primary {
			s.PrimaryKey = append(s.PrimaryKey, c.name)
		}
		if c.reference != "" {
			resource, column, _ := strings.Cut(c.reference, ".")
			s.ForeignKeys = append(s.ForeignKeys, foreignKey{c.name, reference{resource, column}})
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

func fields(row reflect.Type) []field {
	var list []field
	for _, c := range columns(row) {
		f := field{Name: c.name, Description: c.en, DescriptionZH: c.zh, Unit: c.unit}
		if !c.null {
			f.Constraints = &constraints{Required: true}
		}
		switch {
		case c.decimal != "":
			f.Type = "number"
		case c.goType.Kind() == reflect.Slice:
			f.Type = "array"
			if c.goType.Elem().Kind() == reflect.Struct {
				f.Fields = fields(c.goType.Elem())
			}
		default:
			f.Type = frictionless[c.goType.Kind()]
		}
		list = append(list, f)
	}
	return list
}

var frictionless = map[reflect.Kind]string{
	reflect.String: "string", reflect.Bool: "boolean", reflect.Int32: "integer", reflect.Int64: "integer",
	reflect.Float32: "number", reflect.Float64: "number",
}

// column is what the tags of a row type's field say.
type column struct {
	name      string
	goType    reflect.Type // of the value, not of a pointer to it
	decimal   string       // DECIMAL(18,6) as readers name it; empty for other types
	null      bool
	primary   bool
	reference string // dataset.column
	unit      string
	en, zh    string
}

func columns(row reflect.Type) []column {
	var list []column
	for _, f := range reflect.VisibleFields(row) {
		if f.Anonymous {
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("parquet"), ",")
		c := column{
			name: name, goType: f.Type, primary: f.Tag.Get("key") == "primary", reference: f.Tag.Get("ref"),
			unit: f.Tag.Get("unit"), en: f.Tag.Get("en"), zh: f.Tag.Get("zh"),
			null: f.Type.Kind() == reflect.Pointer || strings.Contains(","+options+",", ",optional,"),
		}
		if c.unit == "column unit" {
			c.unit = "as in `unit`"
		}
		if f.Type.Kind() == reflect.Pointer {
			c.goType = f.Type.Elem()
		}
		if _, args, ok := strings.Cut(options, "decimal("); ok {
			scale, precision, _ := strings.Cut(strings.TrimSuffix(args, ")"), ":")
			c.decimal = "DECIMAL(" + precision + "," + scale + ")"
		}
		list = append(list, c)
	}
	return list
}
