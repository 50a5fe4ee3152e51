import type { Point } from '../lib/point';
import type { Home, Wishes } from './home';

/** What a home sees of its circle, from /v1/circle, as far as the page needs it. */
export interface CircleView {
  now: string;
  community?: { id: string; name: string; time_zone: string };
  place: { name?: string; point: Point };
  currency: string;
  categories: { category: string; label: string; providers: number; open: number }[];
  providers: Provider[];
  next?: string;
}

export interface Provider {
  id: string;
  name: string;
  category: string;
  category_label: string;
  point: Point;
  state: 'open' | 'closed' | 'paused' | 'full';
  state_label: string;
  opens_at?: string;
  hours?: string;
  delivery?: {
    fee: number;
    meters: number;
    mode?: string;
    earliest?: string;
    modes: { mode: string; label: string; open: boolean; reason?: string; reason_label?: string; by?: string }[];
  };
  offerings: Offering[];
  more_offerings?: number;
}

export interface Offering {
  id: string;
  name: string;
  kind: 'goods' | 'meal' | 'visit';
  price: Price;
  open: boolean;
  reason_label?: string;
  grams?: number;
  minutes?: number;
  workers?: number;
  earliest?: string;
}

/** Amount for each unit, fee on top, and never below minimum; in minor units. */
export interface Price {
  amount: number;
  unit: string;
  unit_label: string;
  fee?: number;
  minimum?: number;
}

/** What a quantity costs, by the rule that the server prices with too. */
export function cost(o: Offering, quantity: number): number {
  const p = o.price;
  const units = p.unit === 'kg' ? (o.grams ?? 0) / 1000 : p.unit === 'hour' ? (o.minutes ?? 0) / 60 : 1;
  return Math.max(Math.ceil(p.amount * units * quantity - 1e-6) + (p.fee ?? 0), p.minimum ?? 0);
}

/** What one booking holds: goods and meals of one provider, or one visit. */
export interface Basket {
  provider: Provider;
  lines: { offering: Offering; quantity: number }[];
}

/** Puts a quantity of an offering into a basket; another provider's goods begin a new one, and so does a visit. */
export function put(basket: Basket | undefined, provider: Provider, offering: Offering, quantity: number): Basket | undefined {
  const kept = basket?.provider.id === provider.id && offering.kind !== 'visit' ? basket.lines.filter((l) => l.offering.kind !== 'visit') : [];
  const had = kept.some((l) => l.offering.id === offering.id);
  const lines = had
    ? kept.map((l) => (l.offering.id === offering.id ? { offering, quantity } : l)).filter((l) => l.quantity > 0)
    : quantity > 0 ? [...kept, { offering, quantity }] : kept;
  return lines.length ? { provider, lines } : undefined;
}

export const isVisit = (b: Basket): boolean => b.lines[0]?.offering.kind === 'visit';

/** What the basket costs, carriage apart. */
export const sum = (b: Basket): number => b.lines.reduce((n, l) => n + cost(l.offering, l.quantity), 0);

/** The question that a home puts to its circle. */
export function question(home: Home, wishes: Wishes, lang: string, more: { category?: string; provider?: string; cursor?: string } = {}): string {
  const q = new URLSearchParams({ building: home.building, lang });
  if (home.unit) q.set('unit', home.unit);
  if (home.room) q.set('room', home.room);
  for (const need of ['no_stairs', 'no_screen', 'no_coming_down'] as const) if (wishes[need]) q.set(need, 'true');
  if (wishes.locker) q.set('consent_locker', 'true');
  if (wishes.robot) q.set('consent_robot', 'true');
  for (const [name, v] of Object.entries(more)) if (v) q.set(name, v);
  return `/v1/circle?${q}`;
}

/** The parts of a day that a visit can be asked for, by the hours of the community's clock. */
export const parts = { morning: [8, 12], afternoon: [12, 17], evening: [17, 20] } as const;
export type Part = keyof typeof parts;
