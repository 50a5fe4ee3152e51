package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

var table = []Row{{1, []string{"姓名", "电话"}}, {3, []string{"王秀英", "13800138000"}}}

const plain = "姓名,电话\n\n王秀英, 13800138000 \n,\n"

func TestText(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(plain)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string]string{
		"utf8": plain, "mark": "\xef\xbb\xbf" + plain, "gb18030": gb, "crlf": strings.ReplaceAll(plain, "\n", "\r\n"),
		"tabs": strings.ReplaceAll(plain, ",", "\t"), "semicolons": strings.ReplaceAll(plain, ",", ";"),
		"quotes": "\"姓名\",电话\n\n\"王秀英\",13800138000\n",
	} {
		if got, err := Read([]byte(b)); err != nil || !reflect.DeepEqual(got, table) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// pack makes an .xlsx of parts that replace the usual ones.
func pack(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId7"/><sheet name="B" sheetId="2" r:id="rId8"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId8" Target="worksheets/x.xml"/><Relationship Id="rId7" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/sharedStrings.xml":       `<sst><si><t>姓名</t></si><si><r><t>电</t></r><r><t>话</t></r><rPh><t>x</t></rPh></si></sst>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>
			<row r="2"><c r="A2" s="4"/></row><row r="3"><c r="A3" t="inlineStr"><is><t>王秀英</t></is></c><c r="B3"><v>1.3800138E10</v></c></row></sheetData></worksheet>`,
	}
	for name, text := range parts {
		all[name] = text
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range all {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sheetOf(rows string) map[string]string {
	return map[string]string{"xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}
}

func TestWorkbook(t *testing.T) {
	if got, err := Read(pack(t, nil)); err != nil || !reflect.DeepEqual(got, table) {
		t.Errorf("%v, %v", got, err)
	}
}

// What is hostile or broken is refused in both languages, and soon.
func TestRefused(t *testing.T) {
	million := strings.Repeat("<row><c><v>1</v></c></row>", 1_000_000)
	for name, b := range map[string][]byte{
		"empty":      nil,
		"blank":      []byte("\n,\n"),
		"large":      make([]byte, MaxBytes+1),
		"binary":     []byte("\x00\x01"),
		"xls":        []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
		"quote":      []byte("a,b\n\"x,1\n"),
		"formula":    []byte("a,b\n=cmd|' /C calc'!A0,1\n"),
		"columns":    []byte(strings.Repeat("a,", MaxColumns) + "b"),
		"cell":       []byte(strings.Repeat("a", MaxCell+1)),
		"rows":       []byte(strings.Repeat("a\n", MaxRows+2)),
		"zip":        []byte("PK\x03\x04 and no more"),
		"million":    pack(t, sheetOf(million)),
		"bomb":       pack(t, sheetOf("<row><c t=\"inlineStr\"><is><t>"+strings.Repeat("a", maxUnpacked)+"</t></is></c></row>")),
		"excel":      pack(t, sheetOf(`<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>`)),
		"error":      pack(t, sheetOf(`<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>`)),
		"string":     pack(t, sheetOf(`<row r="1"><c r="A1" t="s"><v>9</v></c></row>`)),
		"reference":  pack(t, sheetOf(`<row r="1"><c r="$1"><v>9</v></c></row>`)),
		"far":        pack(t, sheetOf(`<row r="1"><c r="XFD1"><v>9</v></c></row>`)),
		"entities":   pack(t, sheetOf(`<!DOCTYPE x [<!ENTITY a "b">]><row r="1"/>`)),
		"xml":        pack(t, sheetOf(`<row`)),
		"links":      pack(t, map[string]string{"xl/externalLinks/externalLink1.xml": "<x/>"}),
		"macros":     pack(t, map[string]string{"xl/vbaProject.bin": "x"}),
		"outside":    pack(t, map[string]string{"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId7" Target="http://x/" TargetMode="External"/></Relationships>`}),
		"connection": pack(t, map[string]string{"xl/connections.xml": "<x/>"}),
	} {
		rows, err := Read(b)
		var r *Refusal
		if !errors.As(err, &r) || r.Text.Zh == "" || r.Text.En == "" || rows != nil {
			t.Errorf("%s: %d rows, %v", name, len(rows), err)
		}
	}
	var r *Refusal
	if _, err := Read([]byte("a,b\nx,=1\n")); !errors.As(err, &r) || r.Line != 2 || r.Column != "B" {
		t.Errorf("%+v", r)
	}
}

func TestColumns(t *testing.T) {
	for i := range 16384 {
		if got := columnOf(fmt.Sprint(columnName(i), 7)); got != i {
			t.Fatalf("%s is column %d, not %d", columnName(i), got, i)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(plain))
	f.Add(pack(f, nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		rows, err := Read(b)
		if (err == nil) != (len(rows) > 0) || len(rows) > MaxRows+1 {
			t.Errorf("%d rows, %v", len(rows), err)
		}
		for _, r := range rows {
			for _, c := range r.Cells {
				if len(c) > MaxCell {
					t.Errorf("a cell of %d bytes", len(c))
				}
			}
		}
	})
}
