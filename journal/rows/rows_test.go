package rows

import (
	"errors"
	"strings"
	"testing"

	"github.com/linli/linli/orders"
)

func FuzzKey(f *testing.F) {
	f.Add("plain", "other")
	f.Add("a\x00b", "a?b")
	f.Add(strings.Repeat("x", 300), strings.Repeat("x", 301))
	f.Add("\xff", "?")
	f.Fuzz(func(t *testing.T, a, b string) {
		ka, kb := Key(a), Key(b)
		if (ka == kb) != (a == b) && !strings.Contains(a+b, "#") {
			t.Fatalf("%q and %q become %q and %q", a, b, ka, kb)
		}
		if !clean(ka) || len(ka) > 2*longestKey || Key(a) != ka {
			t.Fatalf("%q became %q", a, ka)
		}
	})
}

func FuzzMessageID(f *testing.F) {
	f.Add("town", uint64(12), 0)
	f.Add("a-1", uint64(1), 7)
	f.Add("-", uint64(0), 0)
	f.Fuzz(func(t *testing.T, zone string, seq uint64, n int) {
		id := MessageID(zone, seq, n)
		z, s, m, err := SplitMessageID(id)
		valid := CheckZone(zone) == nil && seq <= 1<<63-1 && n >= 0
		if valid != (err == nil) {
			t.Fatalf("%q: %v", id, err)
		}
		if valid && (z != zone || s != seq || m != n) {
			t.Fatalf("%q came back as %q %d %d", id, z, s, m)
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add(Position{At: 5, ID: "o", Zone: "z"}.Cursor("o"))
	f.Add(Feed{{"a", 1, 2}, {"b", 3, 0}}.Cursor())
	f.Add("f" + "bnVsbA")
	f.Fuzz(func(t *testing.T, cursor string) {
		var refused *orders.Rejection
		if p, ok, err := ParsePosition("o", cursor); err == nil && ok && p.Cursor("o") != cursor {
			t.Fatalf("%q came back as %q", cursor, p.Cursor("o"))
		} else if err != nil && !errors.As(err, &refused) {
			t.Fatalf("%q: %v", cursor, err)
		}
		if p, err := ParseFeed(cursor); err == nil && p.Cursor() != cursor {
			t.Fatalf("%q came back as %q", cursor, p.Cursor())
		} else if err != nil && !errors.As(err, &refused) {
			t.Fatalf("%q: %v", cursor, err)
		}
	})
}

func TestFeedAdvance(t *testing.T) {
	var f Feed
	for _, zone := range []string{"m", "z", "a", "m", "q"} {
		f = f.Advance(Reached{zone, f.At(zone).Seq + 1, 0})
	}
	got, err := ParseFeed(f.Cursor())
	if err != nil || len(got) != 4 || got.At("m").Seq != 2 || got.At("new") != (Reached{"new", 0, -1}) {
		t.Fatalf("got %v, %v", got, err)
	}
}

func TestCheckZone(t *testing.T) {
	for _, zone := range []string{"", "a b", "é", "a\n", strings.Repeat("x", 101)} {
		if CheckZone(zone) == nil {
			t.Errorf("%q passed", zone)
		}
	}
}
