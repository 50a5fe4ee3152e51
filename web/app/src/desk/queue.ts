import { instant } from '../lib/instant';

/** An order in trouble, from /v1/staff/queue. */
export interface QueueRow {
  order: string;
  merchant: string;
  kind: TroubleKind;
  code: string;
  detail?: string;
  since: string;
  status: string;
  worker?: string;
  after?: string; // the order that it waits for
  late?: boolean;
  held?: boolean;
  carers?: number; // of a visit that several make together
  accepted?: number;
  next: string[];
}

export const kinds = ['late', 'stuck', 'refused', 'unreachable', 'unassignable', 'complaint'] as const;
export type TroubleKind = (typeof kinds)[number];

/** How many rows there are of each kind. */
export function counts(rows: QueueRow[]): Record<TroubleKind, number> {
  const out = Object.fromEntries(kinds.map((k) => [k, 0])) as Record<TroubleKind, number>;
  for (const r of rows) out[r.kind]++;
  return out;
}

/** The rows of a kind ('' for all) in which the order, the merchant or the worker holds what was typed. */
export function filtered(rows: QueueRow[], kind: TroubleKind | '', typed: string): QueueRow[] {
  const part = typed.trim().toLowerCase();
  return rows.filter((r) => (!kind || r.kind === kind) && [r.order, r.merchant, r.worker ?? ''].some((v) => v.toLowerCase().includes(part)));
}

/** Whether the row's trouble comes from the order that it comes after, and staff can free it or link it anew. */
export const adviceOn = (r: QueueRow): boolean => (r.code === 'after_lost' || r.code === 'after_late') && r.next.includes('changeAfter');

/** Whole minutes that a row has waited, by the engine's clock. */
export function waited(r: QueueRow, now: number): number {
  return Math.max(0, Math.floor((now - instant(r.since)!) / 60_000));
}
