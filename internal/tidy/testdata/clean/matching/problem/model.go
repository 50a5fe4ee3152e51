package problem

type Problem struct{ Seed uint64 }
