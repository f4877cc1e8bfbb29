package verify

import (
	"index/suffixarray"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
)

// placedBlock is a block of the narrative with its text without white space
// and where each character of it stands. What depends on the whole text is
// worked out once, so that a question is not asked of all of it.
type placedBlock struct {
	*document.Block
	page, index int
	tight       string
	end         int // bytes of tight text up to its end, of all headings and paragraphs

	located bool
	runes   []int32 // by byte of tight: the character of Text that begins there, -1 inside one; nil without places
	find    func(string) []int
	numbers []int32 // by byte of tight: where the last digit before it ends
}

// blocks are the blocks of a document in their order.
type blocks struct {
	text []*placedBlock                   // headings and paragraphs
	at   map[[2]int]*placedBlock          // all, by page and index
	of   map[*document.Block]*placedBlock // all
}

var blocksOf = NewView(func(p *Pass) *blocks {
	out := &blocks{at: map[[2]int]*placedBlock{}, of: map[*document.Block]*placedBlock{}}
	if p.Record.Document == nil {
		return out
	}
	end := 0
	for i := range p.Record.Document.Pages {
		page := &p.Record.Document.Pages[i]
		for k := range page.Blocks {
			b := &placedBlock{Block: &page.Blocks[k], page: page.Number, index: k}
			b.tight = document.Squeeze(b.Text)
			out.of[b.Block] = b
			if at := [2]int{page.Number, k}; out.at[at] == nil {
				out.at[at] = b
			}
			if b.Kind == document.BlockHeading || b.Kind == document.BlockParagraph {
				end += len(b.tight)
				b.end = end
				out.text = append(out.text, b)
			}
		}
	}
	return out
})

// locate is the heading or paragraph that prints a byte of the text from a
// place on, and where in it: the layout may have broken a sentence in two. nil
// if there is no such byte.
func (b *blocks) locate(page, index, offset int) (block *placedBlock, at int) {
	first := sort.Search(len(b.text), func(i int) bool {
		t := b.text[i]
		return t.page > page || t.page == page && t.index >= index
	})
	if first > 0 {
		offset += b.text[first-1].end
	}
	i := first + sort.Search(len(b.text)-first, func(i int) bool { return b.text[first+i].end > offset })
	if i == len(b.text) {
		return nil, 0
	}
	block = b.text[i]
	return block, offset - (block.end - len(block.tight))
}

// characters finds the characters of Text in tight.
func (b *placedBlock) characters() []int32 {
	if b.located {
		return b.runes
	}
	b.located = true
	if len(b.Places) == 0 || len(b.Places) != utf8.RuneCountInString(b.Text) {
		return nil
	}
	b.runes = make([]int32, len(b.tight))
	for i := range b.runes {
		b.runes[i] = -1
	}
	at, character := 0, int32(0)
	for _, r := range b.Text {
		if next, size := utf8.DecodeRuneInString(b.tight[at:]); size > 0 && next == r {
			b.runes[at] = character
			at += size
		}
		character++
	}
	return b.runes
}

// span is the box of bytes start to end of the tight text; zero if there are
// no such characters or their places are not known.
func (b *placedBlock) span(start, end int) document.Box {
	runes := b.characters()
	if start < 0 || end <= start || end > len(runes) || runes[start] < 0 || end < len(runes) && runes[end] < 0 {
		return document.Box{}
	}
	last := end - 1
	for runes[last] < 0 {
		last--
	}
	return b.SpanOf(int(runes[start]), int(runes[last])+1)
}

// mostPlaces bounds the places where a block prints one text: where there are
// more, its label does not tell them apart.
const mostPlaces = 256

// only is where the block prints a text: the only place, or the only one with
// the label between it and the number before.
func (b *placedBlock) only(label, text string) document.Box {
	if len(b.Places) == 0 || text == "" {
		return document.Box{}
	}
	if b.find == nil {
		b.find = Finder(b.tight)
	}
	text, label = document.Squeeze(text), document.Squeeze(label)
	places := b.find(text)
	if len(places) > mostPlaces {
		return document.Box{}
	}
	var found []int
	for _, at := range places {
		if wholeNumber(b.tight, at, at+len(text)) {
			found = append(found, at)
		}
	}
	if len(found) > 1 && label != "" {
		labels := b.find(label)
		found = slices.DeleteFunc(found, func(at int) bool {
			before, _ := slices.BinarySearch(labels, at-len(label)+1)
			return before == 0 || labels[before-1] < b.afterNumber(at)
		})
	}
	if len(found) != 1 {
		return document.Box{}
	}
	return b.span(found[0], found[0]+len(text))
}

// afterNumber is where the last number before a place of the tight text ends;
// 0 if there is none.
func (b *placedBlock) afterNumber(at int) int {
	if b.numbers == nil {
		b.numbers = make([]int32, len(b.tight)+1)
		for i := range len(b.tight) {
			b.numbers[i+1] = b.numbers[i]
			if c := b.tight[i]; c >= '0' && c <= '9' {
				b.numbers[i+1] = int32(i + 1)
			}
		}
	}
	return int(b.numbers[at])
}

// longText is how many bytes a text has for which an index pays off.
const longText = 4096

// Finder gives all places of texts in one text, in their order. It is made
// ready for many questions if the text is long. An empty text has no place.
func Finder(text string) func(string) []int {
	if len(text) < longText {
		return func(s string) (found []int) {
			for at := 0; s != "" && at < len(text); {
				i := strings.Index(text[at:], s)
				if i < 0 {
					break
				}
				found = append(found, at+i)
				_, size := utf8.DecodeRuneInString(text[at+i:])
				at += i + size
			}
			return found
		}
	}
	index := suffixarray.New([]byte(text))
	known := map[string][]int{}
	return func(s string) []int {
		found, seen := known[s]
		if !seen {
			found = index.Lookup([]byte(s), -1)
			slices.Sort(found)
			known[s] = found
		}
		return found
	}
}
