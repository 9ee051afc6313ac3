package weekly

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shelf is facts as tests want them: their texts by report and id.
type shelf struct {
	mu    sync.Mutex
	facts map[string][]string
	texts map[string]string // by report and id; a fact without one says its id
	rests map[string]string
}

func newShelf(n int) *shelf {
	s := &shelf{facts: map[string][]string{}, texts: map[string]string{}, rests: map[string]string{}}
	for i := range n {
		s.facts["r"] = append(s.facts["r"], fmt.Sprintf("fact-%02d", i))
	}
	return s
}

func (s *shelf) List(report string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.facts[report])
}

func (s *shelf) Reports(string) []bot.Choice {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []bot.Choice
	for r := range s.facts {
		out = append(out, bot.Choice{Name: "Report " + strings.ToUpper(r), Value: r})
	}
	slices.SortFunc(out, func(a, b bot.Choice) int { return strings.Compare(a.Value, b.Value) })
	return out
}

func (s *shelf) Print(report, fact string) (bot.FactPrint, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bot.FactPrint{Report: report, Fact: fact, Wording: s.texts[fact], Records: s.rests[fact]}, slices.Contains(s.facts[report], fact)
}

func (s *shelf) Post(ctx context.Context, report, fact, language string) (bot.Answer, string, bool) {
	says, ok := s.Print(report, fact)
	a := bot.Answer{
		Language: language, Wish: bot.WishPassage, Status: bot.Answered, Title: "Fakt der Woche",
		Blocks:    []bot.Block{bot.Paragraph{Text: fact + says.Wording}},
		Citations: []bot.Citation{{Report: report, Title: "Report", Page: 3, Record: fact}},
	}
	return a, fmt.Sprint(says), ok && ctx.Err() == nil
}

// platform is a Sender that notes what stands in its chats, and fails as it is told.
type platform struct {
	now func() time.Time

	mu     sync.Mutex
	stands map[string][]string // the texts of a chat, in order
	posts  []bot.Post
	at     []time.Time
	fail   func(p bot.Post, attempt int) failure
	tries  map[string]int // by nonce
	told   []string
	posted chan struct{} // closed and replaced with every post
}

// failure is how an attempt fails; the zero value is success.
type failure struct {
	err   error
	lands bool // it stands in the chat all the same
	early bool // before it has begun
	wait  <-chan struct{}
}

func newPlatform(now func() time.Time) *platform {
	return &platform{now: now, stands: map[string][]string{}, tries: map[string]int{}, posted: make(chan struct{})}
}

func (x *platform) Post(ctx context.Context, p bot.Post) (bot.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return bot.Receipt{}, err
	}
	f := x.fate(p)
	if f.early {
		return bot.Receipt{}, f.err
	}
	if err := p.Begin(); err != nil {
		return bot.Receipt{}, err
	}
	if f.wait != nil {
		select {
		case <-f.wait:
		case <-ctx.Done():
			return bot.Receipt{}, ctx.Err()
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if f.err == nil || f.lands {
		x.land(p)
	}
	if f.err != nil {
		return bot.Receipt{}, f.err
	}
	return bot.Receipt{Message: "m-" + p.Nonce}, nil
}

// fate is what becomes of an attempt. It may panic.
func (x *platform) fate(p bot.Post) failure {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.tries[p.Nonce]++
	if x.fail == nil {
		return failure{}
	}
	return x.fail(p, x.tries[p.Nonce])
}

func (x *platform) land(p bot.Post) {
	x.stands[p.Chat.Key()] = append(x.stands[p.Chat.Key()], p.Answer.Blocks[0].(bot.Paragraph).Text)
	x.posts, x.at = append(x.posts, p), append(x.at, x.now())
	close(x.posted)
	x.posted = make(chan struct{})
}

func (x *platform) Tell(_ context.Context, person string, a bot.Answer) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.told = append(x.told, person+": "+a.Blocks[0].(bot.Paragraph).Text)
	return nil
}

// knowing is a platform that recognises a nonce.
type knowing struct {
	*platform
	remembers time.Duration
	seen      map[string]time.Time
	look      error // what looking fails with
	looked    int
}

func (x *knowing) Remembers() time.Duration { return x.remembers }

func (x *knowing) Find(_ context.Context, _ bot.Chat, nonce string, _ time.Time) (string, bool, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.looked++
	for _, p := range x.posts {
		if p.Nonce == nonce {
			return "found-" + nonce, x.look == nil, x.look
		}
	}
	return "", false, x.look
}

