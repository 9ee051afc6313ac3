package weekly

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/store"
	"github.com/reportbot/reportbot/bot/store/storetest"
)

// instant is a platform that takes every post at once.
type instant struct {
	posts atomic.Int64
	all   int64
	done  chan struct{}
}

func (i *instant) Post(_ context.Context, p bot.Post) (bot.Receipt, error) {
	if err := p.Begin(); err != nil {
		return bot.Receipt{}, err
	}
	if i.posts.Add(1) == i.all {
		close(i.done)
	}
	return bot.Receipt{Message: "1"}, nil
}

// BenchmarkWeek plans and then delivers a week's posts of so many channels, through a
// platform without any delay. REPORTBOT_CHANNELS sets their number: 100000 takes
// minutes.
func BenchmarkWeek(b *testing.B) {
	channels, err := strconv.Atoi(os.Getenv("REPORTBOT_CHANNELS"))
	if err != nil {
		channels = 10_000
	}
	var cluster storetest.Shared
	b.Cleanup(cluster.Stop) // after its databases are dropped
	for name, database := range map[string]func() (store.Options, bool){
		"SQLite": func() (store.Options, bool) { return store.Options{Dir: b.TempDir(), Serving: true}, true },
		"PostgreSQL": func() (store.Options, bool) {
			dsn, ok := cluster.Database(b)
			return store.Options{URL: dsn}, ok
		},
	} {
		b.Run(fmt.Sprint(name, "/", channels), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				if o, ok := database(); ok {
					benchWeek(b, o, channels)
				}
			}
		})
	}
}

func benchWeek(b *testing.B, o store.Options, channels int) {
	kept, err := store.Open(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = kept.Close() }()
	s := New(Options{}, kept, newShelf(52), catalogue(b))
	cal, err := newCalendar(bot.Schedule{Weekday: time.Now().UTC().Weekday(), Zone: "UTC"})
	if err != nil {
		b.Fatal(err)
	}
	due := cal.next(time.Now().Add(-7 * 24 * time.Hour)).at // today at midnight
	var orders bytes.Buffer                                 // an import is one transaction
	fmt.Fprintln(&orders, `{"reportbot_weekly":1}`)
	for i := range channels {
		fmt.Fprintf(&orders, `{"table":"subscriptions","row":{"platform":"telegram","chat":"%d","thread":"","server":"","owner":"","weekday":%d,"hour":0,"minute":0,"zone":"UTC","language":"de","report":"r","state":"active","since":%d,"due":%d,"round":0,"created":0,"paused":0}}`+"\n",
			i, cal.Weekday, due.UnixMilli()-1, due.UnixMilli())
	}
	fmt.Fprintf(&orders, `{"rows":%d}`, channels)
	if _, err := kept.Import(b.Context(), &orders); err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	if err := kept.Live(ctx, s.instance, time.Hour); err != nil {
		b.Fatal(err)
	}
	held, release, err := s.Turn(ctx, plannerLease)
	if err != nil {
		b.Fatal(err)
	}
	defer release()
	b.StartTimer()
	began := time.Now()
	if err := s.plan(held.(*lease)); err != nil {
		b.Fatal(err)
	}
	planned := time.Since(began)
	to := &instant{all: int64(channels), done: make(chan struct{})}
	began = time.Now()
	var delivering sync.WaitGroup
	delivering.Go(func() { _ = s.Deliver(ctx, bot.Telegram, to) })
	<-to.done
	delivered := time.Since(began)
	b.StopTimer()
	cancel()
	delivering.Wait()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(channels)/planned.Seconds(), "planned/s")
	b.ReportMetric(float64(channels)/delivered.Seconds(), "delivered/s")
	b.ReportMetric(float64(memory.HeapInuse)/(1<<20), "MiB-heap")
	b.StartTimer()
}
