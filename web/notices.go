package web

import (
	_ "embed" // the catalogue's texts that leave by SMS
	"encoding/json"
)

//go:embed catalogue/notices.zh.json
var noticesZH []byte

//go:embed catalogue/notices.en.json
var noticesEN []byte

// Notices returns what residents are told by SMS and the like, by language
// and key: the part of the catalogue that no page needs.
func Notices() map[string]map[string]string {
	out := map[string]map[string]string{}
	for lang, raw := range map[string][]byte{"zh": noticesZH, "en": noticesEN} {
		var texts map[string]string
		if err := json.Unmarshal(raw, &texts); err != nil {
			panic("web: catalogue of notices: " + err.Error()) // embedded, and read by a test
		}
		out[lang] = texts
	}
	return out
}
