package orders_test

import (
	"strings"
	"testing"
	"time"

	"github.com/linli/linli/orders"
)

func TestCallCheck(t *testing.T) {
	good := orders.Call{Resident: "res_7", Service: "care", Duration: time.Hour, From: 1, To: 2, Skills: []string{"care"}}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*orders.Call){
		"resident 1":  func(c *orders.Call) { c.Resident = "" },
		"resident 2":  func(c *orders.Call) { c.Resident = "Mrs Li, 3rd floor" },
		"resident 3":  func(c *orders.Call) { c.Resident = strings.Repeat("x", 65) },
		"service":     func(c *orders.Call) { c.Service = "she fell" },
		"duration 1":  func(c *orders.Call) { c.Duration = time.Second },
		"duration 2":  func(c *orders.Call) { c.Duration = 13 * time.Hour },
		"window 1":    func(c *orders.Call) { c.From, c.To = 3, 2 },
		"window 2":    func(c *orders.Call) { c.From = 0 },
		"skills":      func(c *orders.Call) { c.Skills = nil },
		"skill twice": func(c *orders.Call) { c.Skills = []string{"care", "care"} },
		"skill":       func(c *orders.Call) { c.Skills = []string{"two words"} },
		"priority":    func(c *orders.Call) { c.Priority = 1001 },
	} {
		c := good
		spoil(&c)
		if err := c.Check(); err == nil || !strings.Contains(err.Error(), strings.Fields(name)[0]) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
