import type { Point } from '../lib/point';

// The courier protocol as package wire/courier writes it: JSON text frames.
// Times are RFC 3339 of the engine clock.

export type StopKind = 'pickup' | 'delivery' | 'visit';

/** What a visit has that goods have not. */
export interface Call {
  service: string;
  from: string;
  to: string;
  hard?: boolean;
  minutes: number;
  state: string;
}

export interface Stop {
  order: string;
  kind: StopKind;
  point: Point;
  arrive?: string;
}

export interface Place {
  point: Point;
  name?: string;
  address?: string;
}

export interface Offer {
  seq?: number;
  offer: string;
  order: string;
  mode: string;
  pay: number;
  currency: string;
  expires: string;
  pickup: Place;
  dropoff: Place;
  stops?: Stop[];
  minutes: number;
  with?: string[]; // the rest of a batch: taken or declined with it
  call?: Call;
}

/** What a merchant may ask for besides a PIN before goods change hands. */
export type ProofKind = 'photo' | 'signature' | 'barcode' | 'age';

export interface Task {
  order: string;
  kind: StopKind;
  call?: Call;
  mode: string;
  point: Point;
  name?: string;
  address?: string;
  arrive?: string;
  ready?: boolean;
  return?: boolean;
  pin?: boolean;
  proofs?: ProofKind[]; // still to come before this hand-over
  items?: { name: string; quantity: number }[];
  needs?: { no_stairs?: boolean; no_screen?: boolean; no_coming_down?: boolean; call_first?: boolean; hard_of_hearing?: boolean; pet?: boolean; language?: string };
  locker?: string;
  compartment?: string;
  robot?: string; // mode gate: takes the goods over there
  robot_there?: boolean;
  note?: string;
  phone?: string;
}

export interface Welcome {
  type: 'welcome';
  epoch: string;
  seq: number;
  now: string;
  scale: number;
  resumed: boolean;
  courier: { id: string; online: boolean };
  offer?: Offer;
  tasks: Task[] | null;
  duty?: Duty;
  standby?: Place;
  help?: HelpAsked;
}

/** When who works on has worked so long that a reminder is due, and when nothing new begins. */
export interface Duty {
  remind: string;
  limit: string;
}

/** A call for help that this courier is asked about, or goes to. */
export interface HelpAsked {
  call: string;
  point: Point;
  drill?: boolean;
  taken?: boolean;
  expires: string;
  name?: string;
  address?: string;
  phone?: string;
  note?: string;
}

export type ServerMessage =
  | Welcome
  | ({ type: 'offer' } & Offer)
  | { type: 'offer_closed'; seq?: number; offer: string; outcome: string }
  | { type: 'tasks'; seq?: number; online: boolean; tasks: Task[] | null; duty?: Duty; standby?: Place }
  | ({ type: 'help_asked'; seq?: number } & HelpAsked)
  | { type: 'help_over'; seq?: number; call: string }
  | { type: 'ack'; id: string }
  | { type: 'nak'; id: string; code: string; detail: string; retryable: boolean }
  | { type: 'clock'; now: string; scale: number }
  | { type: 'pong'; id?: string };

/** What a courier does that must have its effect, however long it takes. */
export type Act =
  | { type: 'online'; point: Point; breaks?: Break[] }
  | { type: 'offline' }
  | { type: 'accept'; offer: string }
  | { type: 'decline'; offer: string; reason?: string }
  | { type: 'pick_up'; order: string; pin?: string }
  | { type: 'deliver'; order: string; pin?: string; of_age?: true }
  | Proof
  | { type: 'fail'; order: string; reason: string }
  | { type: 'hand_back'; order: string; reason: string }
  | { type: 'open_locker'; order: string }
  | { type: 'set_off' | 'arrived'; order: string }
  | ({ type: 'started' | 'finished'; order: string } & Shown)
  | { type: 'cannot_go_on'; reason: string }
  | { type: 'help_answer'; call: string; verb: 'acknowledged' | 'declined' | 'handed_back' | 'closed'; note?: string };

/** A file that shows a hand-over: it goes by HTTP, not over the session. */
export interface Proof {
  type: 'proof';
  order: string;
  stage: 'pickup' | 'dropoff' | 'return';
  kind: 'photo' | 'signature' | 'code';
  file: string; // its name in the ProofStore
}

/** What shows that a carer is in the home: the device's place, and the card at the door. */
export interface Shown {
  point?: Point;
  accuracy?: number; // metres
  code?: string;
}

/** A rest that begins between two moments of engine time. */
export interface Break {
  from: string;
  to: string;
  minutes: number;
}

/** What a carer says next of a visit, by how far it is. */
export const nextOfVisit = { assigned: 'set_off', on_the_way: 'arrived', arrived: 'started', started: 'finished' } as const;

export const failReasons = ['nobody_home', 'refused', 'wrong_address', 'no_access', 'damaged', 'unsafe', 'other'] as const;
export const visitFailReasons = ['nobody_home', 'refused', 'wrong_address', 'no_access', 'unsafe', 'other'] as const;
export const cannotGoOnReasons = ['unwell', 'accident', 'vehicle', 'other'] as const;
export const handBackReasons = ['vehicle', 'accident', 'unwell', 'not_ready', 'other'] as const;
export const declineReasons = ['too_far', 'too_heavy', 'shift_ends', 'vehicle', 'other'] as const;

/** Reads a frame; undefined for what is not a message. */
export function readMessage(text: string): ServerMessage | undefined {
  try {
    const m = JSON.parse(text) as { type?: unknown } | null;
    return m && typeof m.type === 'string' ? (m as ServerMessage) : undefined;
  } catch {
    return undefined;
  }
}
