import { describe, expect, it } from 'vitest';
import { blank, ratable, ratingBody, reasonsFor, type Rating } from './rating';

describe('a rating', () => {
  it('is asked for reasons that go with its stars and with how the goods came', () => {
    expect(reasonsFor(undefined, 'door')).toEqual([]);
    expect(reasonsFor(5, 'door')).toEqual(['on_time', 'friendly', 'careful', 'thorough']);
    expect(reasonsFor(1, 'locker')).toContain('hard_to_collect');
    expect(reasonsFor(1, 'handover')).not.toContain('on_time');
    expect(reasonsFor(3, undefined)).toEqual(expect.arrayContaining(['friendly', 'late']));
  });

  it('leaves out a reason that was ticked under other stars, and empty words', () => {
    expect(ratingBody({ stars: 2, reasons: ['friendly', 'late'], words: '  ' }, 'door')).toEqual({ stars: 2, reasons: ['late'] });
    expect(ratingBody({ ...blank(), stars: 5, words: ' thanks ' }, undefined)).toEqual({ stars: 5, reasons: [], words: 'thanks' });
  });

  it('is given once, after an end that was no calling off, and not for a return', () => {
    const rating: Rating = { stars: 4, reasons: [], at: '2026-11-30T08:00:00Z', by: 'staff' };
    expect(['delivered', 'done', 'failed'].every((s) => ratable({ kind: 'goods' }, s))).toBe(true);
    expect(['cancelled', 'refused', 'picked_up', 'started'].some((s) => ratable({ kind: 'goods' }, s))).toBe(false);
    expect(ratable({ kind: 'return' }, 'delivered')).toBe(false);
    expect(ratable({ kind: 'goods', rating }, 'delivered')).toBe(false);
  });
});
