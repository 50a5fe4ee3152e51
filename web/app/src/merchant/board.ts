import type { Point } from '../lib/point';
import type { Rating } from '../lib/rating';

/** An order as the merchant's API shows it, as far as the board needs it. */
export interface Order {
  id: string;
  external_id?: string;
  kind: 'goods' | 'meal' | 'return' | 'visit';
  status: string;
  preparation: string;
  carriage: string;
  held?: boolean;
  items: { name: string; quantity: number; refused?: number }[] | null;
  pickup?: Point;
  dropoff?: { point: Point };
  mode?: string;
  worker?: string;
  locker?: string;
  deposit?: { compartment: string; until: string; code: string }; // a compartment that is kept for the shop
  reason?: string;
  ready_at?: string;
  eta?: string;
  due?: string;
  fee: number;
  currency: string;
  tracking_url: string;
  live_mode: boolean;
  tip?: number;
  cancel_price?: number; // now, in minor units; absent: it cannot be called off
  cancellation?: { accepted: number; assigned: number };
  chase?: { at: string; answer?: string; expected_at?: string };
  return?: string; // the order that brings the goods back
  refs?: { pickup?: string; dropoff?: string };
  proofs?: { stage: string; proof: string; given: boolean }[];
  pickup_pin?: string;
  return_pin?: string;
  rating?: Rating;
  created_at: string;
  updated_at: string;
}

export interface OrderPage {
  orders: Order[];
  next?: string;
}

/** The columns of the board, in the order of an order's life. */
export const columns = ['answer', 'prepare', 'counter', 'way', 'visits'] as const;
export type Column = (typeof columns)[number];

/** Where an order that has not ended stands: what the shop has to do about it. */
export function columnOf(o: Order): Column {
  if (o.kind === 'visit') return 'visits';
  if (o.kind === 'return' || o.carriage === 'picked_up' || o.carriage === 'in_locker') return 'way';
  if (o.preparation === 'placed') return 'answer';
  return o.preparation === 'ready' ? 'counter' : 'prepare';
}

/** The open orders by column, the most urgent first: what was promised soonest, then what is oldest. */
export function board(orders: Order[]): Record<Column, Order[]> {
  const out: Record<Column, Order[]> = { answer: [], prepare: [], counter: [], way: [], visits: [] };
  for (const o of orders) out[columnOf(o)].push(o);
  const urgency = (o: Order) => Date.parse(o.due ?? o.created_at);
  for (const c of columns) out[c].sort((a, b) => urgency(a) - urgency(b) || a.id.localeCompare(b.id));
  return out;
}

/** What the shop can do with an order, the usual act first. */
export type Act = 'accept' | 'start' | 'ready' | 'refuse' | 'cancel';

export function actsOf(o: Order): Act[] {
  if (o.kind === 'return') return [];
  if (o.kind === 'visit') return ['booked', 'assigned', 'on_the_way'].includes(o.carriage) ? ['cancel'] : [];
  if (o.carriage !== 'unassigned' && o.carriage !== 'assigned') return [];
  switch (o.preparation) {
    case 'placed':
      return ['accept', 'refuse'];
    case 'accepted':
      return ['start', 'ready', 'cancel'];
    case 'preparing':
      return ['ready', 'cancel'];
    default:
      return ['cancel'];
  }
}

/** What else the shop can do about an order. */
export function changes(o: Order): { chase: boolean; items: boolean; edit: boolean; giveBack: boolean; deposit: boolean } {
  const open = ['unassigned', 'assigned', 'picked_up', 'in_locker'].includes(o.carriage) && o.preparation !== 'refused';
  const goods = o.kind === 'goods' || o.kind === 'meal';
  return {
    chase: open && o.preparation !== 'placed',
    items: open && goods && ['placed', 'accepted', 'preparing'].includes(o.preparation) && o.carriage !== 'picked_up',
    edit: open && goods,
    deposit: open && goods && o.preparation !== 'placed' && (o.carriage === 'unassigned' || o.carriage === 'assigned'),
    giveBack: goods && o.carriage === 'delivered',
  };
}

/** Where an act is sent, and with what. */
export function request(o: Order, act: Act, choice: { minutes?: number; reason?: string }, now: number): { path: string; body?: unknown } {
  const place = o.kind === 'visit' ? 'visits' : 'orders';
  const path = `/v1/${place}/${encodeURIComponent(o.id)}/${act}`;
  if (act === 'accept') return { path, body: choice.minutes ? { ready_at: new Date(now + choice.minutes * 60_000).toISOString() } : {} };
  if (act === 'refuse' || act === 'cancel') return { path, body: { reason: choice.reason } };
  return { path };
}

/** Why goods come back, as codes of the catalogue. */
export const returnReasons = ['wrong_goods', 'damaged', 'customer_request', 'other'] as const;

/** The reasons a shop may give, as codes of the catalogue. */
export const reasons: Record<'refuse' | 'cancel', string[]> = {
  refuse: ['sold_out', 'too_busy', 'closing', 'other'],
  cancel: ['customer_request', 'sold_out', 'duplicate', 'other'],
};
