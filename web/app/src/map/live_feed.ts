import { adviceOf, delayBefore } from '../lib/advice';
import { ask, Problem, socketAddress } from '../lib/problem';
import { readFrame, type Frame } from './frame';

/** How the connection stands. */
export type FeedState =
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'waiting'; until: number } // performance.now of the next attempt
  | { kind: 'refused'; problem: Problem } // the key is not good enough
  | { kind: 'stopped'; code: number };

/** Keeps the WebSocket of the live map open, and says what comes over it. */
export class LiveFeed {
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #closed = false;

  constructor(
    readonly key: string | null,
    readonly onFrame: (f: Frame) => void,
    readonly onState: (s: FeedState) => void,
  ) {
    void this.#open();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  async #open(): Promise<void> {
    this.onState({ kind: 'connecting' });
    let address: string;
    try {
      address = await socketAddress('/v1/live', this.key);
    } catch (e) {
      const p = e as Problem;
      if (p.status === 401 || p.status === 403) this.onState({ kind: 'refused', problem: p });
      else this.#again('retry');
      return;
    }
    if (this.#closed) return;
    const socket = new WebSocket(address);
    let opened = false;
    this.#socket = socket;
    socket.onopen = () => (opened = true);
    socket.onmessage = (m) => {
      const frame = readFrame(String(m.data));
      if (!frame || this.#closed) return;
      this.#attempt = 0;
      this.onState({ kind: 'live' });
      this.onFrame(frame);
    };
    socket.onclose = (e) => {
      if (this.#closed) return;
      const advice = adviceOf(e.code);
      if (advice === 'stop') this.onState({ kind: 'stopped', code: e.code });
      else if (opened) this.#again(advice);
      else void this.#knock();
    };
  }

  /** A WebSocket that stays shut does not say why: ask in a way that does. */
  async #knock(): Promise<void> {
    try {
      await ask('GET', '/v1/staff/orders?limit=1', this.key);
    } catch (e) {
      const p = e as Problem;
      if (!this.#closed && (p.status === 401 || p.status === 403)) {
        this.onState({ kind: 'refused', problem: p });
        return;
      }
    }
    this.#again('retry');
  }

  #again(advice: 'reconnect' | 'retry'): void {
    if (this.#closed) return;
    const wait = delayBefore(++this.#attempt, advice);
    this.onState({ kind: 'waiting', until: performance.now() + wait });
    this.#timer = setTimeout(() => void this.#open(), wait);
  }
}
