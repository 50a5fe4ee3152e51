import { describe, expect, it } from 'vitest';
import { adviceOf, delayBefore } from './advice';
import { EngineClock } from './engine_clock';
import { instant, money } from './instant';
import { distance, towards } from './point';

describe('EngineClock', () => {
  it('runs at the scale of the engine', () => {
    const c = new EngineClock();
    c.set(1_000_000, 20, 500);
    expect(c.at(1500)).toBe(1_020_000);
    expect(c.realUntil(1_040_000, 1500)).toBe(1000);
    expect(c.realUntil(1_000_000, 1500)).toBe(-1000);
  });
});

describe('instant', () => {
  it('reads RFC 3339 and microseconds, and knows no time', () => {
    expect(instant('2026-11-24T10:00:00.5Z')).toBe(Date.UTC(2026, 10, 24, 10, 0, 0, 500));
    expect(instant(1_764_000_000_000_000)).toBe(1_764_000_000_000);
    expect([instant(0), instant(null), instant(''), instant('soon')]).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('money', () => {
  it('has two decimals and a currency', () => {
    expect([money(1250, 'cny'), money(5, 'eur'), money(-40, '')]).toEqual(['¥12.50', '0.05 EUR', '-0.40']);
  });
});

describe('a straight walk', () => {
  it('advances by metres and stops at its end', () => {
    const a = { lng: 1.52, lat: 42.5 };
    const b = { lng: 1.53, lat: 42.51 };
    expect(distance(a, towards(a, b, 100))).toBeCloseTo(100, 1);
    expect(towards(a, b, 1e6)).toEqual(b);
    expect(towards(a, a, 5)).toEqual(a);
  });
});

describe('advice', () => {
  it('obeys codes, also those that it does not know', () => {
    expect([1006, 1001, 4000, 4050, 4101, 1011, 4201, 4299, 1008].map(adviceOf)).toEqual([
      'reconnect', 'reconnect', 'reconnect', 'reconnect', 'retry', 'retry', 'stop', 'stop', 'stop',
    ]);
  });

  it('waits longer each time, up to a minute', () => {
    const middle = () => 0.5;
    expect([1, 2, 3, 20].map((n) => delayBefore(n, 'reconnect', middle))).toEqual([300, 1000, 2000, 60_000]);
    expect([1, 2, 3, 20].map((n) => delayBefore(n, 'retry', middle))).toEqual([1000, 2000, 4000, 60_000]);
  });
});
