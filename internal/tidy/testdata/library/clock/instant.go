package clock

import "time"

func now() time.Time { return time.Now() } // want "purity: clock may not use time.Now"
