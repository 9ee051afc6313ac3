package weekly

import (
	"strings"
	"testing"
	"time"

	"github.com/reportbot/reportbot/bot"
)

// zones are those with the awkward clocks: an ordinary one, one in the far west, one
// whose summer time is half an hour, one without any, one where it begins at midnight.
func zones() []string {
	return []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago"}
}

// Ensure slots fall where people expect them when clocks change: in the gap on the
// first instant after it, in the overlap on the first of the two.
func TestSlotsAtClockChanges(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		zone, date string
		hour, min  int
		want       string // in UTC
	}{
		{"Europe/Berlin", "2026-03-29", 2, 30, "2026-03-29T01:00:00Z"}, // gap from 2 to 3
		{"Europe/Berlin", "2026-03-29", 1, 59, "2026-03-29T00:59:00Z"},
		{"Europe/Berlin", "2026-03-29", 3, 0, "2026-03-29T01:00:00Z"},
		{"Europe/Berlin", "2026-10-25", 2, 30, "2026-10-25T00:30:00Z"}, // twice; the first is summer time
		{"Europe/Berlin", "2026-10-25", 3, 0, "2026-10-25T02:00:00Z"},
		{"America/New_York", "2026-03-08", 2, 0, "2026-03-08T07:00:00Z"},
		{"America/New_York", "2026-11-01", 1, 15, "2026-11-01T05:15:00Z"},
		{"Australia/Lord_Howe", "2026-10-04", 2, 10, "2026-10-03T15:30:00Z"}, // half an hour forward at 2
		{"Australia/Lord_Howe", "2026-04-05", 1, 45, "2026-04-04T14:45:00Z"}, // half an hour back at 2
		{"America/Santiago", "2026-09-06", 0, 20, "2026-09-06T04:00:00Z"},    // the day begins at one
		{"America/Santiago", "2026-04-04", 23, 30, "2026-04-05T02:30:00Z"},   // the day's last hour comes twice
		{"Asia/Kolkata", "2026-02-28", 9, 0, "2026-02-28T03:30:00Z"},
		{"Pacific/Apia", "2011-12-30", 9, 0, "2011-12-30T10:00:00Z"}, // a day that was left out
		{"UTC", "2028-02-29", 12, 0, "2028-02-29T12:00:00Z"},
	} {
		day, err := time.Parse(slotForm, tt.date)
		if err != nil {
			t.Fatal(err)
		}
		c, err := newCalendar(bot.Schedule{Weekday: day.Weekday(), Hour: tt.hour, Minute: tt.min, Zone: tt.zone})
		if err != nil {
			t.Fatal(err)
		}
		want, err := time.Parse(time.RFC3339, tt.want)
		if err != nil {
			t.Fatal(err)
		}
		for _, from := range []time.Duration{-6 * 24 * time.Hour, -36 * time.Hour, -time.Minute} {
			got := c.next(want.Add(from))
			if got.date != tt.date || !got.at.Equal(want) {
				t.Errorf("%s %s %d:%02d from %v before: %s at %s, want %s", tt.zone, tt.date, tt.hour, tt.min, from, got.date, got.at.UTC().Format(time.RFC3339), tt.want)
			}
		}
	}
}

// Ensure every schedule has one slot a week over ten years: on its weekday, a week of
// dates apart, at the hour that it names or, where no clock shows that, right behind
// the gap. What a slot should be is found here by trying minute after minute.
func TestOneSlotAWeek(t *testing.T) {
	t.Parallel()
	for _, zone := range zones() {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			for day := time.Sunday; day <= time.Saturday; day++ {
				for hour := range 24 {
					c, err := newCalendar(bot.Schedule{Weekday: day, Hour: hour, Minute: 30, Zone: zone})
					if err != nil {
						t.Fatal(err)
					}
					end := time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC)
					s := c.next(time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC))
					date, err := time.Parse(slotForm, s.date)
					if err != nil {
						t.Fatal(err)
					}
					for ; s.at.Before(end); s, date = c.next(s.at), date.AddDate(0, 0, 7) {
						if s.date != date.Format(slotForm) || date.Weekday() != day {
							t.Fatalf("%v %d: slot %s, want %s", day, hour, s.date, date.Format(slotForm))
						}
						if local := s.at.In(loc); local.Hour() == hour && local.Minute() == 30 && local.Format(slotForm) == s.date {
							if before := s.at.Add(-time.Hour).In(loc); before.Hour() == hour && before.Minute() == 30 {
								t.Fatalf("%s: the second of two", s.date)
							}
							continue
						}
						// A gap: the minute before is not past the hour, this one is.
						wall := time.Date(date.Year(), date.Month(), date.Day(), hour, 30, 0, 0, time.UTC)
						if !wallClock(s.at.Add(-time.Minute), loc).Before(wall) || !wallClock(s.at, loc).After(wall) {
							t.Fatalf("%v %d: slot %s at %v", day, hour, s.date, s.at.In(loc))
						}
					}
				}
			}
		})
	}
}

