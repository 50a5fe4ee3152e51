/** What to do after a connection closed. */
export type Advice = 'reconnect' | 'retry' | 'stop';

/**
 * Reads the advice out of a close code: 4000–4099 reconnect, 4100–4199 retry,
 * 4200–4299 stop; of the standard ones, those that would only happen again
 * stop. 1006 is a cut line.
 */
export function adviceOf(code: number): Advice {
  if (code >= 4200 && code < 4300) return 'stop';
  if (code === 1002 || code === 1003 || code === 1007 || code === 1008 || code === 1009) return 'stop';
  if ((code >= 4100 && code < 4200) || code === 1011 || code === 1013) return 'retry';
  return 'reconnect';
}

/**
 * Milliseconds to wait before the attempt (1 is the first after a good
 * connection). Reconnect starts at once with jitter, but a server that cannot
 * be reached is not hammered: both double up to a minute.
 */
export function delayBefore(attempt: number, advice: Advice, random: () => number = Math.random): number {
  if (advice === 'reconnect' && attempt <= 1) return 100 + 400 * random();
  const step = advice === 'reconnect' ? attempt - 2 : attempt - 1;
  return Math.min(60_000, 1000 * 2 ** Math.max(0, step)) * (0.8 + 0.4 * random());
}
