import type { Act } from './wire';

export interface QueuedAct {
  id: string;
  act: Act;
  /** When it was done, by this device's clock, in milliseconds. */
  made: number;
}

/** The acts that say when they were done. */
const dated = ['pick_up', 'deliver', 'fail', 'set_off', 'arrived', 'started', 'finished'];
const atOnce = 5; // seconds: what waited no longer was said at once
const longest = 86_400;

/**
 * How many seconds of engine time ago a queued act was done, undefined when it
 * is said at once. A device whose clock was set back meanwhile says at once
 * too: nothing happened in the future.
 */
export function agoOf(q: QueuedAct, now: number, scale: number): number | undefined {
  if (!dated.includes(q.act.type)) return undefined;
  const seconds = (now - q.made) / 1000;
  return seconds < atOnce ? undefined : Math.min(longest, Math.round(seconds * scale));
}

/** Where the queue is kept between visits; a subset of Storage. */
export interface Shelf {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
}

/** A new id. crypto.randomUUID is missing where a page comes by plain HTTP. */
export function freshId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');
}

/**
 * The acts that the server has not answered yet, in order. They are kept on
 * the device with the ids that they were given once, so that a cut line, a
 * reload or an empty battery neither loses nor doubles one: the server knows
 * a repeated id.
 */
export class ActQueue {
  #list: QueuedAct[];

  constructor(
    readonly shelf: Shelf,
    readonly name: string,
    readonly fresh: () => string = freshId,
    readonly now: () => number = Date.now,
  ) {
    this.#list = this.#read();
  }

  get list(): readonly QueuedAct[] {
    return this.#list;
  }

  /**
   * Adds an act and returns it with its id. An act that is waiting already is
   * not added again: people press twice. Online and offline replace each
   * other, because only the last wish counts.
   */
  add(act: Act): QueuedAct {
    const same = this.#list.find((q) => JSON.stringify(q.act) === JSON.stringify(act));
    if (same) return same;
    if (act.type === 'online' || act.type === 'offline') {
      this.#list = this.#list.filter((q) => q.act.type !== 'online' && q.act.type !== 'offline');
    }
    const queued = { id: this.fresh(), act, made: this.now() };
    this.#list = [...this.#list, queued];
    this.#write();
    return queued;
  }

  /**
   * What may be sent now. Around a proof everything about its order goes one
   * after the other: the server holds a proof against the stage that the order
   * is at, and a hand-over against the proofs that have come.
   */
  get ready(): readonly QueuedAct[] {
    return this.#list.filter((q, i) => !this.#list.slice(0, i).some((before) => goesFirst(before.act, q.act)));
  }

  /** Takes an answered act out and returns it. */
  settle(id: string): Act | undefined {
    const found = this.#list.find((q) => q.id === id);
    if (!found) return undefined;
    this.#list = this.#list.filter((q) => q !== found);
    this.#write();
    return found.act;
  }

  /** Whether an act of that type about that order or offer waits for its answer. */
  waiting(type: Act['type'], about?: string): boolean {
    return this.#list.some(
      ({ act }) => act.type === type && (!about || ('order' in act && act.order === about) || ('offer' in act && act.offer === about)),
    );
  }

  #read(): QueuedAct[] {
    try {
      const v: unknown = JSON.parse(this.shelf.getItem(this.name) ?? '[]');
      return Array.isArray(v) ? v.filter((q) => q?.id && q?.act?.type && typeof q.made === 'number') : [];
    } catch {
      return []; // unreadable or forbidden: what is left is memory
    }
  }

  #write(): void {
    try {
      this.shelf.setItem(this.name, JSON.stringify(this.#list));
    } catch {
      // full or forbidden: the queue lasts as long as the page
    }
  }
}

function goesFirst(a: Act, b: Act): boolean {
  return (a.type === 'proof' || b.type === 'proof') && 'order' in a && 'order' in b && a.order === b.order;
}
