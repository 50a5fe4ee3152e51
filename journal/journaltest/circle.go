package journaltest

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/journal"
	"github.com/linli/linli/residents"
	"github.com/linli/linli/shell"
)

// unserved: what was noted comes back, newest first, page by page and within
// a time.
func unserved(t *testing.T, s journal.Store) {
	c := claim(t, s, Zone)
	var all []shell.UnservedDoc
	for i := range 5 {
		seq := uint64(2*i + 1)
		b := Batch(c.Epoch, seq, 2)
		for k := range 2 {
			r := dispatch.UnservedRow{Seq: seq, N: k, At: At(seq), Unserved: dispatch.Unserved{
				ID: fmt.Sprintf("o%d-%d", i, k), Merchant: "m☂\x00", Category: circle.Meals, Kind: "meal", Cell: "8a2a1072b59ffff",
				Needs: residents.Needs{NoStairs: true}, Why: circle.OutOfArea,
			}}
			b.Projections[0].Unserved = append(b.Projections[0].Unserved, r)
			all = append(all, shell.UnservedDoc{UnservedRow: r, Zone: Zone})
		}
		commit(t, s, b)
	}
	slices.Reverse(all)
	read := func(f shell.UnservedFilter) []shell.UnservedDoc {
		var out []shell.UnservedDoc
		for {
			page, next, err := s.Unserved(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			if out = append(out, page...); next == "" {
				return out
			}
			f.Cursor = next
		}
	}
	for _, limit := range []int{0, 1, 3} {
		if got := read(shell.UnservedFilter{Limit: limit}); !reflect.DeepEqual(got, all) {
			t.Fatalf("%d a page: %+v", limit, got)
		}
	}
	if got := read(shell.UnservedFilter{Since: At(3), Until: At(7)}); !reflect.DeepEqual(got, all[4:8]) {
		t.Fatalf("%+v", got)
	}
	if _, _, err := s.Unserved(t.Context(), shell.UnservedFilter{Cursor: "x"}); err == nil {
		t.Error("a cursor that no page gave out is taken")
	}
}

// findParties looks for the five residents called 王秀英, of whom r2 has another
// number, and for one with a Latin name.
func findParties(t *testing.T, s journal.Store) {
	latin := shell.Party{Role: shell.ResidentParty, ID: "z", Name: "Anna Puig", Phone: `\\x33`}
	if err := s.PutParties(t.Context(), []shell.Party{latin}); err != nil {
		t.Fatal(err)
	}
	for part, want := range map[string]string{"王秀": "r0 r1 ", "秀英": "r0 r1 ", "38000": "r0 r1 ", "puig": "z ", "PUIG": "z ", "x33": "z ", "%": "", "店长": "", `\347`: ""} {
		found, err := s.FindParties(t.Context(), shell.ResidentParty, part, 2)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for i := range found {
			got += found[i].ID + " "
		}
		if got != want {
			t.Errorf("%q finds %q, want %q", part, got, want)
		}
	}
	if err := s.EraseParty(t.Context(), latin.Role, latin.ID); err != nil {
		t.Fatal(err)
	}
}

func parties(t *testing.T, s journal.Store) {
	var all []shell.Party
	for i := range 5 {
		all = append(all, shell.Party{
			Role: shell.ResidentParty, ID: fmt.Sprint("r", i), External: "E-1", Name: "王秀英", Phone: "+8613800000000",
			Building: "b3", Entrance: "2单元", Room: "502", Note: "knock \x00 loudly", Needs: residents.Needs{NoStairs: true},
			Consent: residents.Consent{Locker: true}, At: At(uint64(i)),
			Agreed: []residents.Agreed{{Mode: residents.LockerMode, Given: true, At: At(uint64(i)), By: "staff/sam", Channel: residents.Phone}},
		})
	}
	contact := shell.Party{Role: shell.ProviderParty, ID: "r1", Name: "店长"}
	for range 2 { // putting the same again changes nothing
		if err := s.PutParties(t.Context(), append(all, contact)); err != nil {
			t.Fatal(err)
		}
	}
	all[2].Phone = "1"
	if err := s.PutParties(t.Context(), all[2:3]); err != nil {
		t.Fatal(err)
	}
	var got []shell.Party
	for cursor := ""; ; {
		page, next, err := s.Parties(t.Context(), shell.ResidentParty, 2, cursor)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, page...)
		if cursor = next; next == "" {
			break
		}
	}
	if !reflect.DeepEqual(got, all) {
		t.Fatalf("%+v", got)
	}
	findParties(t, s)
	for range 2 { // erasing twice is no error
		if err := s.EraseParty(t.Context(), shell.ResidentParty, "r1"); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Party(t.Context(), shell.ResidentParty, "r1")
	wantNotFound(t, err)
	if p, err := s.Party(t.Context(), shell.ProviderParty, "r1"); err != nil || !reflect.DeepEqual(p, contact) {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, _, err := s.Parties(t.Context(), shell.ResidentParty, 1, "x"); err == nil {
		t.Error("a cursor that no page gave out is taken")
	}
}
