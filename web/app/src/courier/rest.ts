import type { Break } from './wire';

const within = 60 * 60_000; // a break may begin so much later than wished

/** A wish for a break: in how many hours, and how long. No hours: none. */
export interface Rest {
  hours: number;
  minutes: number;
}

/** The break that is wished for at a moment of engine time. */
export function breakFrom(rest: Rest, now: number): Break {
  const from = now + rest.hours * 3_600_000;
  return { from: new Date(from).toISOString(), to: new Date(from + within).toISOString(), minutes: rest.minutes };
}
