package bot

// Chart is a figure of a report as data for a picture: what package chart draws.
// Its texts are in the language of the answer that it belongs to.
type Chart struct {
	Title string

	// Ranking holds the survey question's wording, what a value means, the rows
	// in the order to draw them, and the upper end of the axis, which begins at 0.
	// Each row has one cell for each of Options, or a single one without an option.
	Ranking Ranking

	// Options are the answer options in the report's order; the shares of a row
	// are then stacked. Empty for a plain ranking.
	Options []string

	// Language is the one of all texts ("de", "en"): the axis' numbers are written
	// as there. Empty means plain digits and a point.
	Language string

	Unit   string   // what stands right behind the axis' numbers, such as "%" or " %"; may be empty
	Source string   // report, section and page
	Notes  []string // what is lost, what a mark means
	Alt    string   // the picture in words, for those who can't see it
}
