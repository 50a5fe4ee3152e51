import { instant } from '../lib/instant';
import type { Rating } from '../lib/rating';

/** Delivery modes that a resident agrees to or not, beside the door. */
export const modes = ['locker', 'robot'] as const;
export type Consent = { [mode in (typeof modes)[number]]?: boolean };

/** What a resident sees of an order, from /v1/track/{token}. */
export interface Tracking {
  status: string;
  kind?: string;
  merchant?: string;
  mode?: string;
  locker?: string; // where it goes, or is
  eta?: string;
  due?: string;
  done_at?: string;
  late?: boolean;
  pin?: string;
  now?: string; // engine time
  collect?: { kind: 'locker' | 'robot'; id: string; compartment?: string };
  carers?: number; // who come to a visit
  crew?: { carer: string; status: string; known: boolean }[];
  cancel_price?: number; // now, in minor units; absent: it cannot be called off
  cancellation?: { accepted: number; assigned: number };
  currency?: string;
  push_key?: string; // with which this browser may ask to be told
  push?: boolean; // a device is told
  consent?: Consent; // for this order
  for_good?: Consent; // for all that the resident orders
  rating?: Rating;
}

/** Does what a resident asks for on the link; throws a Problem. */
export type Send = (act: 'cancel' | 'complaint' | 'consent' | 'locker' | 'push' | 'rating', body: unknown) => Promise<void>;

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
