import { describe, expect, it } from 'vitest';
import { answers, declined, goesToo, tel, tokenOf, type HelpBrief } from './help';

const call = (b: Partial<HelpBrief>): HelpBrief => ({ call: 'h1', state: 'family', drill: false, mine: false, since: '2026-11-30T08:00:00Z', steps: [], ...b });
const asked = { at: '', what: 'call_family', who: 'you' };

describe('a relative', () => {
  it('is asked whether they go, and once gone how it ended', () => {
    expect(answers(call({ steps: [asked] }))).toEqual(['acknowledged', 'declined']);
    expect(answers(call({ state: 'desk' }))).toEqual(['acknowledged']);
    expect(answers(call({ state: 'taken', mine: true }))).toEqual(['closed', 'handed_back']);
    expect(answers(call({ state: 'closed', mine: true }))).toEqual([]);
  });

  it('may go after all', () => {
    const b = call({ steps: [asked, { at: '', what: 'declined', who: 'you' }] });
    expect(declined(b)).toBe(true);
    expect(answers(b)).toEqual(['acknowledged']);
    expect(declined(call({ steps: [...b.steps, { at: '', what: 'acknowledged', who: 'you' }] }))).toBe(false);
  });

  it('may go beside somebody else', () => {
    expect(goesToo(call({ state: 'taken', steps: [{ at: '', what: 'acknowledged', who: 'you', late: true }] }))).toBe(true);
  });
});

it('reads links and numbers', () => {
  expect(tokenOf('/help/h1~res~wang~1.AB')).toBe('h1~res~wang~1.AB');
  expect(tokenOf('/help/a/b')).toBe('');
  expect(tel('+376 777-777')).toBe('tel:+376777777');
});
