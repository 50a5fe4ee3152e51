package slip

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func sample() *Slip {
	return &Slip{
		Language: "zh", Title: "您的订单", Lines: []Line{{"商户", "老张豆浆 <b>"}, {"内容", strings.Repeat("豆浆 2、油条 1、", 12)}},
		PIN: Line{"取件码", "0471"}, Code: Line{"电话报号", "120934"}, Link: "https://linli.test/track/o1.ABCDEFGHIJKLMNOP", LinkText: "扫码查看", Foot: "有事请找社区服务台。",
	}
}

func TestHTML(t *testing.T) {
	page, err := sample().HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`lang="zh"`, "老张豆浆 &lt;b&gt;", "0471", "120934", "扫码查看", "<path d=\"M0 0h1v1h-1z"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	for _, from := range []string{"<script", "src=", "href=", "url("} {
		if strings.Contains(page, from) {
			t.Errorf("the page loads something: %s", from)
		}
	}
	without := sample()
	without.PIN = Line{}
	if page, _ = without.HTML(); strings.Contains(page, "取件码") {
		t.Error("a visit has no PIN")
	}
	long := sample()
	long.Link = strings.Repeat("x", 4000)
	if _, err := long.HTML(); err == nil {
		t.Error("a link that no code holds was drawn")
	}
}

// TestPDF reads the file as a viewer does: every object stands where the
// table says, and the texts come back out of the page.
func TestPDF(t *testing.T) {
	file, err := sample().PDF()
	if err != nil {
		t.Fatal(err)
	}
	tail := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(file)
	if tail == nil {
		t.Fatal("no end")
	}
	start, _ := strconv.Atoi(string(tail[1]))
	if !bytes.HasPrefix(file[start:], []byte("xref\n0 8\n")) {
		t.Fatalf("the table is not at %d", start)
	}
	for i, m := range regexp.MustCompile(`(\d{10}) 00000 n `).FindAllSubmatch(file[start:], -1) {
		at, _ := strconv.Atoi(string(m[1]))
		if !bytes.HasPrefix(file[at:], fmt.Appendf(nil, "%d 0 obj\n", i+1)) {
			t.Errorf("object %d is not at %d", i+1, at)
		}
	}
	length := regexp.MustCompile(`/Length (\d+) >>\nstream\n`).FindSubmatchIndex(file)
	n, _ := strconv.Atoi(string(file[length[2]:length[3]]))
	body := file[length[1] : length[1]+n]
	if !bytes.HasPrefix(file[length[1]+n:], []byte("endstream")) {
		t.Error("the length of the page is wrong")
	}
	for _, want := range []string{"您的订单", "0 4 7 1", "1 2 0 9 3 4", "扫码查看"} {
		if !bytes.Contains(body, []byte("<"+hex16(want)+">")) {
			t.Errorf("%q is not on the page", want)
		}
	}
	if dark := bytes.Count(body, []byte(" re\n")); dark < 200 {
		t.Errorf("the code has %d squares", dark)
	}
	again, _ := sample().PDF()
	if !bytes.Equal(file, again) {
		t.Error("the same slip, another file")
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text string
		most int
		want string
	}{
		{"one two three", 8, "one two|three"},
		{"豆浆两碗油条", 8, "豆浆两碗|油条"},
		{"abcdefghij", 4, "abcd|efgh|ij"},
		{"", 4, ""},
		{"豆浆 2、油条", 8, "豆浆 2、|油条"},
	} {
		if got := strings.Join(wrap(c.text, c.most), "|"); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}
