// Package vda5050 speaks VDA 5050 2.1.0, the protocol between a fleet's master
// control and its robots: the messages that Linli uses, their codec, and what
// a mission becomes on the wire and a state means to the engine.
//
// It is pure: no clock, no network. The session that counts headers, resends
// and notices silence is robotlink; robots in a simulator use this package
// too.
//
//	message.go   header, timestamp, lists that are never null
//	order.go     order and instantActions, from master control to the robot
//	state.go     state, connection, visualization, from the robot
//	factsheet.go factsheet, from the robot, and what follows from it
//	dialect.go   what 2.0.0 names otherwise
//	dialect30.go what 3.0 has otherwise: not yet tried with any robot
//	envelope.go  topic and payload in one WebSocket message
//	codec.go     decoding with limits and errors that name the field
//	mission.go   missions.Mission → orders and updates, cancelOrder, unlock, skip
//	observe.go   state → dispatch.RobotReport
package vda5050
