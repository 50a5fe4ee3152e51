import type { Rating } from '../lib/rating';
import type { Mode } from './frame';

/** What staff sees of one order, from /v1/staff/orders/{id}. */
export interface StaffOrder {
  order: {
    id: string;
    merchant: string;
    kind: string;
    status: string;
    carriage: string;
    mode?: Mode;
    worker?: string;
    locker?: string;
    reason?: string;
    due?: string;
    eta?: string;
    currency: string;
    created_at: string;
    tracking_url: string;
    cancel_price?: number;
    after?: { order: string; state: 'waiting' | 'over' | 'lost'; ends?: string }; // what it comes after
    pinned?: { carer?: string; at?: string };
    rating?: Rating;
  };
  said?: string; // what the resident complained of
  contact?: { name: string; phone?: string; address?: string; note?: string };
  timeline: TimelineEntry[];
  explanations: Explanation[];
}

export interface TimelineEntry {
  seq: number;
  n: number;
  at: string;
  kind: string;
  text?: string;
  to?: string;
  by?: string;
  reason?: string;
  worker?: string;
}

export interface Explanation {
  at: string;
  worker?: string;
  mode?: Mode;
  text: { zh: string; en: string };
  candidates?: Candidate[];
  more?: number;
  excluded?: { rule: string; mode: Mode; count: number; vehicles?: string[] }[];
}

export const termNames = ['task', 'time', 'distance', 'wait', 'late', 'resident'] as const;
export type Term = (typeof termNames)[number];

export interface Candidate {
  vehicle: string;
  mode: Mode;
  at: string | number;
  terms: Record<Term, number>;
  total: number;
}

/** The exclusions of an explanation, gathered by rule. */
export function byRule(e: Explanation): { rule: string; total: number; modes: { mode: Mode; count: number }[]; names: string[] }[] {
  const rules = new Map<string, { total: number; modes: { mode: Mode; count: number }[]; names: Set<string> }>();
  for (const x of e.excluded ?? []) {
    const r = rules.get(x.rule) ?? { total: 0, modes: [], names: new Set<string>() };
    r.total += x.count;
    r.modes.push({ mode: x.mode, count: x.count });
    for (const v of x.vehicles ?? []) r.names.add(v);
    rules.set(x.rule, r);
  }
  return [...rules].map(([rule, r]) => ({ rule, total: r.total, modes: r.modes, names: [...r.names] }));
}

/**
 * The entries worth a line: facts that repeat another ("decision made" stands
 * below in full, "order ended" follows its move) are left out.
 */
export function worthTelling(entries: TimelineEntry[]): TimelineEntry[] {
  const silent = new Set(['Explained', 'OrderGone', 'MissionPut', 'CompartmentMoved']);
  return entries.filter((e, i) => !silent.has(e.kind) && !(e.kind === 'OrderPut' && i > 0));
}
