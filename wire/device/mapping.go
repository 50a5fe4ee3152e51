package device

import "github.com/linli/linli/dispatch"

// LinkOf returns the event that a bank's session is up or lost.
func LinkOf(bank string, linked bool) dispatch.BankLink {
	return dispatch.BankLink{Bank: bank, Linked: linked}
}

// ReportsOf returns what a hello says of each compartment: after a lost link
// the engine compares them with what it knew.
func ReportsOf(h Hello) []dispatch.CompartmentReport {
	out := make([]dispatch.CompartmentReport, len(h.Compartments))
	for i, c := range h.Compartments {
		out[i] = dispatch.CompartmentReport{
			Bank: h.Device, Compartment: c.ID, Closed: c.Closed, Occupied: c.Occupied, Jammed: c.Jammed,
		}
	}
	return out
}

// ReportOf returns the event of a bank's report.
func ReportOf(bank string, r Report) dispatch.CompartmentReport {
	return dispatch.CompartmentReport{
		Bank: bank, Compartment: r.Compartment, Closed: r.Closed, Occupied: r.Occupied, Jammed: r.Jammed,
	}
}

// UsedOf returns the events of doors that codes opened while a bank's link was
// away.
func UsedOf(h Hello) []dispatch.DoorUsed {
	out := make([]dispatch.DoorUsed, len(h.Opened))
	for i, o := range h.Opened {
		out[i] = dispatch.DoorUsed{Bank: h.Device, Compartment: o.Compartment, At: o.At}
	}
	return out
}

// OpenFor returns the command of a decision, under an id that the session
// chooses.
func OpenFor(id string, d dispatch.OpenDoor) Open {
	p := Collect
	if d.Deposit {
		p = Deposit
	}
	return Open{ID: id, Compartment: d.Compartment, Purpose: p}
}

// StandsOf returns the event of how a gate or a lift stands.
func StandsOf(passage string, s Stands) dispatch.PassageReport {
	return dispatch.PassageReport{Passage: passage, Open: s.Open, Floor: s.Floor, Holds: s.Session, Jammed: s.Jammed}
}
