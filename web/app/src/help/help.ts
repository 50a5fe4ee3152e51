/** One line of a call's record. */
export interface HelpStep {
  at: string;
  what: string;
  who?: string;
  by?: string; // an id; to staff only
  note?: string;
  late?: boolean;
}

export interface Person {
  name: string;
  phone?: string;
  address?: string;
  note?: string;
}

export type HelpState = 'family' | 'nearby' | 'desk' | 'taken' | 'closed';

/** What a relative reads behind the link, from /v1/help/{token}. */
export interface HelpBrief {
  call: string;
  state: HelpState;
  drill: boolean;
  mine: boolean;
  since: string;
  contact?: Person;
  steps: HelpStep[];
}

/** What a relative may say. */
export type Answer = { verb: 'acknowledged' | 'declined' | 'handed_back' } | { verb: 'closed'; note: string };

/** What the reader can say now: whoever goes says how it ends, all others whether they go. */
export function answers(b: HelpBrief): Answer['verb'][] {
  if (b.state === 'closed') return [];
  if (b.mine) return ['closed', 'handed_back'];
  return b.state === 'family' && !declined(b) ? ['acknowledged', 'declined'] : ['acknowledged'];
}

/** The reader's last word was that they cannot go. */
export function declined(b: HelpBrief): boolean {
  return b.steps.findLast((s) => s.who === 'you' && s.what !== 'call_family')?.what === 'declined';
}

/** The reader said that they go when somebody else already was: nothing more is to be said. */
export const goesToo = (b: HelpBrief): boolean => !b.mine && b.state === 'taken' && b.steps.some((s) => s.who === 'you' && s.late);

/** A telephone number as a link. */
export const tel = (phone: string): string => `tel:${phone.replace(/[^\d+]/g, '')}`;

/** The part of the link that names the call: /help/{token}. */
export function tokenOf(path: string): string {
  const found = /^\/help\/([^/]+)\/?$/.exec(path);
  return found ? decodeURIComponent(found[1]!) : '';
}
