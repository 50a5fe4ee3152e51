import en from '@catalogue/en.json';
import zh from '@catalogue/zh.json';

export type Language = 'zh' | 'en';
export type Key = keyof typeof zh;

const catalogues: Record<Language, Record<string, string>> = { zh, en };
const storageKey = 'linli.language';

function remembered(): Language {
  try {
    return localStorage.getItem(storageKey) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh'; // storage may be forbidden
  }
}

/** The chosen language; pages that read it follow when it changes. */
export const language = $state({ now: remembered() });

/** Chooses the language for this page and for the next visit. */
export function choose(to: Language): void {
  language.now = to;
  document.documentElement.lang = to;
  try {
    localStorage.setItem(storageKey, to);
  } catch {
    // the choice lasts for this page only
  }
}

/** Returns the text of a key, with {names} filled in. */
export function t(key: Key, fill: Record<string, string | number> = {}): string {
  const pattern = catalogues[language.now][key] ?? key;
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => (name in fill ? String(fill[name]) : whole));
}

/**
 * Returns the text of a key made at run time ("state." + code). What the
 * catalogue does not know is shown as it is: a new code from a newer server
 * is better read raw than not at all.
 */
export function word(prefix: string, code: string | undefined): string {
  if (!code) return '';
  return catalogues[language.now][`${prefix}.${code}`] ?? code;
}
