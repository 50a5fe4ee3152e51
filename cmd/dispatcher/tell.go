package main

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/linli/linli/circle"
	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/feedback"
	"github.com/linli/linli/live"
	"github.com/linli/linli/notify"
	"github.com/linli/linli/orders"
	"github.com/linli/linli/web"
)

// tellConfig is how residents are told what becomes of their orders; without
// a gateway, a printer and a folder, nobody is.
type tellConfig struct {
	gateway  string
	key      string
	channels string // of the gateway
	push     string
	pushKey  string
	web      string
	printer  string
	folder   string
	quiet    string
	language string
}

func (c *tellConfig) register(fs *flag.FlagSet) {
	fs.StringVar(&c.gateway, "notify-gateway", "", "https address of an SMS gateway that takes JSON; its key in LINLI_NOTIFY_KEY")
	fs.StringVar(&c.channels, "notify-channels", "sms", "what the gateway carries: sms, voice, comma-separated")
	fs.StringVar(&c.push, "notify-push", "", "https address of the push gateway of your app, which takes the same JSON; its key in LINLI_PUSH_KEY")
	fs.StringVar(&c.web, "web-push", "", "mailto: or https: address where push services of browsers complain; with it the tracking page offers to tell residents on their device")
	fs.StringVar(&c.printer, "notify-printer", "", "private IP address and port of the receipt printer at the counter (ESC/POS), such as 192.168.1.50:9100")
	fs.StringVar(&c.folder, "notify-folder", "", "folder where messages go that no gateway carries, as lines of JSON")
	fs.StringVar(&c.quiet, "quiet", "", "hours in which only urgent messages leave: 22:00-07:00, by --time-zone")
	fs.StringVar(&c.language, "notify-language", "zh", "zh or en, for residents who said neither")
}

// outlets returns a driver for each channel that has one.
func (c *tellConfig) outlets(plain bool) (map[notify.Channel]notify.Outlet, error) {
	out := map[notify.Channel]notify.Outlet{}
	if c.folder != "" {
		f, err := notify.NewFolder(c.folder)
		if err != nil {
			return nil, err
		}
		for _, ch := range notify.Channels {
			out[ch] = notify.Outlet{Driver: f}
		}
	}
	if c.printer != "" {
		p, err := notify.NewReceipt(c.printer)
		if err != nil {
			return nil, fmt.Errorf("--notify-printer: %w", err)
		}
		out[notify.Printer] = notify.Outlet{Driver: p, LiveOnly: !plain}
	}
	guarded := feedback.Guard{Loopback: plain}.Client()
	if c.push != "" {
		g, err := notify.NewGateway(c.push, c.pushKey, guarded, plain)
		if err != nil {
			return nil, fmt.Errorf("--notify-push: %w", err)
		}
		out[notify.Push] = notify.Outlet{Driver: g, LiveOnly: !plain}
	}
	if c.gateway == "" {
		return out, nil
	}
	g, err := notify.NewGateway(c.gateway, c.key, guarded, plain)
	if err != nil {
		return nil, err
	}
	for name := range strings.SplitSeq(c.channels, ",") {
		ch := notify.Channel(strings.TrimSpace(name))
		if !slices.Contains([]notify.Channel{notify.SMS, notify.Voice}, ch) {
			return nil, fmt.Errorf("--notify-channels %q: a gateway carries sms or voice", name)
		}
		out[ch] = notify.Outlet{Driver: g, LiveOnly: !plain}
	}
	return out, nil
}

// openTelling builds the worker that tells residents, or none.
func (s *server) openTelling(pepper orders.Pepper, sealer *feedback.Sealer) (*notify.Worker, error) {
	c := &s.cfg.tell
	outlets, err := c.outlets(s.cfg.devHooks)
	if err == nil && c.web != "" {
		err = s.openWebPush(outlets, sealer)
	}
	if err != nil || len(outlets) == 0 {
		return nil, err
	}
	zone, err := time.LoadLocation(s.cfg.timeZone)
	if err != nil {
		return nil, fmt.Errorf("--time-zone: %w", err)
	}
	if c.quiet != "" && s.cfg.timeZone == "" {
		return nil, fmt.Errorf("--quiet needs --time-zone: whose night is it?")
	}
	quiet, err := notify.ParseQuiet(c.quiet, zone)
	if err != nil {
		return nil, err
	}
	return notify.New(notify.Config{
		Outlets: outlets, Texts: web.Notices(), Language: c.language, Quiet: quiet, Zone: zone,
		Engine: s.zone.Clock.Now, Log: s.cfg.log,
	}, s.store, facts{zone: s.zone, pepper: pepper, url: s.cfg.publicURL})
}

// openWebPush adds the driver for browsers.
func (s *server) openWebPush(outlets map[notify.Channel]notify.Outlet, sealer *feedback.Sealer) error {
	plain := s.cfg.devHooks
	p, err := notify.NewWebPush(s.cfg.secret, s.cfg.tell.web, feedback.Guard{Loopback: plain}.Client(), sealer, plain)
	if err != nil {
		return fmt.Errorf("--web-push: %w", err)
	}
	outlets[notify.Web] = notify.Outlet{Driver: p, LiveOnly: !plain}
	s.pushKey = p.PublicKey()
	return nil
}

// facts fills texts in from the engine's state and the server's secret.
type facts struct {
	zone   *live.Zone
	pepper orders.Pepper
	url    string
}

// Shop implements notify.Facts.
func (f facts) Shop(ctx context.Context, id circle.ProviderID) (name string) {
	_ = f.zone.View(ctx, func(st *dispatch.State) { // without a name the text is still true
		if p := st.Providers.Get(id); p != nil {
			name = p.Name
		}
	})
	return name
}

// PIN implements notify.Facts.
func (f facts) PIN(id orders.ID) string { return f.pepper.PIN(id) }

// HelpLink implements notify.Facts.
func (f facts) HelpLink(call, person string) string {
	return f.url + "/help/" + f.pepper.Token(orders.ID(call+"~"+person))
}

// Link implements notify.Facts.
func (f facts) Link(id orders.ID) string { return f.url + "/track/" + f.pepper.Token(id) }
