import { describe, expect, it } from 'vitest';
import { Glide } from './glide';

const a = { lng: 1.52, lat: 42.5 };
const b = { lng: 1.521, lat: 42.5 };

describe('Glide', () => {
  it('appears where it is first seen and glides to the next place in one frame', () => {
    const g = new Glide(500);
    g.target('c1', a, 0);
    expect(g.at('c1', 250)).toEqual(a);
    g.target('c1', b, 500);
    expect(g.at('c1', 500)).toEqual(a);
    expect(g.at('c1', 750)!.lng).toBeCloseTo(1.5205, 6);
    expect(g.at('c1', 1000)).toEqual(b);
    expect(g.at('c1', 9000)).toEqual(b);
  });

  it('turns from where it is drawn, not from where it was told to be', () => {
    const g = new Glide(500);
    g.target('c1', a, 0);
    g.target('c1', b, 500);
    g.target('c1', a, 750); // half way there
    expect(g.at('c1', 750)!.lng).toBeCloseTo(1.5205, 6);
    expect(g.at('c1', 1250)).toEqual(a);
  });

  it('jumps over corrections and for people who want less motion', () => {
    const g = new Glide(500);
    g.target('c1', a, 0);
    g.target('c1', { lng: 1.6, lat: 42.5 }, 500);
    expect(g.at('c1', 500)!.lng).toBe(1.6);
    g.still = true;
    g.target('c1', { lng: 1.601, lat: 42.5 }, 1000);
    expect(g.at('c1', 1000)!.lng).toBe(1.601);
  });

  it('forgets what is gone', () => {
    const g = new Glide();
    g.target('c1', a, 0);
    g.target('c2', b, 500);
    g.drop(500);
    expect(g.at('c1', 500)).toBeUndefined();
    expect(g.size).toBe(1);
  });
});
