import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import en from '@catalogue/en.json';
import zh from '@catalogue/zh.json';
import { describe, expect, it } from 'vitest';

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();

/** Every source file below src, tests apart. */
function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((e) =>
    e.isDirectory()
      ? sources(join(folder, e.name))
      : /\.(svelte|ts)$/.test(e.name) && !/\.test\.ts$/.test(e.name)
        ? [readFileSync(join(folder, e.name), 'utf8')]
        : [],
  );
}

describe('the catalogue', () => {
  it('has the same keys in the same order in both languages', () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh));
  });

  it('fills the same names in both languages', () => {
    const differ = Object.keys(zh).filter(
      (k) => String(names(zh[k as keyof typeof zh])) !== String(names(en[k as keyof typeof en])),
    );
    expect(differ).toEqual([]);
  });

  it('leaves nothing empty', () => {
    expect(Object.entries({ ...zh }).filter(([, v]) => !v.trim())).toEqual([]);
    expect(Object.entries({ ...en }).filter(([, v]) => !v.trim())).toEqual([]);
  });

  it('is where every Chinese word of the pages comes from', () => {
    const stray = sources(join(import.meta.dirname, '..')).filter((s) => /\p{Script=Han}/u.test(s.replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '')));
    expect(stray).toEqual([]);
  });
});
