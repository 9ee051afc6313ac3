package corpus

// Original is the report's own wording of a record, from a package that extends
// the record's. It is a part of that record and none of its own: it is found and
// shown with it. Either Passage or List is set.
type Original struct {
	Of      string // the record's id
	Passage *Passage
	List    *List
}

// Alias is a further id of a record: that of its wording, or of the same quote or
// person in a package that extends the record's.
type Alias struct {
	ID string
	Of string // the record's id
}
