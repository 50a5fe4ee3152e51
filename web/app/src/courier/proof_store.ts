const files = 'files';

/**
 * The files of proofs that were not sent yet, on the device: a reload or an
 * empty battery does not lose them. Where the browser keeps nothing, or is
 * full, they last as long as the page.
 */
export class ProofStore {
  readonly #memory = new Map<string, Blob>();
  readonly #base: Promise<IDBDatabase | undefined>;

  constructor(name: string) {
    this.#base = open(name);
  }

  async put(id: string, file: Blob): Promise<void> {
    try {
      const base = await this.#base;
      if (!base) throw new Error('no database');
      await settled(base.transaction(files, 'readwrite').objectStore(files).put(file, id));
    } catch {
      this.#memory.set(id, file);
    }
  }

  async get(id: string): Promise<Blob | undefined> {
    try {
      const found = await settled((await this.#base)?.transaction(files).objectStore(files).get(id));
      if (found instanceof Blob) return found;
    } catch {
      // what is left is memory
    }
    return this.#memory.get(id);
  }

  async delete(id: string): Promise<void> {
    this.#memory.delete(id);
    await settled((await this.#base)?.transaction(files, 'readwrite').objectStore(files).delete(id)).catch(() => undefined);
  }

  /** Deletes what a page that ended in the middle left behind. */
  async keepOnly(ids: readonly string[]): Promise<void> {
    const all = await settled((await this.#base)?.transaction(files).objectStore(files).getAllKeys()).catch(() => undefined);
    for (const id of all ?? []) if (!ids.includes(String(id))) await this.delete(String(id));
  }
}

function open(name: string): Promise<IDBDatabase | undefined> {
  return new Promise((done) => {
    try {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(files);
      request.onsuccess = () => done(request.result);
      request.onerror = request.onblocked = () => done(undefined);
    } catch {
      done(undefined); // forbidden
    }
  });
}

function settled<T>(request: IDBRequest<T> | undefined): Promise<T | undefined> {
  if (!request) return Promise.resolve(undefined);
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}
