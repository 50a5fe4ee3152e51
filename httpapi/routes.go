package httpapi

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linli/linli/dispatch"
)

const (
	get   = http.MethodGet
	post  = http.MethodPost
	put   = http.MethodPut
	patch = http.MethodPatch
	del   = http.MethodDelete
)

func (s *Server) register() {
	s.registerServer()
	s.registerTracking()
	s.registerOrders()
	s.registerBatches()
	s.registerRatings()
	s.registerEvidence()
	s.registerVisits()
	s.registerSlots()
	s.registerPlans()
	s.registerRecords()
	s.registerMerchant()
	s.registerWebhooks()
	s.registerStaff()
	s.registerInquiries()
	s.registerSolve()
	s.registerAdmin()
	s.registerCircle()
	s.registerUnserved()
	s.registerStanding()
	s.registerHelp()
	s.registerDesk()
	s.registerAddresses()
	s.registerPeople()
	s.registerServings()
	s.registerBookings()
	s.registerCircleSetup()
	if s.Demo {
		s.registerDemo()
	}
	s.mux.HandleFunc("/", s.fallback)
}

func (s *Server) registerServer() {
	raw(s, Route{ID: "health", Method: get, Path: "/healthz", Access: Public, tag: "server",
		summary: "The process runs"}, "text/plain", s.health)
	raw(s, Route{ID: "ready", Method: get, Path: "/readyz", Access: Public, tag: "server",
		summary: "The store answers and the engine steps"}, "text/plain", s.ready)
	raw(s, Route{ID: "openapi", Method: get, Path: "/openapi.json", Access: Public, tag: "server",
		summary: "This description"}, "application/json", s.spec)
	raw(s, Route{ID: "docs", Method: get, Path: "/docs", Access: Public, tag: "server",
		summary: "This description as a page"}, "text/html", s.docs)
	metrics := ScopeStaff
	if s.OpenMetrics {
		metrics = Public
	}
	raw(s, Route{ID: "metrics", Method: get, Path: "/metrics", Access: metrics, tag: "server",
		summary: "Counters in Prometheus text"}, "text/plain", s.writeMetrics)
	handle(s, Route{ID: "readClock", Method: get, Path: "/v1/clock", Access: AnyKey, tag: "server",
		summary: "The engine clock"}, s.readClock)
	handle(s, Route{ID: "createTicket", Method: post, Path: "/v1/tickets", Access: AnyKey, tag: "server", status: 201,
		summary: "A ticket that opens one WebSocket", doc: "Browsers cannot send headers with a WebSocket: pass the ticket as ?ticket=. It works once, within its time."},
		s.createTicket)
}

func (s *Server) registerTracking() {
	handle(s, Route{ID: "track", Method: get, Path: "/v1/track/{token}", Access: Public, tag: "tracking",
		summary: "Follow an order", doc: "The link is the resident's key: it shows the PIN. It expires 48 hours after the end."}, s.track)
	handle(s, Route{ID: "cancelByResident", Method: post, Path: "/v1/track/{token}/cancel", Access: Public, tag: "tracking",
		summary: "Call an order off before pickup"}, s.residentCancel)
	handle(s, Route{ID: "complain", Method: post, Path: "/v1/track/{token}/complaint", Access: Public, tag: "tracking",
		summary: "Say that something is wrong", doc: complaintDoc}, s.residentComplain)
	handle(s, Route{ID: "changeConsent", Method: post, Path: "/v1/track/{token}/consent", Access: Public, tag: "tracking",
		summary: "Agree to a delivery mode, or withdraw it", doc: consentDoc}, s.residentConsent)
	handle(s, Route{ID: "changePush", Method: post, Path: "/v1/track/{token}/push", Access: Public, tag: "tracking",
		summary: "Be told on this device, or no longer", doc: pushDoc}, s.changePush)
	handle(s, Route{ID: "collect", Method: post, Path: "/v1/track/{token}/collect", Access: Public, tag: "tracking",
		summary: "Open the locker or robot that waits with the goods"}, s.collect)
	handle(s, Route{ID: "toLocker", Method: post, Path: "/v1/track/{token}/locker", Access: Public, tag: "tracking",
		summary: "Have the robot that waits put the goods into a locker", doc: "It goes on to the dock of a locker near the home, if the resident agreed to lockers and can use one, one has room, and a way leads there; the code opens that door then. Otherwise it waits on."}, s.toLocker)
}

