import { expect, it } from 'vitest';
import type { Basket } from './circle';
import { noWishes } from './home';
import { slotQuestion } from './slot';

const zone = 'Europe/Andorra';
const basket = { provider: { id: 'care' }, lines: [{ offering: { id: 'bath', kind: 'visit' }, quantity: 1 }] } as unknown as Basket;
const home = { community: 'x', building: 'b3', room: '501', label: '' };
const ask = (day: string, now: string, resident?: string) => slotQuestion(basket, home, { ...noWishes, no_stairs: true }, resident, day, Date.parse(now), zone);

it('asks for the hours of a day that are left, of the community’s clock', () => {
  expect(ask('2026-12-02', '2026-12-01T09:10:00Z', 'r1')).toEqual({
    provider: 'care', offering: 'bath', home: { building: 'b3', room: '501' }, on_behalf_of: 'r1', most: 6,
    needs: { no_stairs: true, no_screen: false, no_coming_down: false, call_first: false, hard_of_hearing: false, pet: false },
    from: '2026-12-02T07:00:00.000Z', to: '2026-12-02T19:00:00.000Z',
  });
  expect(ask('2026-12-01', '2026-12-01T09:10:00Z')).toMatchObject({ from: '2026-12-01T09:30:00.000Z', to: '2026-12-01T19:00:00.000Z' });
  expect(ask('2026-12-01', '2026-12-01T19:10:00Z')).toBeUndefined();
});
