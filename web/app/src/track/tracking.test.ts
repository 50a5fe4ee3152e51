import { describe, expect, it } from 'vitest';
import { bytesOf, textOf } from './push';
import { minutesLeft, tokenOf } from './tracking';

describe('minutesLeft', () => {
  const eta = '2026-11-24T10:10:00Z';
  it('counts by the engine clock, rounded up', () => {
    expect(minutesLeft({ status: 'picked_up', eta, now: '2026-11-24T10:00:30Z' }, 0)).toBe(10);
    expect(minutesLeft({ status: 'picked_up', eta }, Date.parse('2026-11-24T10:09:59Z'))).toBe(1);
    expect(minutesLeft({ status: 'picked_up', eta, now: '2026-11-24T11:00:00Z' }, 0)).toBe(0);
  });
  it('says nothing when nobody can know, or it is over', () => {
    expect(minutesLeft({ status: 'picked_up', eta }, undefined)).toBeUndefined();
    expect(minutesLeft({ status: 'delivered', eta }, 0)).toBeUndefined();
    expect(minutesLeft({ status: 'in_locker', eta }, 0)).toBeUndefined();
    expect(minutesLeft({ status: 'placed' }, 0)).toBeUndefined();
    expect(minutesLeft({ status: 'started', eta }, 0)).toBeUndefined();
    expect(minutesLeft({ status: 'done', eta }, 0)).toBeUndefined();
  });
});

describe('tokenOf', () => {
  it('reads the link', () => {
    expect([tokenOf('/track/o1.AB'), tokenOf('/track/o1.AB/'), tokenOf('/track/'), tokenOf('/x')]).toEqual(['o1.AB', 'o1.AB', '', '']);
  });
});

describe('a subscription', () => {
  it('is written as the server reads it', () => {
    const bytes = new Uint8Array([4, 251, 255, 0, 62, 63]);
    expect(textOf(bytes.buffer)).toBe('BPv_AD4_');
    expect([...bytesOf('BPv_AD4_')]).toEqual([...bytes]);
    expect(textOf(null)).toBe('');
  });
});