func (s *Server) registerOrders() {
	as := func(access Access) func(id, method, path, summary, doc string, status int) Route {
		return func(id, method, path, summary, doc string, status int) Route {
			return Route{ID: id, Method: method, Path: path, Access: access, tag: "orders", summary: summary, doc: doc, status: status}
		}
	}
	r, look, cook := as(ScopeOrders), as(ScopeView), as(ScopeCook)
	booked := func(id, method, path, summary, doc string, status int) Route {
		v := r(id, method, path, summary, doc, status)
		v.Access = AnyKey // a merchant's, or staff's for one: see booker
		return v
	}
	handle(s, booked("createQuote", post, "/v1/quotes", "Ask what carriage would cost", "", 201), s.createQuote)
	handle(s, booked("createOrder", post, "/v1/orders", "Place an order",
		"The answer comes when the order is durable. The same Idempotency-Key with the same body is answered with the same bytes for 48 hours; a repeated external_id returns the existing order.", 201), s.createOrder)
	handle(s, look("listOrders", get, "/v1/orders", "List orders, newest first", "", 0), s.listOrders)
	handle(s, look("readOrder", get, "/v1/orders/{id}", "Read an order", "", 0), s.readOrder)
	handle(s, look("readTimeline", get, "/v1/orders/{id}/timeline", "Read an order's history", "", 0), s.readTimeline)
	handle(s, look("readDecision", get, "/v1/orders/{id}/decision", "Why an order went to a worker, or to none", decisionDoc, 0), s.readDecision)
	handle(s, r("cancelOrder", post, "/v1/orders/{id}/cancel", "Call an order off before pickup", "", 0), s.cancelOrder)
	handle(s, cook("acceptOrder", post, "/v1/orders/{id}/accept", "Take an order", "", 0), s.acceptOrder)
	handle(s, cook("startOrder", post, "/v1/orders/{id}/start", "Begin to cook or pack", "", 0), s.startOrder)
	handle(s, cook("finishOrder", post, "/v1/orders/{id}/ready", "Say that the goods stand at the counter", "", 0), s.finishOrder)
	handle(s, cook("refuseOrder", post, "/v1/orders/{id}/refuse", "Refuse an order", "", 0), s.refuseOrder)
	handle(s, cook("refuseItem", post, "/v1/orders/{id}/items/{index}/refuse", "Take items that ran out from an order",
		"The last one refuses the order.", 0), s.refuseItem)
	handle(s, r("returnOrder", post, "/v1/orders/{id}/return", "Have a delivered order's goods brought back",
		"The answer is the return, an order of its own. Asking again returns the same one.", 201), s.returnOrder)
	handle(s, r("editOrder", patch, "/v1/orders/{id}", "Change an order", editDoc, 0), s.editOrder)
	handle(s, r("keepCompartment", post, "/v1/orders/{id}/deposit", "Have a compartment kept, to put the goods in yourself", depositDoc, 0), s.keepCompartment)
	handle(s, look("listLockerChoices", get, "/v1/orders/{id}/lockers", "Where you could put the goods in yourself", "The banks that take the order as things are now, the nearest to the home first; none when the goods have left the counter.", 0), s.lockerChoices)
	handle(s, r("releaseCompartment", post, "/v1/orders/{id}/deposit/release", "Give the compartment back", "The order goes to a courier as any other.", 0), s.releaseCompartment)
	handle(s, look("readPosition", get, "/v1/orders/{id}/position", "Where the worker is, while on the way", "", 0), s.readPosition)
	handle(s, look("chaseOrder", post, "/v1/orders/{id}/chase", "Ask staff where an order is",
		"Staff is called, once in five minutes, and answers in chase.", 0), s.chaseOrder)
	handle(s, look("readZones", get, "/v1/zones", "Where your orders are delivered, by which mode, as GeoJSON", "", 0), s.readZones)
}

