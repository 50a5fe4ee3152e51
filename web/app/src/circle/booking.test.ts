import { describe, expect, it } from 'vitest';
import { at, booking, days, windowOf } from './booking';
import type { Basket } from './circle';
import { noWishes } from './home';

const zone = 'Europe/Andorra';
const now = Date.parse('2026-10-24T21:30:00Z'); // 23:30 there, the night in which the clocks go back

describe('a day of the community’s calendar', () => {
  it('comes once each, through the change of the clocks', () => {
    expect(days(now, zone, 4)).toEqual(['2026-10-24', '2026-10-25', '2026-10-26', '2026-10-27']);
  });

  it('begins where its clock says so', () => {
    expect(new Date(at('2026-10-24', 8, zone)).toISOString()).toBe('2026-10-24T06:00:00.000Z');
    expect(new Date(at('2026-10-25', 8, zone)).toISOString()).toBe('2026-10-25T07:00:00.000Z');
  });

  it('has no window that is over, and none that began', () => {
    expect(windowOf({ day: '2026-10-24', part: 'evening' }, now, zone)).toBeUndefined();
    expect(windowOf({ day: '2026-10-25', part: 'morning' }, at('2026-10-25', 9, zone), zone)!.from).toBe('2026-10-25T08:00:00.000Z');
  });
});

it('a booking says what, where, who, and what holds', () => {
  const basket = { provider: { id: 'care' }, lines: [{ offering: { id: 'bath', kind: 'visit' }, quantity: 1 }] } as unknown as Basket;
  const window = { from: '2026-10-25T07:00:00.000Z', to: '2026-10-25T11:00:00.000Z' };
  const wanted = { home: { community: 'x', building: 'b3', room: '501', label: '' }, wishes: { ...noWishes, no_stairs: true, robot: true }, who: { name: ' 王秀英 ', phone: '1' }, note: '', language: 'zh', told: true, window };
  expect(booking(basket, wanted)).toEqual({
    provider: 'care', items: [{ offering: 'bath', quantity: 1 }], home: { building: 'b3', room: '501' },
    contact: { name: '王秀英', phone: '1', language: 'zh', channels: ['sms'] },
    needs: { no_stairs: true, no_screen: false, no_coming_down: false, call_first: false, hard_of_hearing: false, pet: false },
    consent: { locker: false, robot: true }, window,
  });
  const desk = booking(basket, { ...wanted, who: { name: '王', phone: '' }, assisted: { channel: 'phone', booked_by: 'relative', on_behalf_of: 'r1' } });
  expect(desk).toMatchObject({ channel: 'phone', booked_by: 'relative', on_behalf_of: 'r1', contact: { name: '王', channels: [] } });
});
