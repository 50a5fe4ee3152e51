import { describe, expect, it } from 'vitest';
import { actsOf, board, changes, columnOf, request, type Order } from './board';

const order = (o: Partial<Order>): Order => ({
  id: 'o1', kind: 'goods', status: '', preparation: 'placed', carriage: 'unassigned', items: [], fee: 0, currency: 'cny', tracking_url: '',
  live_mode: true, created_at: '2026-11-30T08:00:00Z', updated_at: '2026-11-30T08:00:00Z', ...o,
});

describe('the board', () => {
  it('asks the shop for what it has to do next', () => {
    expect(columnOf(order({}))).toBe('answer');
    expect(columnOf(order({ preparation: 'accepted', carriage: 'assigned' }))).toBe('prepare');
    expect(columnOf(order({ preparation: 'ready', carriage: 'assigned' }))).toBe('counter');
    expect(columnOf(order({ preparation: 'ready', carriage: 'in_locker' }))).toBe('way');
    expect(columnOf(order({ kind: 'return', preparation: 'ready' }))).toBe('way');
    expect(columnOf(order({ kind: 'visit', preparation: 'ready', carriage: 'booked' }))).toBe('visits');
  });

  it('puts what was promised soonest first', () => {
    const soon = order({ id: 'soon', due: '2026-11-30T08:20:00Z' });
    const later = order({ id: 'later', due: '2026-11-30T08:40:00Z' });
    expect(board([later, soon]).answer.map((o) => o.id)).toEqual(['soon', 'later']);
  });

  it('offers only acts that the engine would take', () => {
    expect(actsOf(order({}))).toEqual(['accept', 'refuse']);
    expect(actsOf(order({ preparation: 'ready', carriage: 'picked_up' }))).toEqual([]);
    expect(actsOf(order({ kind: 'visit', carriage: 'started' }))).toEqual([]);
  });

  it('offers only changes that the engine would take', () => {
    expect(changes(order({}))).toEqual({ chase: false, items: true, edit: true, giveBack: false, deposit: false });
    expect(changes(order({ preparation: 'ready', carriage: 'picked_up' }))).toEqual({ chase: true, items: false, edit: true, giveBack: false, deposit: false });
    expect(changes(order({ preparation: 'ready', carriage: 'delivered' }))).toEqual({ chase: false, items: false, edit: false, giveBack: true, deposit: false });
    expect(changes(order({ preparation: 'refused', carriage: 'cancelled' }))).toEqual({ chase: false, items: false, edit: false, giveBack: false, deposit: false });
    expect(changes(order({ preparation: 'accepted' })).deposit).toBe(true);
    expect(changes(order({ kind: 'return', preparation: 'ready', carriage: 'delivered' })).giveBack).toBe(false);
  });

  it('says when the goods will stand at the counter, by the engine clock', () => {
    expect(request(order({}), 'accept', { minutes: 15 }, Date.parse('2026-11-30T08:00:00Z'))).toEqual({
      path: '/v1/orders/o1/accept', body: { ready_at: '2026-11-30T08:15:00.000Z' },
    });
    expect(request(order({ kind: 'visit' }), 'cancel', { reason: 'other' }, 0).path).toBe('/v1/visits/o1/cancel');
  });
});
