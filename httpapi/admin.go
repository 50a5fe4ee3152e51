package httpapi

import (
	"context"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/clock"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/fleet"
	"github.com/linli/linli/geo"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
	"github.com/linli/linli/wire/vda5050"
)

// setUp submits a registration and, unless none is wanted, makes a key for
// its subject.
func (s *Server) setUp(ctx context.Context, ev dispatch.Event, c shell.Credential, noKey bool) (*answer[Registered], error) {
	if _, err := s.submit(ctx, shell.Request{Event: ev}); err != nil {
		return nil, err
	}
	r := Registered{ID: c.Subject}
	if noKey {
		return reply(r), nil
	}
	key, _, err := s.mint(ctx, c)
	if err != nil {
		return nil, err
	}
	r.Key = key
	return reply(r), nil
}

func (s *Server) putMerchant(ctx context.Context, in *struct{ Body MerchantRequest }) (*answer[Registered], error) {
	b := &in.Body
	at, err := s.position("body.point", b.Datum, b.Point)
	if err != nil {
		return nil, err
	}
	ev := dispatch.RegisterProvider{Basic: true, Provider: circle.Provider{
		ID: circle.ProviderID(b.ID), Name: b.Name, Category: circle.Category(b.Category), Point: at,
		AutoAccept: b.AutoAccept, Preparation: time.Duration(b.PreparationSeconds) * time.Second,
	}}
	if c := b.Cancellation; c != nil {
		prices := circle.Cancellation(*c)
		ev.Provider.Cancel = &prices
	}
	return s.setUp(ctx, ev, shell.Credential{
		Subject: b.ID, Scopes: []shell.Scope{shell.ScopeOwner}, Label: "merchant " + b.ID, Live: b.Live,
	}, b.NoKey)
}

func (s *Server) putCourier(ctx context.Context, in *struct{ Body CourierRequest }) (*answer[Registered], error) {
	b := &in.Body
	profile, err := geo.ParseProfile(b.Profile)
	if err != nil {
		return nil, invalid("body.profile", err.Error())
	}
	ev := dispatch.RegisterCourier{
		Courier: fleet.WorkerID(b.ID), Profile: profile, Capacity: capacity(b.Grams, b.Millis, 15_000, 60_000),
		Skills: b.Skills, Limit: time.Duration(b.WorkLimitMinutes) * time.Minute,
	}
	for _, c := range b.Certificates {
		ev.Papers = append(ev.Papers, fleet.Certificate{Skill: c.Skill, Until: clock.FromTime(c.Until)})
	}
	if len(b.Skills) > 0 && b.Grams == 0 && b.Millis == 0 {
		ev.Capacity = fleet.Capacity{}
	}
	return s.setUp(ctx, ev, shell.Credential{
		Subject: b.ID, Scopes: []shell.Scope{shell.ScopeCourier}, Label: "courier " + b.ID,
	}, b.NoKey)
}

func (s *Server) putRobot(ctx context.Context, in *struct{ Body RobotRequest }) (*answer[Registered], error) {
	b := &in.Body
	reach := b.Range
	if reach == 0 {
		reach = 10_000
	}
	if _, err := vda5050.ProfileOf(b.Profile); err != nil {
		return nil, invalid("body.profile", err.Error())
	}
	ev := dispatch.RegisterRobot{
		Robot: fleet.WorkerID(b.ID), Maker: b.Maker, Profile: b.Profile, Capacity: capacity(b.Grams, b.Millis, 10_000, 40_000), Range: reach, Deposits: b.Deposits, Camera: b.Camera,
	}
	for _, c := range b.Compartments {
		ev.Bays = append(ev.Bays, fleet.Bay{
			ID: c.ID, Capacity: fleet.Capacity{Grams: c.Grams, Millis: c.Millis}, Temperature: circle.Temperature(c.Temperature),
		})
	}
	if len(ev.Bays) > 0 && b.Grams == 0 && b.Millis == 0 {
		ev.Capacity = fleet.Capacity{}
		for _, bay := range ev.Bays {
			ev.Capacity.Grams += bay.Capacity.Grams
			ev.Capacity.Millis += bay.Capacity.Millis
		}
	}
	return s.setUp(ctx, ev, shell.Credential{
		Subject: b.ID, Scopes: []shell.Scope{shell.ScopeDevice}, Label: "robot " + b.ID,
	}, b.NoKey)
}

func (s *Server) putLocker(ctx context.Context, in *struct{ Body LockerRequest }) (*answer[Registered], error) {
	b := &in.Body
	at, err := s.position("body.point", b.Datum, b.Point)
	if err != nil {
		return nil, err
	}
	bank := fleet.Bank{ID: b.ID, Point: at, Stairs: b.Stairs}
	if b.Dock != nil {
		dock, err := s.position("body.dock", b.Datum, *b.Dock)
		if err != nil {
			return nil, err
		}
		bank.Dock = &dock
	}
	seen := map[string]bool{}
	for _, c := range b.Compartments {
		if seen[c.ID] {
			return nil, invalid("body.compartments", "compartment "+c.ID+" comes twice")
		}
		seen[c.ID] = true
		bank.Compartments = append(bank.Compartments, fleet.Compartment{
			ID: c.ID, Capacity: fleet.Capacity{Grams: c.Grams, Millis: c.Millis}, State: fleet.Free, Temperature: circle.Temperature(c.Temperature),
		})
	}
	return s.setUp(ctx, dispatch.RegisterBank{Bank: bank}, shell.Credential{
		Subject: b.ID, Scopes: []shell.Scope{shell.ScopeDevice}, Label: "locker " + b.ID,
	}, b.NoKey)
}

func capacity(grams, millis, usualGrams, usualMillis int64) fleet.Capacity {
	if grams == 0 {
		grams = usualGrams
	}
	if millis == 0 {
		millis = usualMillis
	}
	return fleet.Capacity{Grams: grams, Millis: millis}
}

type subjectInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *Server) adminPause(ctx context.Context, in *subjectInput) (*none, error) {
	return s.pause(ctx, in.ID, true, staffOf(ctx))
}

func (s *Server) adminResume(ctx context.Context, in *subjectInput) (*none, error) {
	return s.pause(ctx, in.ID, false, staffOf(ctx))
}

func (s *Server) eraseContact(ctx context.Context, in *orderInput) (*none, error) {
	if s.Evidence != nil {
		if err := s.Evidence.Erase(ctx, orders.ID(in.ID)); err != nil {
			return nil, err
		}
	}
	if plan := dispatch.PlanOf(orders.ID(in.ID)); plan != "" { // its visits have no contact of their own
		if err := s.Store.ErasePerson(ctx, orders.ID(plan)); err != nil {
			return nil, err
		}
	}
	for _, words := range []orders.ID{saidKey(orders.ID(in.ID)), ratedKey(orders.ID(in.ID))} {
		if err := s.Store.ErasePerson(ctx, words); err != nil {
			return nil, err
		}
	}
	if err := s.Store.EraseParty(ctx, shell.PushParty, in.ID); err != nil {
		return nil, err
	}
	return nil, s.Store.ErasePerson(ctx, orders.ID(in.ID))
}
