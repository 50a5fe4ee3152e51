// Package format reads the problems of other people: VROOM's JSON, the text
// files of Li & Lim, of Sartori & Buriol and of Solomon and Homberger, and
// Linli's own JSON. Each becomes a problem.Problem, each answer is written as
// its format wants it, and what was read can be written again: reading what
// was written gives the same.
//
// The story of a file. Detect looks at the content and names the Format; Read
// turns the bytes into an Instance and refuses what cannot be meant, with the
// line and the item in the error; Instance.Problem states the problem that the
// solver and the judge know; Instance.WritePlan and ReadPlan carry an answer
// out and back.
//
// Times and lengths of the text formats have no unit. One unit is held as one
// second, drives are rounded up to whole microseconds and windows inwards, so
// that a plan that is feasible in integers is feasible in double precision.
// Distances are added up from the doubles of the file.
package format
