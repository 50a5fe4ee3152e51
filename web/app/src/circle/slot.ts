import { at } from './booking';
import type { Basket } from './circle';
import type { Home, Wishes } from './home';

/** When a visit could begin, from POST /v1/bookings/slots; the cheapest first. */
export interface Slot {
  from: string;
  to: string;
  basis: 'plan' | 'free';
  free: number; // carers with the skills
  workers?: string[]; // who would come, as things stand
  cost?: number; // what the plan would cost more, in minor units
}

/** The answer: slots, or why there is none. */
export interface Slots {
  slots: Slot[];
  currency: string;
  text?: { zh: string; en: string };
}

const [opens, closes] = [8, 20]; // the hours of the day in which a visit may begin
const most = 6;

/** The question for one day, or undefined when it is over. */
export function slotQuestion(b: Basket, home: Home, wishes: Wishes, resident: string | undefined, day: string, now: number, zone: string | undefined): unknown {
  const from = Math.max(at(day, opens, zone), Math.ceil(now / 1_800_000) * 1_800_000);
  const to = at(day, closes, zone);
  if (from > to) return undefined;
  const { building, unit, room } = home;
  const { locker: _, robot: __, ...needs } = wishes;
  return {
    provider: b.provider.id, offering: b.lines[0]!.offering.id, home: { building, ...(unit ? { unit } : {}), ...(room ? { room } : {}) }, needs,
    ...(resident ? { on_behalf_of: resident } : {}), from: new Date(from).toISOString(), to: new Date(to).toISOString(), most,
  };
}
