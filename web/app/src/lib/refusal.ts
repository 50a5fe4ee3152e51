import { t } from './language.svelte';
import type { Problem } from './problem';

/** Says in the reader's language why a request failed. */
export function refusalOf(p: Problem): string {
  if (p.status === 0) return t('problem.network');
  if (p.status === 401 || p.status === 403) return t('problem.credential');
  return t('problem.unknown', { status: p.status });
}
