import type { HelpState, HelpStep } from '../help/help';

/** A call for help as the desk lists it, from /v1/staff/help. */
export interface HelpCall {
  id: string;
  resident: string;
  source: string;
  drill: boolean;
  state: HelpState;
  taker?: string;
  due?: string;
  steps: HelpStep[];
}

export const open = (c: HelpCall): boolean => c.state !== 'closed';

/** What stands first needs the desk first: open before closed, real before drills, then the oldest of those open and the newest of those closed. */
export function byUrgency(calls: HelpCall[]): HelpCall[] {
  const age = (c: HelpCall) => Date.parse(c.steps[0]!.at) * (open(c) ? 1 : -1);
  return [...calls].sort((a, b) => Number(open(b)) - Number(open(a)) || Number(a.drill) - Number(b.drill) || age(a) - age(b));
}
