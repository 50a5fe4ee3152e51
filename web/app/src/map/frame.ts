import type { Point } from '../lib/point';

/** How an order travels. */
export type Mode = 'door' | 'locker' | 'handover' | 'gate' | '';

export interface LiveCourier extends Point {
  id: string;
  online: boolean;
  tasks: number; // orders in hand
  offer?: string | boolean; // the open offer, if any
}

export interface LiveRobot extends Point {
  id: string;
  charge: number; // percent
  phase?: string;
  faulty?: boolean;
  linked: boolean;
  plight?: string;
  halted?: boolean; // staff has it stand still
}

export interface LiveBank extends Point {
  id: string;
  free: number;
  total: number;
}

export interface LiveOrder {
  id: string;
  status: string;
  mode?: Mode;
  pickup: Point;
  dropoff: Point;
  worker?: string;
  due?: string | number;
  eta?: string | number;
  late?: boolean;
}

export interface Counts {
  placed: number;
  delivered: number;
  failed: number;
  cancelled: number;
  on_time?: number; // of the delivered
  by_mode?: Record<string, number>; // of the delivered
}

/** What the server says of the whole town twice a second. */
export interface Frame {
  now: string | number;
  scale: number;
  couriers: LiveCourier[];
  robots: LiveRobot[];
  banks: LiveBank[];
  orders: LiveOrder[];
  counts: Counts;
}

/** The town, from /v1/city. */
export interface City {
  name: string;
  bounds: { min: Point; max: Point };
  center: Point;
  attribution: string;
  time_zone?: string;
  demo?: boolean;
}

/** Reads a frame; lists that a server leaves out are empty. */
export function readFrame(text: string): Frame | undefined {
  try {
    const f = JSON.parse(text) as Partial<Frame> | null;
    if (!f || !f.now || !f.counts) return undefined;
    return {
      now: f.now,
      scale: f.scale ?? 1,
      couriers: f.couriers ?? [],
      robots: f.robots ?? [],
      banks: f.banks ?? [],
      orders: f.orders ?? [],
      counts: f.counts,
    };
  } catch {
    return undefined;
  }
}

const ended = new Set(['delivered', 'failed', 'cancelled', 'refused']);

/** Frames name orders for two minutes after their end. */
export function over(o: LiveOrder): boolean {
  return ended.has(o.status);
}

/** Before pickup the order waits at its counter, after it at its door. */
export function carried(o: LiveOrder): boolean {
  return o.status === 'picked_up' || o.status === 'in_locker' || over(o);
}

/**
 * Watches how many deliveries are on time. A server may count for itself;
 * otherwise it is what this page has seen end.
 */
export class Punctuality {
  #seen = new Map<string, boolean>();
  #counts: Counts | undefined;

  take(f: Frame): void {
    this.#counts = f.counts;
    for (const o of f.orders) if (o.status === 'delivered') this.#seen.set(o.id, !o.late);
  }

  /** Percent, or undefined without any delivery. */
  share(): number | undefined {
    const c = this.#counts;
    if (c?.on_time !== undefined) return c.delivered ? Math.round((100 * c.on_time) / c.delivered) : undefined;
    if (this.#seen.size === 0) return undefined;
    const good = [...this.#seen.values()].filter(Boolean).length;
    return Math.round((100 * good) / this.#seen.size);
  }
}