func (x *knowing) Post(ctx context.Context, p bot.Post) (bot.Receipt, error) {
	x.mu.Lock()
	first, known := x.seen[p.Nonce]
	x.mu.Unlock()
	if known && x.now().Sub(first) < x.remembers {
		if err := p.Begin(); err != nil {
			return bot.Receipt{}, err
		}
		return bot.Receipt{Message: "m-" + p.Nonce}, nil
	}
	before := len(x.posts)
	r, err := x.platform.Post(ctx, p)
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.posts) > before {
		x.seen[p.Nonce] = x.now()
	}
	return r, err
}

// world is a service on a real database, with a clock that can jump.
type world struct {
	*testing.T
	store    *store.Store
	facts    *shelf
	service  *Service
	telegram *platform
	discord  *knowing

	mu    sync.Mutex
	ahead time.Duration // of the time that timers know
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Add(w.ahead)
}

func (w *world) jump(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ahead += d
}

func catalogue(t testing.TB) *bot.Catalogue {
	t.Helper()
	c, err := bot.NewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// newWorld makes a world that nothing runs in yet.
func newWorld(t *testing.T, o store.Options, facts int, change ...func(*Options)) *world {
	t.Helper()
	w := &world{T: t, facts: newShelf(facts)}
	var err error
	if w.store, err = store.Open(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.store.Close(); err != nil {
			t.Error(err)
		}
	})
	w.service = w.another(change...)
	w.telegram = newPlatform(w.now)
	w.discord = &knowing{platform: newPlatform(w.now), remembers: 2 * time.Minute, seen: map[string]time.Time{}}
	return w
}

// another is another instance in the same world.
func (w *world) another(change ...func(*Options)) *Service {
	w.Helper()
	// Each look into the database takes real time: hours of the bubble may pass
	// between two that find nothing.
	o := Options{now: w.now, Log: slog.New(slog.DiscardHandler), bell: "0 */4 * * *", planEvery: 24 * time.Hour, pollEvery: 24 * time.Hour, leaseTTL: 72 * time.Hour}
	for _, c := range change {
		c(&o)
	}
	return New(o, w.store, w.facts, catalogue(w.T))
}

// run runs an instance until the function that it returns is called.
func (w *world) run(s *Service) (stop func()) {
	ctx, cancel := context.WithCancel(w.Context())
	var running sync.WaitGroup
	planning, end := context.WithCancel(context.WithoutCancel(ctx))
	running.Go(func() {
		if err := s.Run(planning); err != nil {
			w.Error(err)
		}
	})
	var delivering sync.WaitGroup
	for p, to := range map[bot.Platform]Sender{bot.Telegram: w.telegram, bot.Discord: w.discord} {
		delivering.Go(func() {
			if err := s.Deliver(ctx, p, to); err != nil {
				w.Error(err)
			}
		})
	}
	return sync.OnceFunc(func() {
		cancel()
		delivering.Wait()
		end()
		running.Wait()
	})
}

// order subscribes a chat from now on.
func (w *world) order(c bot.Chat, s bot.Schedule) bot.Subscription {
	w.Helper()
	cal, err := newCalendar(s)
	if err != nil {
		w.Fatal(err)
	}
	now := w.now()
	x := bot.Subscription{Chat: c, Owner: "p", Schedule: s, Language: "de", Report: "r", State: bot.Active, Since: now, Created: now, Due: cal.next(now).at}
	if err := w.store.Subscribe(w.Context(), x); err != nil {
		w.Fatal(err)
	}
	return x
}

func (w *world) subscription(c bot.Chat) bot.Subscription {
	w.Helper()
	x, ok, err := w.store.Subscription(w.Context(), c)
	if err != nil || !ok {
		w.Fatalf("the subscription of %s: %v, %v", c.Key(), ok, err)
	}
	return x
}

// entries are the rows of a chat, the earliest first.
func (w *world) entries(c bot.Chat) []bot.LedgerEntry {
	w.Helper()
	all, err := w.store.Entries(w.Context(), bot.Filter{Chat: c})
	if err != nil {
		w.Fatal(err)
	}
	slices.Reverse(all)
	return all
}

func telegramChat(id string) bot.Chat { return bot.Chat{Platform: bot.Telegram, ID: id} }
func discordChat(id string) bot.Chat {
	return bot.Chat{Platform: bot.Discord, ID: id, Server: "server"}
}

// monday is when most of these tests' posts are due.
func monday() bot.Schedule {
	return bot.Schedule{Weekday: time.Monday, Hour: 9, Zone: "Europe/Berlin"}
}
