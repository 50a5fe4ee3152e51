import { wallTime } from '../circle/booking';
import { ratable, type Rating } from '../lib/rating';

/** What staff can do about an order; the names are the API's operations. */
export interface Verb {
  path: (order: string, worker: string) => string;
  /** Codes to choose from, by the field that they go into. */
  choices?: Record<string, readonly string[]>;
  /** What the resident says in their own words; may stay empty. */
  words?: boolean;
  /** The resident's stars, reasons and words. */
  rating?: boolean;
  /** The order to come after may be typed; left empty, it waits for none. */
  after?: boolean;
  /** A carer's id, a time to begin at, or both. */
  pin?: boolean;
  /** A worker's id that may be typed. */
  worker?: boolean;
  /** A visit needs its new window. */
  window?: boolean;
  /** Every act that has a reason stands in the record with it. */
  reason?: boolean;
  /** It cannot be taken back. */
  final?: boolean;
}

const of = (act: string) => (order: string): string => `/v1/staff/orders/${encodeURIComponent(order)}/${act}`;

export const verbs: Record<string, Verb> = {
  tellResident: { path: of('message'), choices: { message: ['late', 'call', 'missed', 'again'] }, reason: true },
  assignOrder: { path: of('assign'), worker: true, reason: true },
  holdOrder: { path: of('hold'), reason: true },
  releaseOrder: { path: of('release'), reason: true },
  changeAfter: { path: of('after'), after: true, reason: true },
  pinVisit: { path: (order) => `/v1/staff/visits/${encodeURIComponent(order)}/pin`, pin: true, reason: true },
  unpinVisit: { path: (order) => `/v1/staff/visits/${encodeURIComponent(order)}/unpin`, reason: true },
  clearTrouble: { path: of('clear'), reason: true },
  reopenOrder: { path: of('reopen'), window: true, reason: true },
  setOutcome: { path: of('outcome'), choices: { outcome: ['delivered', 'failed', 'cancelled'] }, reason: true, final: true },
  staffCancelOrder: { path: of('cancel'), reason: true, final: true },
  callOut: { path: (_, worker) => `/v1/staff/couriers/${encodeURIComponent(worker)}/out`, reason: true, final: true },
  answerChase: { path: of('answer'), choices: { answer: ['on_its_way', 'delayed', 'seeking', 'lost', 'call_us'] } },
  staffCollect: { path: of('collect'), reason: true },
  staffToLocker: { path: of('locker'), reason: true },
  staffComplain: { path: of('complaint'), choices: { about: ['not_received', 'damaged', 'wrong', 'missing', 'late', 'rude', 'other'] }, words: true },
  staffRate: { path: of('rating'), rating: true },
  staffChangeConsent: { path: of('consent'), choices: { mode: ['locker', 'robot'], given: ['true', 'false'], channel: ['phone', 'counter', 'round'] } },
};

/** Codes only: what is written here stands in the record for good, which holds nothing about a person. */
export const reasons = ['resident_asked', 'merchant_asked', 'worker_asked', 'address_unclear', 'nobody_answers', 'too_late', 'unsafe', 'settled_by_phone', 'other'] as const;

/** What was filled in, by field. */
export type Filled = Record<string, string>;

/** The body of an act. Times are those of the zone's clock. */
export function bodyOf(v: Verb, f: Filled, visit: boolean, zone: string | undefined): unknown {
  const out: Record<string, unknown> = {};
  for (const name of Object.keys(v.choices ?? {})) out[name] = name === 'given' ? f[name] === 'true' : f[name];
  if (v.words && f.words?.trim()) out.words = f.words.trim();
  if (v.after && f.after?.trim()) out.after = f.after.trim();
  if (v.pin && f.carer?.trim()) out.carer = f.carer.trim();
  if (v.pin && f.at) out.at = new Date(wallTime(f.at, zone)).toISOString();
  if (v.worker && f.worker?.trim()) out.worker = f.worker.trim();
  if (v.window && visit) {
    out.from = new Date(wallTime(f.from!, zone)).toISOString();
    out.due = new Date(wallTime(f.due!, zone)).toISOString();
  }
  if (v.reason) out.reason = f.reason;
  return out;
}

/** What a visit is pinned to. */
export interface Pinned {
  carer?: string;
  at?: string;
}

/** What staff can do about who makes a visit, and when. */
export function forPlan(o: { carriage: string; kind?: string; pinned?: Pinned }): string[] {
  if (o.kind !== 'visit' || !['booked', 'assigned', 'on_the_way'].includes(o.carriage)) return [];
  return ['pinVisit', ...(o.pinned ? ['unpinVisit'] : [])];
}

/** What a resident could do on the link, and staff does for who has none. */
export function forResident(o: { status: string; carriage: string; kind?: string; mode?: string; cancel_price?: number; rating?: Rating }): string[] {
  const inRobot = o.carriage === 'picked_up' && o.mode === 'handover';
  const ended = ['delivered', 'done', 'failed', 'cancelled'].includes(o.carriage);
  return [
    ...(o.cancel_price !== undefined || (o.kind === 'visit' && ['booked', 'assigned', 'on_the_way'].includes(o.carriage)) ? ['staffCancelOrder'] : []),
    ...(o.carriage === 'in_locker' || inRobot ? ['staffCollect'] : []),
    ...(inRobot ? ['staffToLocker'] : []),
    ...(ended || o.kind === 'visit' ? [] : ['staffChangeConsent']),
    'staffComplain',
    ...(ratable(o, o.carriage) ? ['staffRate'] : []),
  ];
}
