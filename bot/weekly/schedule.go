package weekly

import (
	"errors"
	"fmt"
	"math/bits"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/reportbot/reportbot/bot"
)

// calendar is a schedule with its time zone loaded. It is pure.
type calendar struct {
	bot.Schedule
	zone *time.Location
}

// newCalendar checks a schedule.
func newCalendar(s bot.Schedule) (calendar, error) {
	if s.Weekday < time.Sunday || s.Weekday > time.Saturday || s.Hour < 0 || s.Hour > 23 || s.Minute < 0 || s.Minute > 59 {
		return calendar{}, fmt.Errorf("there is no such time of the week: %v", s)
	}
	zone, err := loadZone(s.Zone)
	if err != nil {
		return calendar{}, err
	}
	return calendar{Schedule: s, zone: zone}, nil
}

// loadZone loads a time zone by its IANA name. "Local" would mean something else on
// every machine, and a path is no name.
func loadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "/") {
		return nil, fmt.Errorf("%q is no time zone", name)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("%q is no time zone: %w", name, err)
	}
	return zone, nil
}

// slotForm is how a slot is named: the local date of the post.
const slotForm = "2006-01-02"

// slot is one post that is owed.
type slot struct {
	date string // in the zone
	at   time.Time
}

// on returns the slot on the day that is so many days from the local date of t. Where
// the hour falls into a gap (clocks go forward) it is the first instant after it;
// where it comes twice, the first time.
func (c calendar) on(t time.Time, days int) slot {
	y, m, d := t.In(c.zone).Date()
	wall := time.Date(y, m, d+days, c.Hour, c.Minute, 0, 0, time.UTC) // what a clock there shows
	return slot{date: wall.Format(slotForm), at: c.first(wall)}
}

// first is the first instant at which a clock in the zone shows wall or, where no
// clock ever does, shows something later.
func (c calendar) first(wall time.Time) time.Time {
	near := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), 0, 0, c.zone)
	begin, end := near.ZoneBounds()
	// The instants at which the offsets around here would show wall.
	best := time.Time{}
	for _, at := range []time.Time{begin.Add(-1), near, end} {
		if at.IsZero() || at.Equal(time.Time{}.Add(-1)) {
			continue // The zone has no change on that side.
		}
		_, offset := at.In(c.zone).Zone()
		instant := wall.Add(-time.Duration(offset) * time.Second)
		if c.shows(instant, wall) && (best.IsZero() || instant.Before(best)) {
			best = instant
		}
	}
	if !best.IsZero() {
		return best.In(c.zone)
	}
	// A gap: clocks jump over wall at one of the two changes.
	for _, change := range []time.Time{begin, end} {
		if !change.IsZero() && wallClock(change.Add(-1), c.zone).Before(wall) && wall.Before(wallClock(change, c.zone)) {
			return change.In(c.zone)
		}
	}
	return near
}

func (c calendar) shows(at, wall time.Time) bool { return wallClock(at, c.zone).Equal(wall) }

// wallClock is what a clock in a zone shows at an instant, as if it were UTC.
func wallClock(at time.Time, zone *time.Location) time.Time {
	_, offset := at.In(zone).Zone()
	return at.UTC().Add(time.Duration(offset) * time.Second)
}

// next is the first slot after t.
func (c calendar) next(t time.Time) slot {
	for days := -1; ; days++ { // It ends within nine days.
		if s := c.on(t, days); c.falls(s) && s.at.After(t) {
			return s
		}
	}
}

// falls tells whether a slot is on the schedule's weekday.
func (c calendar) falls(s slot) bool {
	day, err := time.Parse(slotForm, s.date)
	return err == nil && day.Weekday() == c.Weekday
}

// between lists the slots after one instant up to another, the earliest first.
func (c calendar) between(after, upTo time.Time) []slot {
	var out []slot
	for s := c.next(after); !s.at.After(upTo); s = c.next(s.at) {
		out = append(out, s)
	}
	return out
}

// weekEnd is the last instant of the calendar week (Monday to Sunday) that t is in.
func (c calendar) weekEnd(t time.Time) time.Time {
	local := t.In(c.zone)
	toMonday := (8 - int(local.Weekday())) % 7
	if toMonday == 0 {
		toMonday = 7
	}
	y, m, d := local.Date()
	return c.first(time.Date(y, m, d+toMonday, 0, 0, 0, 0, time.UTC)).Add(-1)
}

// ParseSchedule reads an operator's default in cron syntax, such as "0 9 * * 1": one
// minute, one hour, one day of the week. It may begin with "CRON_TZ=" and a time zone;
// otherwise zone is taken.
func ParseSchedule(spec, zone string) (bot.Schedule, error) {
	const want = "it has to name one time of the week, such as \"0 9 * * 1\" for Mondays at nine: minute, hour, *, *, day of the week"
	if strings.HasPrefix(spec, "@") {
		return bot.Schedule{}, errors.New(want)
	}
	if fields := strings.Fields(spec); len(fields) > 0 && fields[len(fields)-1] == "7" {
		spec = strings.TrimSuffix(strings.TrimSpace(spec), "7") + "0" // Sunday, in most crons
	}
	parsed, err := cron.ParseStandard(spec)
	if err != nil {
		return bot.Schedule{}, errors.New(want) // What the parser says is for programmers.
	}
	s, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return bot.Schedule{}, errors.New(want)
	}
	minute, one := only(s.Minute)
	hour, oneHour := only(s.Hour)
	day, oneDay := only(s.Dow)
	if !one || !oneHour || !oneDay || s.Dom != every(1, 31) || s.Month != every(1, 12) {
		return bot.Schedule{}, errors.New(want)
	}
	if named := s.Location; named != nil && named != time.Local {
		zone = named.String()
	}
	out := bot.Schedule{Weekday: time.Weekday(day), Hour: hour, Minute: minute, Zone: zone}
	_, err = newCalendar(out)
	return out, err
}

// only is the one value that a field of cron's allows; ok is false where it is not one.
func only(field uint64) (value int, ok bool) {
	return bits.TrailingZeros64(field), bits.OnesCount64(field) == 1
}

// every is what cron makes of "*": all values of a field, and a bit that says so.
func every(from, to int) uint64 {
	const star = 1 << 63
	field := uint64(star)
	for v := from; v <= to; v++ {
		field |= 1 << v
	}
	return field
}
