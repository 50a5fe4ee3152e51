package residents

// Needs are a resident's access needs. The first three and a language that no
// machine here speaks are hard constraints: a delivery that breaks one is
// never chosen, whatever it would save. The others are what the person at the
// door is told, and how the resident is told anything.
type Needs struct {
	NoStairs      bool   `json:"no_stairs,omitempty" doc:"Cannot use stairs."`
	NoScreen      bool   `json:"no_screen,omitempty" doc:"Cannot reach or read a locker screen."`
	NoComingDown  bool   `json:"no_coming_down,omitempty" doc:"Cannot leave the home to meet a robot or walk to a locker."`
	CallFirst     bool   `json:"call_first,omitempty" doc:"Wants a phone call before the bell."`
	HardOfHearing bool   `json:"hard_of_hearing,omitempty" doc:"Does not hear the bell or the phone: is never called, but written to."`
	Pet           bool   `json:"pet,omitempty" doc:"Has a pet that may run to the door."`
	Language      string `json:"language,omitempty" pattern:"^[a-z]{2,3}$" doc:"The only language the resident speaks and reads, by ISO 639, where it is not everybody's. One that lockers and robots do not speak (they speak zh and en) rules them out."`
}

// Foreign reports whether the resident reads no language that lockers and
// robots speak.
func (n Needs) Foreign() bool { return n.Language != "" && n.Language != "zh" && n.Language != "en" }
