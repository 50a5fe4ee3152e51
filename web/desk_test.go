package web

import "testing"

func TestDeskSpeaksBoth(t *testing.T) {
	texts := Desk()
	for key := range texts["zh"] {
		if texts["en"][key] == "" {
			t.Errorf("%s is not there in English", key)
		}
	}
	if len(texts["zh"]) != len(texts["en"]) || len(texts["zh"]) == 0 {
		t.Errorf("%d in Chinese, %d in English", len(texts["zh"]), len(texts["en"]))
	}
}
