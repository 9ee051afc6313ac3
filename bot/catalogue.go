package bot

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

//go:embed catalogue/*.json
var catalogueFiles embed.FS

// Catalogue holds the interface's texts in every language that it speaks. It is
// safe for concurrent use.
type Catalogue struct {
	bundle     *i18n.Bundle
	localizers map[string]*i18n.Localizer
	languages  []string
	matcher    language.Matcher
}

// NewCatalogue reads the texts that come with the program. The first of its
// languages is the one to fall back on.
func NewCatalogue() (*Catalogue, error) {
	c := &Catalogue{localizers: map[string]*i18n.Localizer{}, languages: []string{"de", "en"}}
	c.bundle = i18n.NewBundle(language.German)
	c.bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	files, err := fs.Sub(catalogueFiles, "catalogue")
	if err != nil {
		return nil, fmt.Errorf("open the catalogue: %w", err)
	}
	tags := make([]language.Tag, len(c.languages))
	for i, l := range c.languages {
		if _, err := c.bundle.LoadMessageFileFS(files, "active."+l+".json"); err != nil {
			return nil, fmt.Errorf("read the catalogue's texts in %s: %w", l, err)
		}
		c.localizers[l] = i18n.NewLocalizer(c.bundle, l)
		tags[i] = language.Make(l)
	}
	c.matcher = language.NewMatcher(tags)
	return c, nil
}

// Languages are the languages of the interface; the first is the fallback.
func (c *Catalogue) Languages() []string { return c.languages }

// Match returns the interface's language that fits a platform's locale best,
// and false where the locale says nothing that fits.
func (c *Catalogue) Match(locale string) (string, bool) {
	if locale == "" {
		return "", false
	}
	tag, err := language.Parse(locale)
	if err != nil {
		return "", false
	}
	_, i, confidence := c.matcher.Match(tag)
	return c.languages[i], confidence > language.No
}

// Args fills the gaps of a text by name. An int named Count chooses the plural.
type Args map[string]any

// Say returns the text with this id in lang. A text that is missing gives its
// id: it is a fault of the program that the catalogue's test finds.
func (c *Catalogue) Say(lang, id string, args Args) string {
	l, ok := c.localizers[lang]
	if !ok {
		l = c.localizers[c.languages[0]]
	}
	conf := &i18n.LocalizeConfig{MessageID: id}
	if args != nil {
		conf.TemplateData = args
		conf.PluralCount = args["Count"]
	}
	s, err := l.Localize(conf)
	if err != nil {
		return id
	}
	return s
}

// Number writes v with this many decimals as people in lang do: 42,5 or 42.5.
func (c *Catalogue) Number(lang string, v float64, decimals int) string {
	return message.NewPrinter(language.Make(lang)).Sprint(number.Decimal(v, number.Scale(decimals)))
}
