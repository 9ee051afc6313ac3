package words

import (
	"errors"
	"fmt"
	"strings"
)

// noun adds the forms of a noun.
func (l *list) noun(kind Kind, base, code string) error {
	add := func(form string, share float32) { l.add(form, kind, share) }
	stem := base // in front of -e
	if strings.HasSuffix(base, "nis") || code == "m" && strings.HasSuffix(base, "us") {
		stem += "s"
	}
	hisses := hisses(base)
	both := func() { // the genitives
		switch {
		case hisses && code != "me":
			add(stem+"es", genitive)
		case hisses:
		default:
			add(base+"s", genitive)
			if code != "me" && !unstressed(base) {
				add(base+"es", full)
			}
		}
	}
	weak := func(of string) string { // -en
		if strings.HasSuffix(of, "e") {
			return of + "n"
		}
		return of + "en"
	}
	add(base, 1)
	switch code {
	case "m", "me", "mf":
		if code != "mf" {
			both()
		}
		add(stem+"e", plural)
		add(stem+"en", dative)
	case "u", "fu":
		if code == "u" {
			both()
		}
		umlauted, ok := umlaut(base)
		if !ok {
			return errors.New("nothing to put an umlaut on")
		}
		add(umlauted+"e", plural)
		add(umlauted+"en", dative)
	case "r", "ur":
		both()
		of := base
		if code == "ur" {
			umlauted, ok := umlaut(base)
			if !ok {
				return errors.New("nothing to put an umlaut on")
			}
			of = umlauted
		}
		add(of+"er", plural)
		add(of+"ern", dative)
	case "x", "ux", "uf":
		of := base
		if code != "x" {
			umlauted, ok := umlaut(base)
			if !ok {
				return errors.New("nothing to put an umlaut on")
			}
			of = umlauted
			add(of, plural)
		}
		switch {
		case strings.HasSuffix(base, "n"):
		case strings.HasSuffix(base, "er"), strings.HasSuffix(base, "el"), strings.HasSuffix(base, "e"):
			add(of+"n", dative)
		default:
			return errors.New("neither in -e nor -er nor -el nor -n")
		}
		if code != "uf" {
			add(base+"s", genitive)
		}
	case "f":
		if strings.HasSuffix(base, "e") {
			return errors.New("a word in -e takes n")
		}
		add(base+"en", plural)
	case "n":
		if last := base[len(base)-1]; last != 'e' && last != 'r' && last != 'l' {
			return errors.New("neither in -e nor -er nor -el")
		}
		add(base+"n", plural)
	case "en":
		switch {
		case strings.HasSuffix(base, "e"), strings.HasSuffix(base, "or"):
			add(base+"s", genitive)
		default:
			both()
		}
		add(weak(base), plural)
	case "s":
		if hisses {
			return errors.New("takes no s")
		}
		add(base+"s", plural)
	case "g":
		both()
	case "in":
		if !strings.HasSuffix(base, "in") {
			return errors.New("not in -in")
		}
		add(base+"nen", plural)
	case "um", "as":
		cut := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(base, "um"), "us"), "a"), "o")
		if cut == base {
			return errors.New("neither in -um nor -us nor -a nor -o")
		}
		if !hisses && (code == "as" || strings.HasSuffix(base, "um")) {
			add(base+"s", genitive)
		}
		add(cut+"en", plural)
	case "t":
		if !strings.HasSuffix(base, "e") {
			return errors.New("not in -e")
		}
		add(base+"n", 0.9)
		add(base+"r", 0.5)
		add(base+"m", 0.05)
	default:
		return fmt.Errorf("no code %q", code)
	}
	return nil
}
