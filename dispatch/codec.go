package dispatch

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// events and decisions name every type that a journal may hold. Names are the
// Go names: renaming one needs a schema migration.
var events = index[Event](
	RegisterProvider{}, RegisterCourier{}, RegisterRobot{}, RegisterBank{}, PauseProvider{},
	RegisterCommunity{}, RegisterBuildings{}, RegisterOfferings{},
	AskQuote{}, PlaceOrder{}, PlaceBatch{}, CancelBatch{}, Prepare{}, RefuseItem{}, EditOrder{}, ChaseOrder{}, AnswerChase{}, CancelOrder{}, ReturnOrder{}, RateOrder{}, Settle{},
	AssignOrder{}, HoldOrder{}, SetOutcome{}, ChangeAfter{}, PinVisit{}, ChangeConsent{}, ClearTrouble{}, ReopenOrder{}, TellResident{}, Complain{}, KeepCompartment{}, ReleaseCompartment{}, PutIn{}, ToLocker{},
	RegisterResident{}, ForgetResident{}, CheckIn{}, RaiseHelp{}, AnswerHelp{}, EvidenceAdded{},
	CourierOnline{}, CourierOffline{}, CourierAt{}, AnswerOffer{}, PickUpOrder{}, DeliverOrder{},
	FailOrder{}, HandBack{}, OpenLocker{}, AttendVisit{}, CourierOut{}, CallIn{}, AmendVisit{}, IssueCard{}, RevokeCard{},
	MakePlan{}, SkipInstance{}, MoveInstance{}, EndPlan{},
	RobotReport{}, RobotMeasured{}, FreeGrant{}, PauseRobots{}, HomeRobots{}, DriveRobot{}, ReleaseStop{}, SetLanes{}, CloseArea{}, OpenArea{}, SetDriving{}, SetWeather{}, RegisterPassage{}, PassageLink{}, PassageReport{}, LetThrough{}, BankLink{}, CompartmentReport{}, DoorUsed{}, TendDoor{}, Collect{},
	Started{}, Wake{}, Solved{},
)

var decisions = index[Decision](
	ProviderPut{}, CommunityPut{}, BuildingPut{}, OfferingPut{}, Unserved{}, CourierPut{}, CourierMoved{}, RobotPut{}, BankPut{}, CompartmentMoved{},
	OrderPut{}, OrderMoved{}, OrderGone{}, AfterPut{}, PinPut{}, OfferPut{}, OfferGone{}, MissionPut{}, MissionPassed{}, MissionGone{},
	QuotePut{}, KeyPut{}, Forgot{}, TimerSet{}, TimerGone{}, SolveClosed{}, SolveWanted{}, CityBound{},
	Rejected{}, Replayed{}, Solve{}, Explained{}, OpenDoor{}, UnlockHold{}, Alerted{}, Published{}, Charge{}, Posted{}, EvidenceNoted{}, GrantMoved{}, LanesPut{}, ClosurePut{}, ClosureGone{}, DrivingPut{}, WeatherPut{}, StopReleased{}, PassagePut{}, TroubleGone{}, Told{},
	ResidentPut{}, ResidentGone{}, HelpPut{}, HelpGone{},
	OutagePut{}, OutageGone{}, RecurringPut{}, RecurringGone{}, CardPut{}, CardGone{}, VisitAmended{}, Rated{},
)

// form is how an event or a decision is journaled.
type form struct {
	head  string // of its envelope, up to the value
	shape shape
}

var forms = map[reflect.Type]form{}

// index returns the types by name, and notes the form of each.
func index[T any](vs ...T) map[string]reflect.Type {
	m := make(map[string]reflect.Type, len(vs))
	for _, v := range vs {
		t := reflect.TypeOf(v)
		m[t.Name()] = t
		forms[t] = form{head: `{"t":"` + t.Name() + `","v":`, shape: shapeOf(t)}
	}
	return m
}

type envelope struct {
	T string          `json:"t"`
	V json.RawMessage `json:"v"`
}

// NameOf returns the name under which an event or decision is journaled.
func NameOf(v any) string { return reflect.TypeOf(v).Name() }

// write appends the envelope of an event or a decision, what json.Marshal makes
// of one, and returns where in it the value begins.
func write(out []byte, v any) (whole []byte, value int, err error) {
	val := reflect.ValueOf(v)
	f, known := forms[val.Type()]
	if !known {
		return nil, 0, fmt.Errorf("dispatch: encode %s: not a known type", NameOf(v))
	}
	out = append(out, f.head...)
	value = len(out)
	whole, ok := f.shape(out, val)
	if !ok {
		b, err := json.Marshal(v)
		if err != nil {
			return nil, 0, fmt.Errorf("dispatch: encode %s: %w", NameOf(v), err)
		}
		whole = append(out, b...)
	}
	return append(whole, '}'), value, nil
}

// span is where something is written.
type span struct{ from, to int }

// writeAll appends a step's decisions, and to spans where each stands alone.
func writeAll(out []byte, spans []span, ds []Decision) ([]byte, []span, error) {
	out = append(out, '[')
	for i, d := range ds {
		if i > 0 {
			out = append(out, ',')
		}
		whole, value, err := write(out, d)
		if err != nil {
			return nil, nil, err
		}
		out, spans = whole, append(spans, span{value, len(whole) - 1})
	}
	return append(out, ']'), spans, nil
}

func decode[T any](types map[string]reflect.Type, b []byte) (T, error) {
	var zero T
	var e envelope
	if err := json.Unmarshal(b, &e); err != nil {
		return zero, fmt.Errorf("dispatch: decode: %w", err)
	}
	t, ok := types[e.T]
	if !ok {
		return zero, fmt.Errorf("dispatch: %q is not a known type", e.T)
	}
	p := reflect.New(t)
	if err := json.Unmarshal(e.V, p.Interface()); err != nil {
		return zero, fmt.Errorf("dispatch: decode %s: %w", e.T, err)
	}
	return p.Elem().Interface().(T), nil
}

// EncodeEvent returns the journaled form of an event.
func EncodeEvent(e Event) ([]byte, error) {
	out, _, err := write(nil, e)
	return out, err
}

// DecodeEvent reads what EncodeEvent wrote.
func DecodeEvent(b []byte) (Event, error) { return decode[Event](events, b) }

// EncodeDecisions returns the journaled form of a step's decisions.
func EncodeDecisions(ds []Decision) ([]byte, error) {
	out, _, err := writeAll(nil, nil, ds)
	return out, err
}

// DecodeDecisions reads what EncodeDecisions wrote.
func DecodeDecisions(b []byte) ([]Decision, error) {
	var raw []json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return nil, fmt.Errorf("dispatch: decode decisions: %w", err)
	}
	ds := make([]Decision, len(raw))
	for i, r := range raw {
		d, err := decode[Decision](decisions, r)
		if err != nil {
			return nil, err
		}
		ds[i] = d
	}
	return ds, nil
}
