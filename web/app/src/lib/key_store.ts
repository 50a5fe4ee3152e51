/**
 * Keeps a key for this tab (sessionStorage) or for this device
 * (localStorage). A browser may forbid both: the key then lasts until the
 * page is left.
 */
export class KeyStore {
  #held: string | null = null;

  constructor(
    readonly name: string,
    readonly area: () => Storage,
  ) {}

  get(): string | null {
    try {
      return this.area().getItem(this.name);
    } catch {
      return this.#held;
    }
  }

  put(key: string | null): void {
    this.#held = key;
    try {
      if (key === null) this.area().removeItem(this.name);
      else this.area().setItem(this.name, key);
    } catch {
      // it lasts until the page is left
    }
  }
}
