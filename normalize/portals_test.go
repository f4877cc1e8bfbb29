package normalize

import (
	"bytes"
	"context"
	"html/template"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/width"

	"github.com/yusuan/yusuan/extract"
)

// portalPage is an entry of testdata/portals/pages.yaml.
type portalPage struct {
	Frame, Title, Site, Column, Source, Date string
	Body                                     []string

	Year                             int
	Region, Town, Organization, Kind string
}

// Chinese is the date as 2024年2月7日.
func (p portalPage) Chinese() string {
	d, _ := time.Parse(time.DateOnly, p.Date)
	return d.Format("2006年1月2日")
}

// Slash is the date as 2024/2/7.
func (p portalPage) Slash() string {
	d, _ := time.Parse(time.DateOnly, p.Date)
	return d.Format("2006/1/2")
}

// Dots is the date as 2024.02.07.
func (p portalPage) Dots() string { return strings.ReplaceAll(p.Date, "-", ".") }

// Compact is the date as 20240207.
func (p portalPage) Compact() string { return strings.ReplaceAll(p.Date, "-", "") }

// Wide is the date as ２０２４－０２－０７.
func (p portalPage) Wide() string { return width.Widen.String(p.Date) }

// TestPortalPages: the year, the date, the region, the organization and the kind
// of what portals publish, each in the ways in which portals say them.
func TestPortalPages(t *testing.T) {
	data, err := os.ReadFile("testdata/portals/pages.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var pages []portalPage
	if err := yaml.UnmarshalWithOptions(data, &pages, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	frames, err := template.ParseGlob("testdata/portals/*.html")
	if err != nil {
		t.Fatal(err)
	}
	r, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	wrong := map[string]int{}
	for _, page := range pages {
		var b bytes.Buffer
		if err := frames.ExecuteTemplate(&b, page.Frame+".html", page); err != nil {
			t.Fatal(err)
		}
		html := b.Bytes()
		if strings.HasSuffix(page.Frame, ".gbk") {
			if html, err = simplifiedchinese.GBK.NewEncoder().Bytes(html); err != nil {
				t.Fatal(err)
			}
		}
		doc, err := r.Read(context.Background(), extract.Input{Source: filepath.Join("in", "page.html"), Data: html})
		if err != nil {
			t.Fatal(page.Title, err)
		}
		p := normalized(doc, Options{}).Profile
		for _, c := range []struct {
			field     string
			got, want any
		}{
			{"year", p.FiscalYear, page.Year}, {"date", p.Published, page.Date}, {"region", p.Region.Code, page.Region},
			{"organization", p.Organization, page.Organization}, {"town", p.Town, page.Town}, {"kind", string(p.ReportKind), page.Kind},
		} {
			if c.got != c.want {
				wrong[c.field]++
				t.Errorf("%s, %s: %s is %v, want %v", page.Frame, page.Title, c.field, c.got, c.want)
			}
		}
	}
	t.Logf("%d pages; wrong: %v", len(pages), wrong)
}
