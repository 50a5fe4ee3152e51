package httpapi

import (
	"context"

	"github.com/linli/linli/dispatch"
	"github.com/linli/linli/residents"
)

const continuityDoc = `How often the same carer comes, over the residents who were served twice or more, as far as the zone remembers: who came is forgotten a year after the last visit, unless the policy says otherwise, and when a resident is erased.`

// Continuity is how often the same carer comes.
type Continuity struct {
	Residents int     `json:"residents" doc:"Served twice or more."`
	Visits    int     `json:"visits" doc:"Of all of them."`
	Share     float64 `json:"same_carer_share" doc:"Of these visits: by the carer who came to that resident most often. 0 to 1."`
	Carers    float64 `json:"carers_each" doc:"Mean number of different carers of a resident."`
}

func (s *Server) readContinuity(ctx context.Context, _ *none) (*answer[Continuity], error) {
	var c residents.Continuity
	if err := s.Engine.View(ctx, func(st *dispatch.State) { c = st.Continuity() }); err != nil {
		return nil, err
	}
	return reply(Continuity{Residents: c.Residents, Visits: c.Visits, Share: c.Share(), Carers: c.Each()}), nil
}
