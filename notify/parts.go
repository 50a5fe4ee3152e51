package notify

import "strings"

// gsm7 are the characters of the GSM 03.38 default alphabet that take one
// septet, gsm7Twice those of its extension, which take two.
const (
	gsm7 = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsm7Twice = "\f^{}\\[~]|€"
)

// Parts returns how many SMS a text takes: 160 septets in one and 153 in each
// of several, or, when it has a character outside the GSM alphabet (any
// Chinese one), 70 and 67 units of UTF-16 (3GPP TS 23.038 and 23.040).
func Parts(text string) int {
	septets, plain := 0, true
	units := 0
	for _, c := range text {
		units++
		if c > 0xffff {
			units++ // a pair of surrogates
		}
		switch {
		case strings.ContainsRune(gsm7, c):
			septets++
		case strings.ContainsRune(gsm7Twice, c):
			septets += 2
		default:
			plain = false
		}
	}
	if plain {
		return parts(septets, 160, 153)
	}
	return parts(units, 70, 67)
}

func parts(n, alone, together int) int {
	if n <= alone {
		return min(n, 1)
	}
	return (n + together - 1) / together
}