func (s *Server) registerMerchant() {
	r := func(id, path, summary string) Route {
		return Route{ID: id, Method: post, Path: path, Access: ScopeOrders, tag: "merchant", summary: summary, status: 204}
	}
	handle(s, r("pauseMerchant", "/v1/merchant/pause", "Take no new orders"), s.pauseMerchant)
	handle(s, r("resumeMerchant", "/v1/merchant/resume", "Take orders again"), s.resumeMerchant)
	own := func(id, method, path, summary string, status int) Route {
		return Route{ID: id, Method: method, Path: path, Access: ScopeOwner, tag: "merchant", summary: summary, status: status}
	}
	handle(s, own("createMerchantKey", post, "/v1/merchant/keys", "Make a key for a till, a kitchen or a colleague", 201), s.createMerchantKey)
	handle(s, own("listMerchantKeys", get, "/v1/merchant/keys", "List your keys", 0), s.listMerchantKeys)
	handle(s, own("revokeMerchantKey", del, "/v1/merchant/keys/{id}", "Revoke one of your keys", 204), s.revokeMerchantKey)
}

func (s *Server) registerWebhooks() {
	r := func(id, method, path, summary string, status int) Route {
		return Route{ID: id, Method: method, Path: path, Access: AnyKey, tag: "webhooks", summary: summary, status: status,
			doc: "With a merchant's key (scope orders) about its own orders; with staff's about every order of the platform."}
	}
	handle(s, r("createWebhook", post, "/v1/webhooks", "Have status changes sent to a URL", 201), s.createWebhook)
	handle(s, r("listWebhooks", get, "/v1/webhooks", "List webhooks", 0), s.listWebhooks)
	handle(s, r("deleteWebhook", del, "/v1/webhooks/{id}", "Delete a webhook", 204), s.deleteWebhook)
	handle(s, r("testWebhook", post, "/v1/webhooks/{id}/test", "Send a test message now", 0), s.testWebhook)
	handle(s, r("listDeliveries", get, "/v1/webhooks/{id}/deliveries", "List a webhook's messages, newest first", 0), s.listDeliveries)
	handle(s, r("replayDelivery", post, "/v1/webhooks/{id}/deliveries/{message}/replay", "Send a message again", 202), s.replayDelivery)
}

