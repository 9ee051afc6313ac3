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

	Unit   string   // what stands behind the numbers of the axis, such as "%"; may be empty
	Source string   // report, section and page
	Notes  []string // what is lost, what a mark means
	Alt    string   // the picture in words, for those who can't see it
}
