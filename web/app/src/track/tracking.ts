import { instant } from '../lib/instant';

/** What a resident sees of an order, from /v1/track/{token}. */
export interface Tracking {
  status: string;
  kind?: string;
  merchant?: string;
  mode?: string;
  eta?: string;
  due?: string;
  done_at?: string;
  late?: boolean;
  pin?: string;
  now?: string; // engine time
  collect?: { kind: 'locker' | 'robot'; id: string; compartment?: string };
}

const ended = ['delivered', 'done', 'failed', 'cancelled', 'refused'];

export const over = (d: Tracking): boolean => ended.includes(d.status);

/** A visit's worker is there: nobody waits for them any more. */
export const there = (d: Tracking): boolean => d.status === 'arrived' || d.status === 'started';

/**
 * Whole minutes until the hand-over, or undefined when nobody can say. The
 * engine's clock counts: in a demo it runs faster than the reader's.
 */
export function minutesLeft(d: Tracking, fallbackNow: number | undefined): number | undefined {
  const eta = instant(d.eta);
  const now = instant(d.now) ?? fallbackNow;
  if (eta === undefined || now === undefined || over(d) || there(d) || d.status === 'in_locker') return undefined;
  return Math.max(0, Math.ceil((eta - now) / 60_000));
}

/** The part of a tracking link that names the order: /track/{token}. */
export function tokenOf(path: string): string {
  const found = /^\/track\/([^/]+)\/?$/.exec(path);
  return found ? decodeURIComponent(found[1]!) : '';
}
