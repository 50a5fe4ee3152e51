// Package osrm takes travel times from an HTTP server that speaks OSRM's table
// and route services (API v1), for operators who already run one. The built-in
// router answers in its place whenever the server does not, so that dispatching
// never waits for it.
//
//	client    asks one server and believes nothing that it says
//	breaker   leaves a server that fails alone for a while
//	Travel    is shell.Travel: a client per profile, and the fallback
package osrm
