import { describe, expect, it } from 'vitest';
import { counts, filtered, waited, type QueueRow } from './queue';
import { bodyOf, forResident, verbs } from './verb';

const row = (r: Partial<QueueRow>): QueueRow => ({
  order: 'o1', merchant: 'liji', kind: 'late', code: 'late', since: '2026-11-30T08:00:00Z', status: 'assigned', next: [], ...r,
});

describe('the queue', () => {
  const rows = [row({}), row({ order: 'o2', kind: 'stuck', worker: 'c7' })];

  it('is filtered by kind and by what is typed', () => {
    expect(filtered(rows, 'stuck', '').map((r) => r.order)).toEqual(['o2']);
    expect(filtered(rows, '', ' C7 ').map((r) => r.order)).toEqual(['o2']);
    expect(filtered(rows, 'late', 'c7')).toEqual([]);
    expect(counts(rows)).toMatchObject({ late: 1, stuck: 1, refused: 0 });
  });

  it('says how long a row has waited, by the engine’s clock', () => {
    expect(waited(rows[0]!, Date.parse('2026-11-30T08:12:59Z'))).toBe(12);
    expect(waited(rows[0]!, Date.parse('2026-11-30T07:59:00Z'))).toBe(0);
  });
});

describe('an act', () => {
  it('is sent with its choices, and with a reason', () => {
    expect(bodyOf(verbs.setOutcome!, { outcome: 'failed', reason: 'other', worker: 'c1' }, false, undefined)).toEqual({ outcome: 'failed', reason: 'other' });
    expect(bodyOf(verbs.assignOrder!, { worker: ' ', reason: 'other' }, false, undefined)).toEqual({ reason: 'other' });
    expect(bodyOf(verbs.staffChangeConsent!, { mode: 'robot', given: 'false', channel: 'phone' }, false, undefined)).toEqual({ mode: 'robot', given: false, channel: 'phone' });
    expect(verbs.callOut!.path('o1', 'c 7')).toBe('/v1/staff/couriers/c%207/out');
  });

  it('opens a visit again in a window of the community’s clock', () => {
    const filled = { from: '2026-12-01T08:00', due: '2026-12-01T09:30', reason: 'resident_asked' };
    expect(bodyOf(verbs.reopenOrder!, filled, true, 'Asia/Shanghai')).toEqual({ from: '2026-12-01T00:00:00.000Z', due: '2026-12-01T01:30:00.000Z', reason: 'resident_asked' });
    expect(bodyOf(verbs.reopenOrder!, filled, false, 'Asia/Shanghai')).toEqual({ reason: 'resident_asked' });
  });

  it('for a resident is one that would be taken', () => {
    expect(forResident({ status: 'ready', carriage: 'unassigned', cancel_price: 0 })).toEqual(['staffCancelOrder', 'staffChangeConsent', 'staffComplain']);
    expect(forResident({ status: 'in_locker', carriage: 'in_locker' })).toEqual(['staffCollect', 'staffChangeConsent', 'staffComplain']);
    expect(forResident({ status: 'delivered', carriage: 'delivered' })).toEqual(['staffComplain']);
    expect(forResident({ status: 'booked', carriage: 'booked', kind: 'visit' })).toEqual(['staffCancelOrder', 'staffComplain']);
  });
});
