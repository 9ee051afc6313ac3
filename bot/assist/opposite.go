package assist

// denies reports whether a folded word turns a statement round.
func denies(key string) bool {
	switch key {
	case "nicht", "kein", "keine", "keinen", "keiner", "keinem", "keines", "nie", "not", "no", "none", "never", "dont", "doesnt", "don", "doesn", "isn", "aren":
		return true
	}
	return false
}

// lowDegree reports whether a folded word names the low end of a scale.
func lowDegree(key string) bool {
	switch key {
	case "gering", "geringen", "geringer", "niedrig", "niedrigen", "niedriger", "schwach", "schwachen", "unwichtig", "low", "weak", "minor", "unimportant", "negligible":
		return true
	}
	return false
}
