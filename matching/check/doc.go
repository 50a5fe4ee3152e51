// Package check is the independent judge of plans: it finds every hard rule
// that a plan breaks, and every time that does not add up. It imports the
// problem only and shares no code with the search, so that one mistake cannot
// be made twice.
//
// Plan judges the answer to a whole problem, and Cost prices it. Route judges
// one route against the leg times that are written in it, and needs no travel
// times: the engine calls it inside a step, where there is no road network.
// Judge judges routes for the plain text formats of research, in double
// precision.
//
// Each rule is one file, check_<name>.go, and <name> is what Violation.Rule
// says. Rules about who may carry what (choice, carrier, skill, consent,
// access, apart) are judged for the shipments that the plan adds, not for
// those that were in the vehicle's route before: a plan cannot answer for them.
package check
