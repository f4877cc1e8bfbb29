package layout

// Settings are the tolerances by which glyphs and rulings become lines, tables
// and paragraphs. Lengths are in ems, the usual size of the page's type, or in
// sizes, that of the text in question; shares have no unit. Their origins are of
// three kinds: type (how text is set: the width of a digit, a space, the leading
// of a paragraph), drawing (how exactly producers place rulings and texts), and
// trial (the least or most at which the invented tables of every ruling style
// and all invented and published documents are read right; see internal/accuracy).
type Settings struct {
	// Runs and lines.

	RunGap float64 // sizes between glyphs of one run, at most: less than a digit (type)
	// sizes that a glyph of a run may begin before the end of the last: kerning and overprints (drawing)
	RunBack     float64
	RunDrop     float64 // sizes that a glyph of a run may stand higher or lower: marks of notes (type)
	SolidGap    float64 // sizes between glyphs that are set without a space (type)
	SameLine    float64 // sizes or ems between the middles of texts on one line (type)
	MarkReach   float64 // sizes from a text to the mark of a note at it (type)
	ColumnGap   float64 // sizes between the texts of two columns that no figure tells apart (trial)
	FigureGap   float64 // sizes between a figure and another text that are two texts, at least (type)
	BlockGap    float64 // sizes between blocks on one line, such as an organization and a unit (type)
	HeadGap     float64 // sizes between two heads (trial)
	LetterGap   float64 // sizes between two characters of a word set wide (type)
	PieceGap    float64 // sizes between pieces that tight columns may part (trial)
	LineReach   float64 // sizes from the right margin that a line which goes on may end (type)
	LineIndent  float64 // sizes from the left margin that a line which goes on may begin (type)
	LineLeading float64 // sizes between lines of a paragraph (type)
	SameSize    float64 // sizes by which lines of a paragraph may differ (type)

	// Rulings and cells.

	RuleSame   float64 // ems between pieces of one ruling (drawing)
	RuleLeast  float64 // ems: a shorter ruling is none, as no cell is smaller (type)
	TableWide  float64 // ems: a narrower lattice is no table (type)
	SameColumn float64 // ems between rulings of one border, if no glyph stands between (drawing)
	SameRow    float64 // ems between rulings of one border of rows (drawing)
	RuleCovers float64 // share of a cell's side that a ruling runs along (drawing)
	RuleMost   float64 // share of a table's width that a ruling between rows runs along (drawing)
	RuleUnder  float64 // ems that a ruling may be drawn above the foot of the head over it (drawing)
	InnerEnd   float64 // ems from a border to where a ruling between columns begins under a head (type)
	Overhang   float64 // ems that a text may run over the border of its column (drawing)
	Crossing   float64 // ems on both sides of a border that a text across it has (drawing)

	// Tables without rulings.

	SameEdge     float64 // ems between edges of texts of one column (drawing)
	TableGap     float64 // ems between lines of one table (trial)
	RegularGap   float64 // ems between the rows of a form set wide (trial)
	RegularShare float64 // share by which such steps may differ (drawing)
	TitleStep    float64 // ems from the last head to a title of rows, at least (type)
	HeadLeading  float64 // sizes between lines of one head (type)
	NameLeading  float64 // sizes between lines of one name (type)
	BandHigh     float64 // ems: a lower area between rulings is no table (type)
	BandWide     float64 // share of the page's width that rulings of a table have (trial)
	RuleWide     float64 // ems: a shorter ruling begins no table (trial)
	ProseWide    float64 // share of the page's width: a wider line is no part of a table without rulings (trial)
	LabelWide    float64 // share of the page's width that a label alone on its line has at most (trial)
	HeadWide     float64 // share of a table's width that a head above its row has at most (trial)
	HalfColumn   float64 // share of a column that a head reaches over (trial)

	// Columns of a page.

	GutterClear float64 // ems on both sides of a gutter without text (type)
	ColumnFull  float64 // share of a column that most lines of running text fill (type)
}

// Usual are the settings that documents are read with.
func Usual() Settings { return usual }

var usual = Settings{
	RunGap: 0.35, RunBack: 0.7, RunDrop: 0.35, SolidGap: 0.12, SameLine: 0.4, MarkReach: 0.35, ColumnGap: 0.9,
	FigureGap: 0.25, BlockGap: 3, HeadGap: 0.35, LetterGap: 3, PieceGap: 0.2, LineReach: 2.2, LineIndent: 1.2,
	LineLeading: 1.6, SameSize: 0.12,

	RuleSame: 0.25, RuleLeast: 0.5, TableWide: 3, SameColumn: 0.8, SameRow: 0.6, RuleCovers: 0.6, RuleMost: 0.8,
	RuleUnder: 0.4, InnerEnd: 0.8, Overhang: 0.2, Crossing: 0.3,

	SameEdge: 0.3, TableGap: 2.5, RegularGap: 8, RegularShare: 0.25, TitleStep: 1.3, HeadLeading: 1.45,
	NameLeading: 1.4, BandHigh: 2, BandWide: 0.3, RuleWide: 4, ProseWide: 0.6, LabelWide: 0.5, HeadWide: 0.4,
	HalfColumn: 0.5,

	GutterClear: 0.4, ColumnFull: 0.7,
}
