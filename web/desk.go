package web

import (
	_ "embed"
	"encoding/json"
)

//go:embed catalogue/desk.zh.json
var deskZH []byte

//go:embed catalogue/desk.en.json
var deskEN []byte

// Desk returns what staff reads aloud and prints for residents, by language
// and key.
func Desk() map[string]map[string]string {
	out := map[string]map[string]string{}
	for lang, raw := range map[string][]byte{"zh": deskZH, "en": deskEN} {
		var texts map[string]string
		if err := json.Unmarshal(raw, &texts); err != nil {
			panic("web: catalogue of the desk: " + err.Error()) // embedded, and read by a test
		}
		out[lang] = texts
	}
	return out
}
