/** The door that a resident chose, as it is kept on this device. */
export interface Home {
  community: string;
  building: string;
  unit?: string;
  room?: string;
  label: string;
}

/** What the resident needs and agrees to; asked with every question, kept on this device only. */
export interface Wishes {
  no_stairs: boolean;
  no_screen: boolean;
  no_coming_down: boolean;
  call_first: boolean;
  hard_of_hearing: boolean;
  pet: boolean;
  locker: boolean;
  robot: boolean;
}

export const needs = ['no_stairs', 'no_screen', 'no_coming_down', 'call_first', 'hard_of_hearing', 'pet'] as const;
export const consents = ['locker', 'robot'] as const;

export const noWishes: Wishes = {
  no_stairs: false, no_screen: false, no_coming_down: false, call_first: false, hard_of_hearing: false, pet: false, locker: false, robot: false,
};

/** A place that the address search found. */
export interface Address {
  level: 'building' | 'unit' | 'house';
  label: string;
  community: string;
  building: string;
  unit?: string;
  room?: string;
}

export function homeOf(a: Address): Home {
  return { community: a.community, building: a.building, unit: a.unit, room: a.room, label: a.label };
}

/** Keeps a value on this device under a name; what cannot be kept lasts until the page is left. */
export class Kept<T> {
  constructor(
    readonly name: string,
    readonly none: T,
  ) {}

  get(): T {
    try {
      const held = localStorage.getItem(this.name);
      return held ? (JSON.parse(held) as T) : this.none;
    } catch {
      return this.none;
    }
  }

  put(v: T): void {
    try {
      localStorage.setItem(this.name, JSON.stringify(v));
    } catch {
      // it lasts until the page is left
    }
  }
}
