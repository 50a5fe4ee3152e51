import { wallTime } from '../circle/booking';

/** A visit as staff reads it, from /v1/staff/visits. */
export interface Visit {
  id: string;
  provider: string;
  status: string;
  resident: string;
  service: string;
  minutes: number;
  from: string;
  to: string;
  worker?: string;
  crew?: { worker: string }[];
  verification?: Verification;
}

/** One end of a visit as it was captured. */
export interface Mark {
  at: string;
  heard_at?: string; // where the server learned of it later
  method: string;
  m?: number;
  accuracy_m?: number;
}

export interface VisitException {
  code: string;
  approved_at?: string;
  approved_by?: string;
  reason?: string;
}

export interface Verification {
  verified: boolean;
  start?: Mark;
  end?: Mark;
  started_at: string;
  ended_at?: string;
  minutes: number;
  exceptions: VisitException[];
  corrections: { started_at: string; ended_at: string; at: string; by: string; reason: string }[];
}

/** Codes only: they stand in the record for good. */
export const approvals = ['called_the_home', 'family_confirms', 'no_signal', 'resident_asked', 'other'] as const;
export const corrections = ['forgot_to_start', 'forgot_to_finish', 'wrong_visit', 'no_signal', 'other'] as const;

/** The exceptions that nobody has accepted yet. */
export const openOf = (v: Visit): VisitException[] => (v.verification?.exceptions ?? []).filter((x) => !x.approved_at);

/** Who made the visit, with a space between several. */
export const madeBy = (v: Visit): string => v.crew?.map((c) => c.worker).join(' ') || (v.worker ?? '—');

/** What a field for a time shows: an instant on a zone's clock, to the minute. */
export function fieldTime(at: string | undefined, zone: string | undefined): string {
  if (!at) return '';
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  return wall.format(Date.parse(at)).replace(' ', 'T');
}

/** The body of a correction: only the times that were changed. */
export function correction(v: Verification, start: string, end: string, reason: string, zone: string | undefined): Record<string, string> {
  const out: Record<string, string> = { reason };
  const said = (name: string, field: string, was: string | undefined) => {
    if (field && field !== fieldTime(was, zone)) out[name] = new Date(wallTime(field, zone)).toISOString();
  };
  said('started_at', start, v.started_at);
  said('ended_at', end, v.ended_at);
  return out;
}