func (s *Server) registerStaff() {
	r := func(id, method, path, summary string, access Access) Route {
		return Route{ID: id, Method: method, Path: path, Access: access, tag: "staff", summary: summary}
	}
	handle(s, r("staffListOrders", get, "/v1/staff/orders", "List every merchant's orders", StaffRead), s.staffOrders)
	handle(s, r("staffReadOrder", get, "/v1/staff/orders/{id}", "Read an order with contact, history and explanations", StaffRead), s.staffOrder)
	handle(s, r("staffListVisits", get, "/v1/staff/visits", "List every provider's visits, newest booking first", ScopeStaff), s.staffVisits)
	handle(s, r("listNotices", get, "/v1/staff/orders/{id}/notices", "What the resident was told, oldest first", ScopeStaff), s.listNotices)
	handle(s, r("assignOrder", post, "/v1/staff/orders/{id}/assign", "Give an order to a worker, or take it from one", ScopeStaff), s.assignOrder)
	handle(s, r("holdOrder", post, "/v1/staff/orders/{id}/hold", "Stop the search for a worker", ScopeStaff), s.holdOrder)
	handle(s, r("releaseOrder", post, "/v1/staff/orders/{id}/release", "Resume the search for a worker", ScopeStaff), s.releaseOrder)
	after := r("changeAfter", post, "/v1/staff/orders/{id}/after", "Say what an order comes after, or that it waits for no other", ScopeStaff)
	after.doc = afterDoc
	handle(s, after, s.changeAfter)
	handle(s, r("staffCancelOrder", post, "/v1/staff/orders/{id}/cancel", "Call an order off before pickup", ScopeStaff), s.staffCancel)
	handle(s, r("staffChangeConsent", post, "/v1/staff/orders/{id}/consent", "Write down that the resident agrees to a delivery mode, or no longer", ScopeStaff), s.staffConsent)
	handle(s, r("staffComplain", post, "/v1/staff/orders/{id}/complaint", "Write down a resident's complaint", ScopeStaff), s.staffComplain)
	handle(s, r("staffToLocker", post, "/v1/staff/orders/{id}/locker", "Send a robot that waits for a resident on to a locker", ScopeStaff), s.staffToLocker)
	handle(s, r("staffCollect", post, "/v1/staff/orders/{id}/collect", "Open the locker or robot for a resident who stands before it", ScopeStaff), s.staffCollect)
	handle(s, r("answerChase", post, "/v1/staff/orders/{id}/answer", "Answer a merchant who asks where an order is", ScopeStaff), s.answerChase)
	handle(s, r("setOutcome", post, "/v1/staff/orders/{id}/outcome", "End carriage by staff's word", ScopeStaff), s.setOutcome)
	s.registerQueue()
	handle(s, r("listAlerts", get, "/v1/staff/alerts", "The latest calls for staff", StaffRead), s.listAlerts)
	handle(s, r("readFeed", get, "/v1/staff/feed", "Every status change as CloudEvents 1.0", ScopeStaff), s.readFeed)
	handle(s, r("staffReadDecision", get, "/v1/staff/orders/{id}/decision", "Why an order went to a worker, or to none", StaffRead), s.staffDecision)
	continuity := r("readContinuity", get, "/v1/staff/continuity", "How often the same carer comes", StaffRead)
	continuity.doc = continuityDoc
	handle(s, continuity, s.readContinuity)
	handle(s, r("listGrants", get, "/v1/staff/grants", "Which robot has which narrow place, and who waits", ScopeStaff), s.listGrants)
	handle(s, r("freeGrant", post, "/v1/staff/grants/free", "Say that a robot is not, and will not come, where it was let in", ScopeStaff), s.freeGrant)
	handle(s, r("listPassages", get, "/v1/staff/passages", "List gates and lifts, and for whom they stand open", StaffRead), s.listPassages)
	handle(s, r("letThrough", post, "/v1/staff/passages/{id}/let-through", "Say that somebody holds a gate or a lift open for the robot that waits", ScopeStaff), s.letThrough)
	handle(s, r("pauseRobots", post, "/v1/staff/robots/pause", "Have robots stop where they are: some, those in an area, or all", ScopeStaff), s.pauseRobots(true))
	handle(s, r("resumeRobots", post, "/v1/staff/robots/resume", "Have robots go on that were paused or sent home", ScopeStaff), s.pauseRobots(false))
	handle(s, r("homeRobots", post, "/v1/staff/robots/home", "Have robots bring what they have on board, drive to a station and work no more", ScopeStaff), s.homeRobots)
	s.registerRobots()
	s.registerLanes()
	s.registerDriving()
	s.registerDrive()
	handle(s, r("staffListLockers", get, "/v1/staff/lockers", "List locker banks, door by door", StaffRead), s.listLockers)
	door := "/v1/staff/lockers/{id}/compartments/{compartment}/"
	handle(s, r("openCompartment", post, door+"open", "Open a door, whatever is behind it", ScopeStaff), s.tend(dispatch.OpenIt))
	handle(s, r("retireCompartment", post, door+"retire", "Put nothing more into a compartment", ScopeStaff), s.tend(dispatch.Retire))
	handle(s, r("restoreCompartment", post, door+"restore", "Use a compartment again", ScopeStaff), s.tend(dispatch.Restore))
	handle(s, r("listAccounts", get, "/v1/ledger/accounts", "What every account has come to, by account and currency", ScopeStaff), s.listAccounts)
	handle(s, r("listPostings", get, "/v1/ledger/postings", "Every movement of money, newest first", ScopeStaff), s.listPostings)
	raw(s, Route{ID: "live", Method: get, Path: "/v1/live", Access: StaffRead, tag: "staff",
		summary: "The live map: a WebSocket", doc: "Pushes a LiveFrame about twice a second. Browsers pass ?ticket= from POST /v1/tickets."},
		"application/json", s.watch)
	s.describeLive()
}

