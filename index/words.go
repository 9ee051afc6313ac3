package index

// Words takes a question apart as Search does, without searching: its content
// words, and what the index knows of each.
func (ix *Index) Words(text, language string) ([]Word, error) {
	q := Query{Text: text, Language: language}
	if err := q.validate(); err != nil {
		return nil, err
	}
	qn, err := ix.understand(q)
	if err != nil {
		return nil, err
	}
	ix.release(qn)
	return qn.words, nil
}
