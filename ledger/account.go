package ledger

import "strings"

// Account names one side of the books: a kind and, for kinds of which there
// are several, whose it is: "merchant/m1", "platform".
type Account string

// Kind says what an account is for.
type Kind string

// The kinds of account.
const (
	Merchant  Kind = "merchant"  // sells; owes the fee of carriage, is owed what residents paid
	Residents Kind = "residents" // all of them together: the engine does not know who they are
	Worker    Kind = "worker"    // a courier or carer
	Provider  Kind = "provider"  // who runs a robot or a locker; one account for each machine
	Platform  Kind = "platform"  // what is left to the operator
	Holds     Kind = "holds"     // reserved on residents' cards, neither theirs nor anybody else's
	Cash      Kind = "cash"      // in a courier's hands; what is there is owed, so it is below zero
	Subsidy   Kind = "subsidy"   // pays where a public body does
)

// Of returns the account of a kind; whose is empty where there is only one.
func (k Kind) Of(whose string) Account {
	if whose == "" {
		return Account(k)
	}
	return Account(string(k) + "/" + whose)
}

// Kind returns what the account is for.
func (a Account) Kind() Kind {
	kind, _, _ := strings.Cut(string(a), "/")
	return Kind(kind)
}

// Whose returns whose account it is, "" for a kind of which there is one.
func (a Account) Whose() string {
	_, whose, _ := strings.Cut(string(a), "/")
	return whose
}

// Check says what is wrong with the account's name, or "".
func (a Account) Check() string {
	switch a.Kind() {
	case Residents, Platform, Holds, Subsidy:
		if string(a) != string(a.Kind()) {
			return "there is only one account of this kind"
		}
	case Merchant, Worker, Provider, Cash:
		if a.Whose() == "" {
			return "it belongs to nobody"
		}
	default:
		return "its kind is not known"
	}
	return ""
}