// describeLive says what a WebSocket answers, which OpenAPI has no words for.
func (s *Server) describeLive() {
	api := s.api.OpenAPI()
	frame := api.Components.Schemas.Schema(reflect.TypeFor[LiveFrame](), true, "LiveFrame")
	op := api.Paths["/v1/live"].Get
	delete(op.Responses, "200")
	op.Responses["101"] = &huma.Response{
		Description: "The WebSocket is open; each text message is a LiveFrame.",
		Content:     map[string]*huma.MediaType{"application/json": {Schema: frame}},
	}
}

func (s *Server) registerAdmin() {
	r := func(id, method, path, summary string, status int) Route {
		return Route{ID: id, Method: method, Path: path, Access: ScopeAdmin, tag: "admin", summary: summary, status: status}
	}
	handle(s, r("putMerchant", post, "/v1/admin/merchants", "Set up or change a merchant", 201), s.putMerchant)
	handle(s, r("listMerchants", get, "/v1/admin/merchants", "List merchants", 0), s.listMerchants)
	handle(s, r("adminPauseMerchant", post, "/v1/admin/merchants/{id}/pause", "Stop new orders for a merchant", 204), s.adminPause)
	handle(s, r("adminResumeMerchant", post, "/v1/admin/merchants/{id}/resume", "Take orders for a merchant again", 204), s.adminResume)
	handle(s, r("putCourier", post, "/v1/admin/couriers", "Set up or change a courier", 201), s.putCourier)
	handle(s, r("listCouriers", get, "/v1/admin/couriers", "List couriers", 0), s.listCouriers)
	handle(s, r("putRobot", post, "/v1/admin/robots", "Set up or change a robot", 201), s.putRobot)
	handle(s, r("listRobots", get, "/v1/admin/robots", "List robots", 0), s.listRobots)
	handle(s, r("putLocker", post, "/v1/admin/lockers", "Set up or change a locker bank", 201), s.putLocker)
	handle(s, r("listLockers", get, "/v1/admin/lockers", "List locker banks", 0), s.listLockers)
	handle(s, r("putPassage", post, "/v1/admin/passages", "Set up or change a gate or a lift", 201), s.putPassage)
	handle(s, r("createKey", post, "/v1/admin/keys", "Make a key", 201), s.createKey)
	handle(s, r("listKeys", get, "/v1/admin/keys", "List keys", 0), s.listKeys)
	handle(s, r("revokeKey", del, "/v1/admin/keys/{id}", "Revoke a key", 204), s.revokeKey)
	handle(s, r("eraseContact", del, "/v1/admin/orders/{id}/contact", "Erase the personal data of an order", 204), s.eraseContact)
}

func (s *Server) registerDemo() {
	handle(s, Route{ID: "createDemoCourier", Method: post, Path: "/v1/demo/courier", Access: Public, tag: "server", status: 201,
		summary: "One more courier, in demo mode only"}, s.createDemoCourier)
}
