package main

import (
	"testing"

	"github.com/linli/linli/notify"
)

func TestOutlets(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		cfg      tellConfig
		plain    bool
		gateway  []notify.Channel // what the gateway carries
		folder   []notify.Channel
		refused  bool
		liveOnly bool
	}{
		"nothing":       {},
		"a folder":      {cfg: tellConfig{folder: dir}, folder: notify.Channels},
		"a gateway":     {cfg: tellConfig{gateway: "https://sms.example/v1", channels: "sms"}, gateway: []notify.Channel{notify.SMS}, liveOnly: true},
		"both":          {cfg: tellConfig{gateway: "https://sms.example/v1", channels: "sms, voice", folder: dir}, gateway: []notify.Channel{notify.SMS, notify.Voice}, folder: []notify.Channel{notify.Push, notify.Printer, notify.Web}, liveOnly: true},
		"a development": {cfg: tellConfig{gateway: "http://127.0.0.1:9", channels: "voice"}, plain: true, gateway: []notify.Channel{notify.Voice}},
		"no TLS":        {cfg: tellConfig{gateway: "http://sms.example", channels: "sms"}, refused: true},
		"a fax":         {cfg: tellConfig{gateway: "https://sms.example", channels: "fax"}, refused: true},
		"an app":        {cfg: tellConfig{push: "https://app.example/push"}, gateway: []notify.Channel{notify.Push}, liveOnly: true},
		"an open app":   {cfg: tellConfig{push: "http://app.example/push"}, refused: true},
		"a named paper": {cfg: tellConfig{printer: "printer.example:9100"}, refused: true},
		"a printer":     {cfg: tellConfig{gateway: "https://sms.example", channels: "printer"}, refused: true},
	} {
		got, err := c.cfg.outlets(c.plain)
		if (err != nil) != c.refused || !c.refused && len(got) != len(c.gateway)+len(c.folder) {
			t.Errorf("%s: %v, %v", name, got, err)
			continue
		}
		for _, ch := range c.gateway {
			if _, ok := got[ch].Driver.(*notify.Gateway); !ok || got[ch].LiveOnly != c.liveOnly {
				t.Errorf("%s: %s goes to %+v", name, ch, got[ch])
			}
		}
		for _, ch := range c.folder {
			if _, ok := got[ch].Driver.(*notify.Folder); !ok || got[ch].LiveOnly {
				t.Errorf("%s: %s goes to %+v", name, ch, got[ch])
			}
		}
	}
	got, err := (&tellConfig{printer: "192.168.1.50:9100", folder: dir}).outlets(false)
	if _, ok := got[notify.Printer].Driver.(*notify.Receipt); err != nil || !ok || !got[notify.Printer].LiveOnly {
		t.Errorf("the printer's slips go to %+v, %v", got[notify.Printer], err)
	}
}
