import { word } from '../lib/language.svelte';
import type { Problem } from '../lib/problem';
import { refusalOf } from '../lib/refusal';

/** Says to a resident why an act was refused. */
export function said(x: unknown): string {
  const p = x as Problem;
  const known = word('nak', p.code);
  return known && known !== p.code ? known : refusalOf(p);
}
