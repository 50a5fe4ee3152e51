package dispatch

import (
	"time"
	wall "time"
)

var start = time.Now() // want "purity: dispatch may not use time.Now"

func clocks(t time.Time) {
	_ = time.Since(t)                      // want "purity: dispatch may not use time.Since"
	_ = time.Until(t)                      // want "purity: dispatch may not use time.Until"
	time.Sleep(1)                          // want "purity: dispatch may not use time.Sleep"
	_ = time.After(1)                      // want "purity: dispatch may not use time.After"
	_ = time.AfterFunc(1, nil)             // want "purity: dispatch may not use time.AfterFunc"
	_ = time.Tick(1)                       // want "purity: dispatch may not use time.Tick"
	_ = time.NewTimer(1)                   // want "purity: dispatch may not use time.NewTimer"
	_ = time.NewTicker(1)                  // want "purity: dispatch may not use time.NewTicker"
	_ = time.Local                         // want "purity: dispatch may not use time.Local"
	_ = t.Local()                          // want "purity: dispatch may not ask for the machine's time zone"
	_, _ = time.LoadLocation("Asia/Tokyo") // want "purity: dispatch may not use time.LoadLocation"
	f := (wall).Now                        // want "purity: dispatch may not use time.Now"
	_ = f
	_ = time.Unix(0, 0).UTC()
}
