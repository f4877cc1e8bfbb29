package sinks

import (
	"encoding/json"
	"path"
	"strings"
	"time"

	"github.com/yusuan/yusuan/schema"
)

// packageFile describes the dataset to programs that know the Data Package
// standard of the Frictionless project (https://specs.frictionlessdata.io).
const packageFile = "datapackage.json"

// metadataKey is that of the meaning of its columns in the metadata of a
// Parquet file: the table schema of datapackage.json.
const metadataKey = "yusuan"

type dataPackage struct {
	Profile   string     `json:"profile"`
	Name      string     `json:"name"`
	Title     string     `json:"title"`
	Version   string     `json:"version"`
	Created   string     `json:"created,omitempty"` // when the last document was retrieved, as far as that is known
	Licenses  []license  `json:"licenses"`
	Sources   []source   `json:"sources"`
	Resources []resource `json:"resources"`
}

type license struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

type source struct {
	Title string `json:"title"`
	Path  string `json:"path,omitempty"`
}

// resource is one file: programs that know the standard put the bytes of
// several together, which Parquet cannot be read from, and count no bytes of a
// file of Parquet; sizes and checksums are in dataset.json.
type resource struct {
	Profile     string `json:"profile"`
	Name        string `json:"name"`
	Kind        string `json:"kind"` // of row
	Description string `json:"description"`
	Path        string `json:"path"`
	Format      string `json:"format"`
	MediaType   string `json:"mediatype"`
	Rows        int64  `json:"rows"`
	Schema      any    `json:"schema"` // a fieldList, or the file that has it for all parts of a kind
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

// officialDocuments is why everybody may use what is in a dataset: article 5 of
// the copyright law takes 具有立法、行政、司法性质的文件 out of it. Data Package asks
// for an identifier of the Open Definition; of those it lists, other-pd (“Other
// (Public Domain)”, conformant, of any ground) says this. Those of a dedication,
// as CC0 or PDDL, would say that somebody gave rights up who has none.
var officialDocuments = license{"other-pd", "Official documents, which no copyright protects (Copyright Law of the " +
	"People's Republic of China, article 5) · 具有行政性质的文件，不受著作权保护（《中华人民共和国著作权法》第五条）"}

// packageOf describes the files of a dataset with the tags of the row types.
func packageOf(m *Manifest, retrieved time.Time) dataPackage {
	p := dataPackage{
		Profile: "data-package", Name: "yusuan-dataset", Version: m.Version,
		Title:    "Budgets and final accounts of government departments, as published · 政府部门预决算公开数据",
		Licenses: []license{officialDocuments},
		Sources: []source{{"What governments, departments and units published: source and source_url of each document",
			"documents.parquet"}},
	}
	if !retrieved.IsZero() {
		p.Created = retrieved.UTC().Format(time.RFC3339)
	}
	for _, kind := range schema.RowKinds {
		for _, f := range m.Files {
			if f.Dataset != kind.Name {
				continue
			}
			r := resource{
				Profile: "data-resource", Name: kind.Name, Kind: kind.Name, Description: kind.EN, Path: f.File, Format: "parquet",
				MediaType: "application/vnd.apache.parquet", Rows: f.Rows, Schema: tableSchema(kind),
			}
			if kind.Partitioned {
				r.Name += "-" + strings.TrimSuffix(path.Base(f.File), ".parquet")
				r.Schema = schemaFile(kind)
			}
			p.Resources = append(p.Resources, r)
		}
	}
	return p
}

// schemaFile has the columns of the files of a partitioned kind.
func schemaFile(kind *schema.RowKind) string { return kind.Name + ".schema.json" }

// describe is the meaning of a kind of row and its columns, for the metadata of
// its files.
func describe(kind *schema.RowKind) string {
	text, err := json.Marshal(struct {
		Kind          string `json:"kind"`
		Description   string `json:"description"`
		DescriptionZH string `json:"description_zh"`
		fieldList
	}{kind.Name, kind.EN, kind.ZH, tableSchema(kind)})
	if err != nil { // no declaration can make it so
		panic(err)
	}
	return string(text)
}

// tableSchema are the columns of a kind of row.
func tableSchema(kind *schema.RowKind) fieldList {
	columns := kind.Columns
	s := fieldList{Fields: fields(columns), Missing: []string{}}
	for _, c := range columns {
		if c.Primary {
			s.PrimaryKey = append(s.PrimaryKey, c.Name)
		}
		if c.Reference != "" && c.Type != schema.List {
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
	return s
}

func fields(columns []schema.Column) []packageField {
	var list []packageField
	for i := range columns {
		c := &columns[i]
		f := packageField{Name: c.Name, Type: frictionless[c.Type], Description: c.EN, DescriptionZH: c.ZH, Unit: c.Unit}
		if c.Type == schema.Integer && c.Null {
			f.Type = "number" // where a value is null the library reads a float
		}
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

// frictionless are the types of the standard. A list is any: the library reads
// one of Parquet as a type of its own.
var frictionless = map[schema.Type]string{
	schema.Text: "string", schema.Boolean: "boolean", schema.Integer: "integer", schema.Long: "integer",
	schema.Single: "number", schema.Double: "number", schema.Decimal: "number", schema.List: "any", schema.Date: "date",
}
