package residents

// Needs are a resident's access needs. Each is a hard constraint: a delivery
// that breaks one is never chosen, whatever it would save.
type Needs struct {
	NoStairs     bool `json:"no_stairs,omitempty" doc:"Cannot use stairs."`
	NoScreen     bool `json:"no_screen,omitempty" doc:"Cannot reach or read a locker screen."`
	NoComingDown bool `json:"no_coming_down,omitempty" doc:"Cannot leave the home to meet a robot or walk to a locker."`
	CallFirst    bool `json:"call_first,omitempty" doc:"Wants a phone call before the bell."`
}

// Consent says which delivery modes a resident agreed to. Delivery to the
// door needs none.
type Consent struct {
	Locker bool `json:"locker,omitempty" doc:"Agrees to collect from a parcel locker."`
	Robot  bool `json:"robot,omitempty" doc:"Agrees to meet a delivery robot at the building's handover point."`
}
