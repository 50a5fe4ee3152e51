import { adviceOf, delayBefore } from '../lib/advice';
import type { Point } from '../lib/point';
import { socketAddress, upload, type Problem } from '../lib/problem';
import { ActQueue, agoOf, freshId, type QueuedAct } from './act_queue';
import { boardAfter, emptyBoard, type Board } from './board';
import { ProofStore } from './proof_store';
import { readMessage, type Act, type Proof, type ServerMessage } from './wire';

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
const uploadWithin = 70_000; // the server gives up after 60 s

/**
 * A courier's session: it keeps the connection, resends what was not
 * answered, and resumes where it was. Everything that the page shows comes out
 * of it as events.
 */
export class Session {
  board: Board = emptyBoard;
  readonly queue: ActQueue;
  readonly #files: ProofStore;
  readonly #out = new Set<string>(); // what was sent and waits for its answer
  #uploads = 0; // that failed in a row
  #uploader: ReturnType<typeof setTimeout> | undefined;
  #socket: WebSocket | undefined;
  #greeted = false;
  #scale = 1; // engine seconds in a real one
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
    const name = key.split('_')[1] ?? 'key';
    this.queue = new ActQueue(shelf, `linli.acts.${name}`);
    this.#files = new ProofStore(`linli.proofs.${name}`);
    void this.#files.keepOnly(this.queue.list.flatMap(({ act }) => (act.type === 'proof' ? [act.file] : [])));
    on.pending(this.queue.list.length);
    this.#pinger = setInterval(() => this.#ping(), pingEvery);
    addEventListener('online', this.#hurry);
    this.#flush();
    void this.#open();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#uploader);
    clearInterval(this.#pinger);
    removeEventListener('online', this.#hurry);
    this.#socket?.close();
  }

  /** Does an act: now when connected, else as soon as the line is back. */
  act(act: Act): void {
    this.queue.add(act);
    this.on.pending(this.queue.list.length);
    this.#flush();
  }

  /** Keeps a file as proof of a hand-over, then sends it as it does acts. */
  async prove(proof: Omit<Proof, 'type' | 'file'>, file: Blob): Promise<void> {
    const name = freshId();
    await this.#files.put(name, file);
    this.act({ type: 'proof', ...proof, file: name });
  }

  /** Says where the courier is. It is of the moment, so it is never queued. */
  position(point: Point): void {
    this.#send({ type: 'position', point });
  }

  #hurry = (): void => {
    clearTimeout(this.#uploader);
    this.#flush();
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
        this.#scale = m.scale;
        this.on.clock(m.now, m.scale);
        this.#show(m);
        this.on.link({ kind: 'connected' });
        for (const q of this.queue.list) if (q.act.type !== 'proof') this.#out.delete(q.id); // of the connection before
        this.#flush();
        return;
      case 'clock':
        this.#scale = m.scale;
        return this.on.clock(m.now, m.scale);
      case 'ack':
        return this.#settle(m.id, (act) => this.on.done(act));
      case 'nak':
        if (m.retryable) return this.#repeat(m.id);
        return this.#settle(m.id, (act) => this.on.refused({ act, code: m.code, detail: m.detail }));
      default:
        this.#show(m);
    }
  }

  #settle(id: string, tell: (act: Act) => void): void {
    this.#out.delete(id);
    const act = this.queue.settle(id);
    this.on.pending(this.queue.list.length);
    if (act) tell(act);
    this.#flush();
  }

  /** Sends what may go and is not on its way. */
  #flush(): void {
    for (const q of this.queue.ready) {
      const { id, act } = q;
      if (this.#out.has(id)) continue;
      if (act.type === 'proof') {
        this.#out.add(id);
        void this.#upload(id, act);
      } else if (this.#say(q)) {
        this.#out.add(id);
      }
    }
  }

  /** Sends a proof. The same file again changes nothing, so a lost answer is harmless. */
  async #upload(id: string, act: Proof): Promise<void> {
    const file = await this.#files.get(act.file);
    if (this.#closed) return;
    if (!file) return this.#settle(id, () => this.on.refused({ act, code: 'proof_lost', detail: '' }));
    try {
      await upload(`/v1/orders/${encodeURIComponent(act.order)}/evidence?kind=${act.kind}&stage=${act.stage}`, this.key, file, uploadWithin);
    } catch (e) {
      const p = e as Problem;
      if (this.#closed) return;
      if (p.retryable || p.status === 401) {
        this.#out.delete(id);
        clearTimeout(this.#uploader);
        this.#uploader = setTimeout(() => this.#flush(), delayBefore(++this.#uploads, 'retry'));
        return;
      }
      await this.#files.delete(act.file);
      return this.#settle(id, () => this.on.refused({ act, code: p.code, detail: p.message }));
    }
    this.#uploads = 0;
    this.#settle(id, () => this.on.done(act));
    await this.#files.delete(act.file);
  }

  /** Sends an act again, under the same id, after a pause. */
  #repeat(id: string): void {
    const socket = this.#socket;
    setTimeout(() => {
      const q = this.queue.list.find((x) => x.id === id);
      if (q && socket === this.#socket) this.#say(q);
    }, 1500);
  }

  #show(m: ServerMessage): void {
    const next = boardAfter(this.board, m);
    if (next === this.board) return;
    this.board = next;
    this.on.board(next);
  }

  /** Sends an act with how long ago it was done. */
  #say(q: QueuedAct): boolean {
    const ago = agoOf(q, Date.now(), this.#scale);
    return this.#send({ id: q.id, ...q.act, ...(ago === undefined ? {} : { ago }) });
  }

  /** Returns whether the line took it. */
  #send(m: object): boolean {
    if (!this.#greeted || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(m));
    return true;
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
