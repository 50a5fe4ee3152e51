package notify

import (
	"strings"
	"testing"

	"github.com/linli/linli/web"
)

func TestParts(t *testing.T) {
	for _, c := range []struct {
		text string
		want int
	}{
		{"", 0}, {"a", 1}, {strings.Repeat("a", 160), 1}, {strings.Repeat("a", 161), 2}, {strings.Repeat("a", 306), 2},
		{strings.Repeat("a", 307), 3}, {strings.Repeat("€", 80), 1}, {strings.Repeat("€", 81), 2},
		{strings.Repeat("邻", 70), 1}, {strings.Repeat("邻", 71), 2}, {strings.Repeat("邻", 134), 2}, {strings.Repeat("邻", 135), 3},
		{strings.Repeat("😀", 35), 1}, {strings.Repeat("😀", 36), 2}, {"ç" + strings.Repeat("a", 70), 2},
	} {
		if got := Parts(c.text); got != c.want {
			t.Errorf("%d × %.3q: %d parts, want %d", len([]rune(c.text)), c.text, got, c.want)
		}
	}
}

func TestCompose(t *testing.T) {
	c := Catalogue{"en": {"k": "From {shop}: {code}, {link}", "hole": "{nobody}", "long": strings.Repeat("x", 500)}}
	fill := func(shop string) map[string]string {
		return map[string]string{"shop": shop, "code": "12", "link": "https://l"}
	}
	for _, x := range []struct{ shop, want string }{
		{"Bakery", "From Bakery: 12, https://l"},
		{"{link}{code}", "From {link}{code}: 12, https://l"}, // filled in once
		{"a\r\nPay at http://evil\u202e\u0000\tnow", "From a Pay at http://evil now: 12, https://l"},
		{"\xff\xfe", "From : 12, https://l"},
		{strings.Repeat("b", 41), "From " + strings.Repeat("b", 39) + "…: 12, https://l"},
	} {
		if got, ok := c.compose("en", "k", SMS, fill(x.shop)); !ok || got != x.want {
			t.Errorf("%q: %q, %v", x.shop, got, ok)
		}
	}
	if got, ok := c.compose("en", "k", Voice, fill("B")); !ok || got != "From B: 1 2," {
		t.Errorf("%q, %v", got, ok)
	}
	for _, key := range []string{"hole", "long", "none"} {
		if got, ok := c.compose("en", key, SMS, fill("B")); ok {
			t.Errorf("%s: %q", key, got)
		}
	}
	// A long name gives way before the text does.
	tight := Catalogue{"zh": {"k": strings.Repeat("字", 170) + "{shop}"}}
	got, ok := tight.compose("zh", "k", SMS, map[string]string{"shop": strings.Repeat("店", 40)})
	if !ok || Parts(got) != 3 || !strings.HasSuffix(got, "…") {
		t.Errorf("%d parts, %v", Parts(got), ok)
	}
}

func TestCatalogue(t *testing.T) {
	if err := Catalogue(web.Notices()).Check(); err != nil {
		t.Fatal(err)
	}
	for lang, texts := range web.Notices() {
		for key := range texts {
			if keys[key] == nil {
				t.Errorf("%s: nobody says %s", lang, key)
			}
		}
	}
	for name, change := range map[string]func(Catalogue){
		"a gap":          func(c Catalogue) { delete(c["en"], Failed) },
		"an odd name":    func(c Catalogue) { c["zh"][Failed] = "{name}" },
		"a name's typo":  func(c Catalogue) { c["zh"][Failed] = "{shop" },
		"one code extra": func(c Catalogue) { c["zh"][Delivered] = "{code}" },
		"too much":       func(c Catalogue) { c["en"][Failed] = strings.Repeat("x", 500) },
	} {
		c := Catalogue(web.Notices())
		change(c)
		if c.Check() == nil {
			t.Errorf("%s is not seen", name)
		}
	}
}

func TestDial(t *testing.T) {
	for in, want := range map[string]string{
		"+86 138-0000-0000": "+8613800000000", " 010/1234.56 ": "010123456", "(0376) 80": "037680", "110": "110",
		"": "", "12": "", "+": "", "1234567890123456": "", "138x": "", "1+38": "", "138 ext 2": "", "138;drop": "",
	} {
		if got, ok := dial(in); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q, %v", in, got, ok)
		}
	}
}
