import { adviceOf, delayBefore } from '../lib/advice';
import type { Point } from '../lib/point';
import { socketAddress, type Problem } from '../lib/problem';
import { ActQueue } from './act_queue';
import { boardAfter, emptyBoard, type Board } from './board';
import { readMessage, type Act, type ServerMessage } from './wire';

export type Link =
  | { kind: 'connecting' }
  | { kind: 'connected' }
  | { kind: 'waiting'; until: number; doubt: boolean } // doubt: the key may not be a courier's
  | { kind: 'stopped'; code: number; reason: string }
  | { kind: 'refused'; problem: Problem };

/** A refusal of the server, and the act that it refused. */
export interface Refused {
  act: Act;
  code: string;
  detail: string;
}

export interface SessionEvents {
  board(b: Board): void;
  link(l: Link): void;
  clock(now: string, scale: number): void;
  pending(n: number): void;
  refused(r: Refused): void;
  done(act: Act): void;
}

const pingEvery = 25_000;
const answerWithin = 12_000;

/**
 * A courier's session: it keeps the connection, resends what was not
 * answered, and resumes where it was. Everything that the page shows comes out
 * of it as events.
 */
export class Session {
  board: Board = emptyBoard;
  readonly queue: ActQueue;
  #socket: WebSocket | undefined;
  #greeted = false;
  #attempt = 0;
  #shut = 0; // times in a row that a good ticket met a closed door
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pinger: ReturnType<typeof setInterval>;
  #heard = 0;

  constructor(
    readonly key: string,
    shelf: Storage,
    readonly on: SessionEvents,
  ) {
    // The queue belongs to the key: another courier on the same phone must
    // not send what this one did.
    this.queue = new ActQueue(shelf, `linli.acts.${key.split('_')[1] ?? 'key'}`);
    on.pending(this.queue.list.length);
    this.#pinger = setInterval(() => this.#ping(), pingEvery);
    addEventListener('online', this.#hurry);
    void this.#open();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#pinger);
    removeEventListener('online', this.#hurry);
    this.#socket?.close();
  }

  /** Does an act: now when connected, else as soon as the line is back. */
  act(act: Act): void {
    const queued = this.queue.add(act);
    this.on.pending(this.queue.list.length);
    this.#send({ id: queued.id, ...act });
  }

  /** Says where the courier is. It is of the moment, so it is never queued. */
  position(point: Point): void {
    this.#send({ type: 'position', point });
  }

  #hurry = (): void => {
    if (this.#socket || this.#closed || !this.#timer) return;
    clearTimeout(this.#timer);
    void this.#open();
  };

  async #open(): Promise<void> {
    this.#timer = undefined;
    this.on.link({ kind: 'connecting' });
    let address: string;
    try {
      address = await socketAddress('/v1/courier/ws', this.key);
    } catch (e) {
      const p = e as Problem;
      if (p.status === 401 || p.status === 403) this.on.link({ kind: 'refused', problem: p });
      else this.#again('retry');
      return;
    }
    if (this.#closed) return;
    const socket = new WebSocket(address);
    this.#socket = socket;
    this.#greeted = false;
    let opened = false;
    socket.onopen = () => {
      opened = true;
      const { epoch, seq } = this.board;
      socket.send(JSON.stringify({ type: 'hello', ...(epoch ? { resume: { epoch, seq } } : {}) }));
    };
    socket.onmessage = (e) => {
      this.#heard = performance.now();
      const m = readMessage(String(e.data));
      if (m && socket === this.#socket) this.#take(m);
    };
    socket.onclose = (e) => {
      if (socket !== this.#socket || this.#closed) return;
      this.#socket = undefined;
      this.#greeted = false;
      this.#shut = opened ? 0 : this.#shut + 1;
      const advice = adviceOf(e.code);
      if (advice === 'stop') this.on.link({ kind: 'stopped', code: e.code, reason: e.reason });
      else this.#again(advice);
    };
  }

  #take(m: ServerMessage): void {
    switch (m.type) {
      case 'welcome':
        this.#attempt = 0;
        this.#greeted = true;
        this.on.clock(m.now, m.scale);
        this.#show(m);
        this.on.link({ kind: 'connected' });
        for (const q of this.queue.list) this.#send({ id: q.id, ...q.act });
        return;
      case 'clock':
        return this.on.clock(m.now, m.scale);
      case 'ack': {
        const act = this.queue.settle(m.id);
        this.on.pending(this.queue.list.length);
        if (act) this.on.done(act);
        return;
      }
      case 'nak': {
        if (m.retryable) {
          this.#repeat(m.id);
          return;
        }
        const act = this.queue.settle(m.id);
        this.on.pending(this.queue.list.length);
        if (act) this.on.refused({ act, code: m.code, detail: m.detail });
        return;
      }
      default:
        this.#show(m);
    }
  }

  /** Sends an act again, under the same id, after a pause. */
  #repeat(id: string): void {
    const socket = this.#socket;
    setTimeout(() => {
      const q = this.queue.list.find((x) => x.id === id);
      if (q && socket === this.#socket) this.#send({ id, ...q.act });
    }, 1500);
  }

  #show(m: ServerMessage): void {
    const next = boardAfter(this.board, m);
    if (next === this.board) return;
    this.board = next;
    this.on.board(next);
  }

  #send(m: object): void {
    if (this.#greeted && this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(m));
  }

  /** A line may be dead without a word: ask, and give it up when nothing comes. */
  #ping(): void {
    const socket = this.#socket;
    if (!socket || !this.#greeted) return;
    const asked = performance.now();
    this.#send({ type: 'ping' });
    setTimeout(() => {
      if (socket === this.#socket && this.#heard < asked) this.#cut(socket);
    }, answerWithin);
  }

  #cut(socket: WebSocket): void {
    this.#socket = undefined;
    this.#greeted = false;
    socket.close();
    if (!this.#closed) this.#again('reconnect');
  }

  #again(advice: 'reconnect' | 'retry'): void {
    if (this.#closed) return;
    const wait = delayBefore(++this.#attempt, advice);
    this.on.link({ kind: 'waiting', until: performance.now() + wait, doubt: this.#shut >= 3 });
    this.#timer = setTimeout(() => void this.#open(), wait);
  }
}
