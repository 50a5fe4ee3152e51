import type { Basket, Part } from './circle';
import { isVisit, parts } from './circle';
import type { Home, Wishes } from './home';

/** Who books, as it is sent with a booking; kept on this device for the next one. */
export interface Person {
  name: string;
  phone: string;
}

/** A booking that was made, from POST /v1/bookings, as this device remembers it. */
export interface Booked {
  order: string;
  tracking_url: string;
  pin?: string;
  total: number;
  currency: string;
}

/** Who speaks at the desk, how, and for whom. */
export interface Assisted {
  channel: (typeof channels)[number];
  booked_by: (typeof speakers)[number];
  on_behalf_of?: string; // the operator's id of the resident
}

export const channels = ['phone', 'counter', 'round'] as const;
export const speakers = ['self', 'relative', 'staff'] as const;

/** What is read aloud before the desk books, from POST /v1/bookings/read-back. */
export interface ReadBack {
  zh: string;
  en: string;
}

/** When a visit is asked for: a day of the community's calendar and a part of it. */
export interface Slot {
  day: string; // 2026-12-01
  part: Part;
}

/** The next days of the community's calendar, today first, as ISO dates. */
export function days(now: number, zone: string | undefined, n = 7): string[] {
  const iso = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const out: string[] = [];
  for (let h = 0; out.length < n; h += 12) {
    const day = iso.format(now + h * 3_600_000);
    if (out.at(-1) !== day) out.push(day);
  }
  return out;
}

/** The instant at which a zone's clock shows a day and an hour. */
export function at(day: string, hour: number, zone: string | undefined): number {
  return wallTime(`${day}T${String(hour).padStart(2, '0')}:00`, zone);
}

/** The instant at which a zone's clock shows a time like 2026-12-01T08:30. */
export function wallTime(text: string, zone: string | undefined): number {
  const wanted = Date.parse(`${text}:00Z`);
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  const offset = (ms: number) => Date.parse(`${wall.format(ms).replace(' ', 'T')}Z`) - ms;
  const first = wanted - offset(wanted);
  return wanted - offset(first); // the offset that holds then, not now
}

/** The window of a slot, or undefined when it is over. */
export function windowOf(s: Slot, now: number, zone: string | undefined): { from: string; to: string } | undefined {
  const [begin, end] = parts[s.part];
  const from = Math.max(at(s.day, begin, zone), now);
  const to = at(s.day, end, zone);
  return to - from < 30 * 60_000 ? undefined : { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** What a booking is made of, beside the basket. */
export interface Wanted {
  home: Home;
  wishes: Wishes;
  who: Person;
  note: string;
  language: string;
  told: boolean; // agrees to be told by SMS
  window?: { from: string; to: string } | undefined;
  assisted?: Assisted | undefined;
}

/** The body of a booking. */
export function booking(b: Basket, w: Wanted): unknown {
  const { locker, robot, ...needs } = w.wishes;
  const { building, unit, room } = w.home;
  const [phone, note] = [w.who.phone.trim(), w.note.trim()];
  return {
    ...w.assisted,
    provider: b.provider.id,
    items: b.lines.map((l) => ({ offering: l.offering.id, quantity: l.quantity })),
    home: { building, ...(unit ? { unit } : {}), ...(room ? { room } : {}) },
    contact: { name: w.who.name.trim(), ...(phone ? { phone } : {}), ...(note ? { note } : {}), language: w.language, channels: w.told && phone ? ['sms'] : [] },
    needs,
    consent: { locker, robot },
    ...(isVisit(b) && w.window ? { window: w.window } : {}),
  };
}

/** A name for one attempt to book: sent again with it, nothing is booked twice. */
export function attempt(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');
}
