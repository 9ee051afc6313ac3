package weekly

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strconv"

	"github.com/reportbot/reportbot/bot"
)

// draw chooses the fact that a chat gets next: the first of a shuffle of its own,
// which is another one each round, that was not used in this round. When all were
// used the next round begins; its first fact is not the last one that was used. The
// shuffle follows from the chat and the round alone, so that a preview shows what
// will come. fact is empty where there are none.
func draw(c bot.Chat, round int, facts, used []string) (fact string, in int) {
	if len(facts) == 0 {
		return "", round
	}
	left := slices.DeleteFunc(slices.Clone(facts), func(f string) bool { return slices.Contains(used, f) })
	if len(left) == 0 {
		round++
		left = slices.Clone(facts)
		if len(used) > 0 && len(left) > 1 {
			last := used[len(used)-1]
			left = slices.DeleteFunc(left, func(f string) bool { return f == last })
		}
	}
	return slices.MinFunc(left, func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(c, round, a), rank(c, round, b)), cmp.Compare(a, b))
	}), round
}

// rank is a fact's place in a shuffle.
func rank(c bot.Chat, round int, fact string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(c.Key() + "\x00" + strconv.Itoa(round) + "\x00" + fact)) // A hash never fails.
	// FNV's last letters hardly reach its upper half: mix (the finaliser of SplitMix64).
	x := h.Sum64()
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
