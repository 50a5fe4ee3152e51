/** A rating that was given. */
export interface Rating {
  stars: number;
  reasons: string[];
  at: string;
  by: 'resident' | 'staff';
  words?: string; // only where one rating is read
}

/** How a provider was rated, all in all. */
export interface Sum {
  provider: string;
  count: number;
  average: number;
}

/** A rating that is being written; it has no stars yet where that is undefined. */
export interface Draft {
  stars: number | undefined;
  reasons: string[];
  words: string;
}

export const blank = (): Draft => ({ stars: undefined, reasons: [], words: '' });

export const mostStars = 5;

const praise = ['on_time', 'friendly', 'careful', 'thorough', 'easy_to_collect'];
const blame = ['late', 'unfriendly', 'careless', 'incomplete', 'hard_to_collect', 'not_as_agreed'];
const collecting = ['easy_to_collect', 'hard_to_collect'];

/** The reasons that go with so many stars; those about collecting only where a locker or a robot brought it. */
export function reasonsFor(stars: number | undefined, mode: string | undefined): string[] {
  if (!stars) return [];
  const list = stars > 3 ? praise : stars < 3 ? blame : [...praise, ...blame];
  const collected = mode === 'locker' || mode === 'handover';
  return list.filter((r) => collected || !collecting.includes(r));
}

/** Whether an order or a visit can be rated, by how its carriage or its status ended. */
export const ratable = (o: { kind?: string; rating?: Rating }, ended: string): boolean =>
  !o.rating && o.kind !== 'return' && ['delivered', 'done', 'failed'].includes(ended);

/** What is sent: a reason that went with other stars is left out. */
export function ratingBody(d: Draft, mode: string | undefined): { stars: number | undefined; reasons: string[]; words?: string } {
  const words = d.words.trim();
  return { stars: d.stars, reasons: reasonsFor(d.stars, mode).filter((r) => d.reasons.includes(r)), ...(words ? { words } : {}) };
}
