import { describe, expect, it } from 'vitest';
import { adviceOn, counts, filtered, waited, type QueueRow } from './queue';
import { correction, fieldTime, openOf, type Visit } from './visit_record';
import { actsOn, inside, placeOf, requestFor, shownRobots, type Robot } from './robot';
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

  it('says what to do about an order whose predecessor fails, while staff can do it', () => {
    expect(adviceOn(row({ code: 'after_lost', next: ['changeAfter'] }))).toBe(true);
    expect(adviceOn(row({ code: 'after_lost', next: ['reopenOrder'] }))).toBe(false);
    expect(adviceOn(row({ next: ['changeAfter'] }))).toBe(false);
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
    expect(bodyOf(verbs.staffComplain!, { about: 'late', words: ' an hour ' }, false, undefined)).toEqual({ about: 'late', words: 'an hour' });
    expect(bodyOf(verbs.changeAfter!, { after: ' o 7 ', reason: 'other' }, false, undefined)).toEqual({ after: 'o 7', reason: 'other' });
    expect(bodyOf(verbs.pinVisit!, { carer: ' c6 ', at: '', reason: 'other' }, true, undefined)).toEqual({ carer: 'c6', reason: 'other' });
    expect(bodyOf(verbs.pinVisit!, { carer: '', at: '2026-11-30T10:15', reason: 'other' }, true, 'Asia/Shanghai')).toEqual({ at: '2026-11-30T02:15:00.000Z', reason: 'other' });
    expect(bodyOf(verbs.changeAfter!, { after: ' ', reason: 'other' }, false, undefined)).toEqual({ reason: 'other' });
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
    expect(forResident({ status: 'picked_up', carriage: 'picked_up', mode: 'handover' })).toEqual(['staffCollect', 'staffToLocker', 'staffChangeConsent', 'staffComplain']);
    expect(forResident({ status: 'delivered', carriage: 'delivered' })).toEqual(['staffComplain', 'staffRate']);
    expect(forResident({ status: 'delivered', carriage: 'delivered', kind: 'return' })).toEqual(['staffComplain']);
    expect(forResident({ status: 'booked', carriage: 'booked', kind: 'visit' })).toEqual(['staffCancelOrder', 'staffComplain']);
  });
});

describe('the record of a visit', () => {
  const v: Visit = {
    id: 'v1', provider: 'care', status: 'done', resident: 'r1', service: 'bath', minutes: 60, from: '2026-12-01T00:00:00Z', to: '2026-12-01T01:00:00Z',
    verification: { verified: false, started_at: '2026-12-01T00:00:41Z', ended_at: '2026-12-01T00:30:20Z', minutes: 29, exceptions: [{ code: 'short' }, { code: 'late', approved_at: '2026-12-01T02:00:00Z' }], corrections: [] },
  };

  it('waits for staff where an exception is open', () => {
    expect(openOf(v).map((x) => x.code)).toEqual(['short']);
  });

  it('is corrected by what was changed only, on the community’s clock', () => {
    const [start, end] = [fieldTime(v.verification!.started_at, 'Asia/Shanghai'), fieldTime(v.verification!.ended_at, 'Asia/Shanghai')];
    expect([start, end]).toEqual(['2026-12-01T08:00', '2026-12-01T08:30']);
    expect(correction(v.verification!, start, '2026-12-01T09:00', 'forgot_to_finish', 'Asia/Shanghai')).toEqual({ reason: 'forgot_to_finish', ended_at: '2026-12-01T01:00:00.000Z' });
  });
});

describe('a robot', () => {
  const r = (more: Partial<Robot>): Robot => ({ id: 'R1', maker: 'ACME', point: { lng: 0, lat: 0 }, linked: true, charge: 80, does: 'nothing', orders: [], holding: [], ...more });

  it('in need comes first, then one that waits', () => {
    const all = [r({ id: 'a' }), r({ id: 'b', waits: { for: 'gate/g', since: '2026-11-30T08:00:00Z' } }), r({ id: 'c', waits: { for: 'gate/g', since: '2026-11-30T07:00:00Z' } }), r({ id: 'd', linked: false })];
    expect(shownRobots(all, 'all').map((x) => x.id)).toEqual(['d', 'c', 'b', 'a']);
    expect(shownRobots(all, 'need').map((x) => x.id)).toEqual(['d']);
  });

  it('can be acted on as it stands', () => {
    expect(actsOn(r({}))).toEqual(['take', 'pause', 'home']);
    expect(actsOn(r({ driver: 'sam', paused: true }))).toEqual(['give-back', 'resume', 'home']);
    expect(actsOn(r({ plight: { kind: 'stopped', since: '' } }))[0]).toBe('release-stop');
    expect(requestFor('pause', 'R1', 'event')).toEqual({ path: '/v1/staff/robots/pause', body: { robots: ['R1'], reason: 'event' } });
    expect(requestFor('take', 'R 1', 'event')).toEqual({ path: '/v1/staff/robots/R%201/take', body: { reason: 'event' } });
  });

  it('is in an area or not', () => {
    const corners = [{ lng: 0, lat: 0 }, { lng: 2, lat: 0 }, { lng: 2, lat: 2 }, { lng: 1, lat: 0.5 }, { lng: 0, lat: 2 }];
    expect([{ lng: 1, lat: 0.25 }, { lng: 1, lat: 1 }, { lng: 3, lat: 1 }].map((p) => inside(p, corners))).toEqual([true, false, false]);
    expect(inside({ lng: 1, lat: 1 }, corners.slice(0, 1))).toBe(false);
  });

  it('waits for a place with a name, or without one', () => {
    expect(placeOf('gate/south/2')).toEqual({ kind: 'gate', id: 'south/2' });
    expect(placeOf('handover/1.525100,42.505100')).toEqual({ kind: 'handover', id: '' });
  });
});
