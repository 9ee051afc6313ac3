//go:build linux

package crashtest

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/reportbot/reportbot/bot"
	"github.com/reportbot/reportbot/bot/store"
)

// Ensure that no post is lost and none stands twice without the ledger saying that it
// may, however often and whenever the program is killed.
func TestKill(t *testing.T) { // Not beside others, so that kills hit more than the start.
	n := size(250, 5000)
	newKilling(t, newWorld(t, n, n, ""), chance(t)).run(t, size(50, 1000))
}

// Ensure the same over PostgreSQL, where what a killed instance held is free only
// after its lease has run out.
func TestKillPostgres(t *testing.T) {
	t.Parallel()
	database, ok := shared.Database(t)
	if !ok {
		t.Log("PostgreSQL is not installed")
		return
	}
	n := size(200, 1000)
	k := newKilling(t, newWorld(t, n, n, database), chance(t))
	k.plan(t)
	k.run(t, size(15, 100))
}

// killing is a series of kills.
type killing struct {
	*world
	chance *rand.Rand

	hit     map[string]bool // attempts that were begun when the program was killed
	hits    int             // kills that hit at least one
	flying  int             // kills while a request was under way
	early   int             // kills before the first request to post
	partial int             // kills before everything was planned
	working int             // kills that left something to do
	left    int             // channels without a final entry
	killed  int             // requests to post before the last kill
}

func newKilling(t *testing.T, w *world, chance *rand.Rand) *killing {
	t.Helper()
	w.slow(75 * time.Millisecond)
	return &killing{world: w, chance: chance, hit: map[string]bool{}}
}

func (k *killing) run(t *testing.T, kills int) {
	k.left = len(k.chats)
	for kill := range kills {
		before := k.asked()
		p := k.start(t, "one")
		k.moment(before, kills-kill)
		if !p.alive() {
			t.Fatalf("the program ended by itself: %v", p.err)
		}
		if k.under() > 0 {
			k.flying++
		}
		p.kill()
		if k.asked() == before {
			k.early++
		}
		k.dissect(t)
	}
	k.killed = k.asked()
	p := k.start(t, "one")
	kept := k.look(t)
	k.awaitFinal(t, kept, 2*time.Minute+time.Duration(len(k.chats))*time.Second/20)
	p.end(t)
	n := k.audit(t, kept, false)
	if discords := len(k.discord.stands); discords != len(k.chats)/2 {
		t.Errorf("a message stands in %d channels on Discord, want %d", discords, len(k.chats)/2)
	}
	if k.hits == 0 {
		t.Error("no kill hit a post that was being sent: the test proves nothing")
	}
	if n := k.telegram.overlapped(); n > 0 {
		t.Errorf("two polled Telegram %d times", n)
	}
	out := fmt.Sprintf("\n%-36s %6d", "channels", len(k.chats))
	for _, row := range []struct {
		what string
		many int
	}{
		{"kills", kills}, {"kills before the first request", k.early}, {"kills before all was planned", k.partial}, {"kills with something left to do", k.working},
		{"kills that hit a row in sending", k.hits}, {"kills with a request under way", k.flying}, {"requests before the last kill", k.killed}, {"rows hit in sending", len(k.hit)},
	} {
		out += fmt.Sprintf("\n%-36s %6d", row.what, row.many)
	}
	t.Log(out + n.String())
}

// plan lets one start plan everything, and kills it. A planner that is killed holds its
// lease on for longer than the short test takes: on a busy machine nothing would be
// planned before the last kill.
func (k *killing) plan(t *testing.T) {
	t.Helper()
	p := k.start(t, "one")
	kept := k.look(t)
	await(t, time.Minute, "all to be planned", func() bool {
		k.unfinished(t, kept)
		planned := 0
		for _, n := range k.seen {
			planned += n
		}
		return planned == len(k.chats)
	})
	p.kill()
}

// moment waits for the moment of a kill. A third are counted from the start, to hit the
// start and the planner, and the others in requests to post, however fast the machine
// is: so many that there is something left for the kills to come.
func (k *killing) moment(before, kills int) {
	const soonest, latest, patience, answered = 50 * time.Millisecond, 900 * time.Millisecond, 2500 * time.Millisecond, 150 * time.Millisecond
	if k.chance.IntN(3) == 0 {
		time.Sleep(soonest + time.Duration(k.chance.Int64N(int64(latest-soonest))))
		return
	}
	requests := 1 + k.chance.IntN(1+3*k.left/kills)
	// There may be nothing to send: what was claimed is free again only in a while.
	for late := time.Now().Add(patience); k.asked() < before+requests && time.Now().Before(late); {
		time.Sleep(2 * time.Millisecond)
	}
	time.Sleep(time.Duration(k.chance.Int64N(int64(answered))))
}

// dissect looks at what a killed program left: nothing was sent without a row that
// says so.
func (k *killing) dissect(t *testing.T) {
	t.Helper()
	kept := k.image(t)
	defer k.close(t, kept)
	counts, _, err := kept.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	planned := 0
	for _, n := range counts {
		planned += n
	}
	if planned < len(k.chats) {
		k.partial++
	}
	if k.left = k.unfinished(t, kept); k.left > 0 {
		k.working++
	}
	k.begun(t, kept)
	for _, e := range k.entries(t, kept, bot.Planned) {
		if stands := k.on(e.Chat).in(e.Chat.ID); len(stands) > 0 {
			t.Errorf("%s: a message stands, and its entry is only planned", e.Chat.Key())
		}
	}
}

// begun counts attempts that were begun and not ended.
func (k *killing) begun(t *testing.T, kept *store.Store) {
	t.Helper()
	fresh := false
	for _, e := range k.entries(t, kept, bot.Sending) {
		if attempt := fmt.Sprint(e.Nonce, e.Attempts); !k.hit[attempt] {
			k.hit[attempt], fresh = true, true
		}
	}
	if fresh {
		k.hits++
	}
}