// Ensure the calendar week ends on Sunday night, whatever clocks do.
func TestWeekEnd(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ zone, at, want string }{
		{"Europe/Berlin", "2026-11-23T00:00:00+01:00", "2026-11-29T22:59:59.999999999Z"},
		{"Europe/Berlin", "2026-11-29T23:59:59+01:00", "2026-11-29T22:59:59.999999999Z"},
		{"America/Santiago", "2026-09-06T12:00:00-03:00", "2026-09-07T02:59:59.999999999Z"},
	} {
		at, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		c, err := newCalendar(bot.Schedule{Zone: tt.zone})
		if err != nil {
			t.Fatal(err)
		}
		if got := c.weekEnd(at).UTC().Format(time.RFC3339Nano); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.at, got, tt.want)
		}
	}
}

// Ensure an operator's schedule in cron syntax is one time of the week, or refused.
func TestParseSchedule(t *testing.T) {
	t.Parallel()
	for spec, want := range map[string]bot.Schedule{
		"0 9 * * 1":                              {Weekday: time.Monday, Hour: 9, Zone: "Europe/Berlin"},
		"30 17 * * FRI":                          {Weekday: time.Friday, Hour: 17, Minute: 30, Zone: "Europe/Berlin"},
		"0 8 * * 7":                              {Weekday: time.Sunday, Hour: 8, Zone: "Europe/Berlin"},
		"0 0 * * 0":                              {Weekday: time.Sunday, Zone: "Europe/Berlin"},
		"CRON_TZ=America/New_York 59 23 * * sat": {Weekday: time.Saturday, Hour: 23, Minute: 59, Zone: "America/New_York"},
		"TZ=UTC 0 8 * * 3":                       {Weekday: time.Wednesday, Hour: 8, Zone: "UTC"},
	} {
		if got, err := ParseSchedule(spec, "Europe/Berlin"); err != nil || got != want {
			t.Errorf("%q: %+v, %v", spec, got, err)
		}
	}
	for _, spec := range []string{"", "daily", "@weekly", "@every 1h", "* 9 * * 1", "0 9 * * 1,4", "0 9 * * *", "0 9 1 * 1", "0 9 * 6 1", "0 9,17 * * 1", "*/5 9 * * 1", "60 9 * * 1", "0 9 * * 8", "0 0 9 * * 1", "CRON_TZ=Mars/Base 0 9 * * 1"} {
		if got, err := ParseSchedule(spec, "Europe/Berlin"); err == nil {
			t.Errorf("%q was taken as %+v", spec, got)
		}
	}
	if _, err := ParseSchedule("0 9 * * 1", "Nowhere"); err == nil || !strings.Contains(err.Error(), "Nowhere") {
		t.Errorf("an unknown zone: %v", err)
	}
}

// Ensure zones are found by what people type, and nonsense and local paths are none.
func TestZones(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"Europe/Berlin": "Europe/Berlin", "berlin": "Europe/Berlin", "new york": "America/New_York", "New_York": "America/New_York",
		"wien": "Europe/Vienna", "Zürich": "Europe/Zurich", "utc": "UTC", "são paulo": "America/Sao_Paulo", "Lord Howe": "Australia/Lord_Howe", "MEZ": "Europe/Berlin",
	} {
		if got, ok := zoneNamed(typed); !ok || got != want {
			t.Errorf("%q: %q, %v", typed, got, ok)
		}
	}
	for _, typed := range []string{"", "Local", "../etc/passwd", "/etc/localtime", "Europe/Nowhere", "x"} {
		if got, ok := zoneNamed(typed); ok {
			t.Errorf("%q was taken as %q", typed, got)
		}
	}
	for _, name := range zoneNames() {
		if _, err := loadZone(name); err != nil {
			t.Errorf("proposed: %v", err)
		}
	}
	if got := suggestZones("ber", 3); len(got) == 0 || got[0] != "Europe/Berlin" {
		t.Errorf("ber: %v", got)
	}
	if got := suggestZones("europe", 100); len(got) < 30 {
		t.Errorf("europe: %d zones", len(got))
	}
}
