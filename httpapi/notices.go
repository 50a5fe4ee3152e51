package httpapi

import (
	"context"
	"time"

	"github.com/linli/linli/orders"
	"github.com/linli/linli/shell"
)

// Notice is something that a resident was told, or not, on one channel.
type Notice struct {
	Subject  string     `json:"subject" enum:"on_the_way,in_locker,robot_waiting,delivered,failed"`
	Channel  string     `json:"channel" enum:"sms,voice,push,web,printer"`
	State    string     `json:"state" enum:"pending,sent,dropped,dead" doc:"sent: the gateway has taken it. dropped: nobody agreed, or it was overtaken. dead: refused, or tried too often."`
	Reason   string     `json:"reason,omitempty" doc:"Code of why it waits or was not sent."`
	Attempts int        `json:"attempts"`
	Next     *time.Time `json:"next,omitempty" doc:"Not before; of pending ones."`
	Ref      string     `json:"ref,omitempty" doc:"The gateway's own id."`
	At       time.Time  `json:"at" doc:"When what it tells happened, engine clock."`
}

// NoticeList is what the resident of one order was told.
type NoticeList struct {
	Notices []Notice `json:"notices" nullable:"false"`
}

// listNotices shows how each notice fared; numbers and texts are kept nowhere.
func (s *Server) listNotices(ctx context.Context, in *orderInput) (*answer[NoticeList], error) {
	id := orders.ID(in.ID)
	if _, err := s.Store.Order(ctx, id); err != nil {
		return nil, err
	}
	rows, err := s.Store.Notices(ctx, id)
	if err != nil {
		return nil, err
	}
	list := NoticeList{Notices: make([]Notice, len(rows))}
	for i, n := range rows {
		list.Notices[i] = Notice{
			Subject: n.Subject, Channel: n.Channel, State: string(n.State), Reason: n.Reason,
			Attempts: n.Attempts, Ref: n.Ref, At: n.At.Time(),
		}
		if n.State == shell.NoticePending {
			list.Notices[i].Next = when(n.Next)
		}
	}
	return reply(list), nil
}
