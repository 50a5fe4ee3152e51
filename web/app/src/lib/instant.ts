/**
 * An instant of the engine clock in milliseconds since 1970, or undefined
 * when no time is set. Servers write RFC 3339; some internal rows hold integer
 * microseconds.
 */
export function instant(v: string | number | null | undefined): number | undefined {
  if (v === null || v === undefined || v === 0 || v === '') return undefined;
  if (typeof v === 'number') return v / 1000;
  const ms = Date.parse(v);
  return Number.isNaN(ms) ? undefined : ms;
}

/** The time of day, in the community's time zone when it is known. */
export function timeOfDay(ms: number, zone?: string, seconds = false): string {
  const options: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: zone };
  if (seconds) options.second = '2-digit';
  return new Intl.DateTimeFormat('zh-CN', options).format(ms);
}

/** An amount in minor units, with its currency's code unless that is empty. */
export function money(minor: number, currency: string): string {
  const amount = (minor / 100).toFixed(2);
  return currency === '' ? amount : currency.toLowerCase() === 'cny' ? `¥${amount}` : `${amount} ${currency.toUpperCase()}`;
}
