// Package robotlink is the edge for machines: robots that speak VDA 5050, over
// MQTT or wrapped in WebSocket messages, and lockers that speak wire/device.
//
//	MQTT over TCP        a robot's session
//	GET /v1/robot/mqtt   the same over WebSocket
//	GET /v1/robot/ws     a robot's session without MQTT
//	GET /v1/device/ws    a locker's session
//
// Both sign in with a device key whose subject is the robot's serial number
// or the bank's id. A machine has one session; a newer one takes its place.
//
// What a machine says becomes events, in its order, and an event waits until
// the engine has stored it: a mission's signal is never dropped. What the
// engine decides is not sent once but kept until the machine's own state shows
// it: the order until the state names it, cancelOrder until it is settled,
// unlock until its action is listed, an opened door until the locker answers.
// So a lost message costs a resend, and a lost link the time that it was lost.
//
//	server.go     Server: handler, shutdown, the tick
//	admission.go  who may open a session
//	guard.go      what may come in over a session: how much, how good
//	conn.go       one session: a bounded queue, close codes
//	socket.go     its WebSocket: a writer, envelopes
//	broker.go     MQTT: who may publish and subscribe what
//	line.go       one MQTT connection: signing in, a writer
//	intake.go     one machine's events on their way to the engine
//	robot.go      a robot: session, states in, orders out
//	master.go     what VDA 5050 wants of a master control: pure
//	errand.go     instant actions that wait for their effect
//	locker.go     a locker bank: session, doors to open
//	deliver.go    what was decided, to those whom it concerns
package robotlink
