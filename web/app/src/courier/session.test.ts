import { beforeEach, describe, expect, it } from 'vitest';
import { ActQueue, agoOf, type Shelf } from './act_queue';
import { busiest } from './demo_start';
import { boardAfter, emptyBoard } from './board';
import { lacking } from './proof';
import type { Offer, Task } from './wire';

class MemoryShelf implements Shelf {
  readonly kept = new Map<string, string>();
  getItem = (name: string) => this.kept.get(name) ?? null;
  setItem = (name: string, value: string) => void this.kept.set(name, value);
}

describe('ActQueue', () => {
  let shelf: MemoryShelf;
  let n: number;
  const queue = () => new ActQueue(shelf, 'q', () => `id${++n}`);
  beforeEach(() => {
    shelf = new MemoryShelf();
    n = 0;
  });

  it('keeps what was not answered over a reload, under the same ids', () => {
    const q = queue();
    q.add({ type: 'accept', offer: 'f1' });
    q.add({ type: 'pick_up', order: 'o1' });
    const again = queue();
    expect(again.list.map((x) => [x.id, x.act.type])).toEqual([['id1', 'accept'], ['id2', 'pick_up']]);
    expect(again.settle('id1')).toEqual({ type: 'accept', offer: 'f1' });
    expect(queue().list.map((x) => x.id)).toEqual(['id2']);
  });

  it('takes an act once, however often it is pressed', () => {
    const q = queue();
    expect(q.add({ type: 'pick_up', order: 'o1' }).id).toBe(q.add({ type: 'pick_up', order: 'o1' }).id);
    expect(q.add({ type: 'deliver', order: 'o1', pin: '1234' }).id).not.toBe(q.add({ type: 'deliver', order: 'o1', pin: '4321' }).id);
  });

  it('keeps only the last wish about being online', () => {
    const q = queue();
    q.add({ type: 'online', point: { lng: 1, lat: 2 } });
    q.add({ type: 'pick_up', order: 'o1' });
    q.add({ type: 'offline' });
    expect(q.list.map((x) => x.act.type)).toEqual(['pick_up', 'offline']);
  });

  it('remembers when an act was done, also over a reload, and says how long ago that was', () => {
    new ActQueue(shelf, 'q', () => 'id1', () => 1_000_000).add({ type: 'started', order: 'v1' });
    const [q] = queue().list;
    expect([1_004_000, 1_840_000, 900_000, 9e12].map((now) => agoOf(q!, now, 1))).toEqual([undefined, 840, undefined, 86_400]);
    expect(agoOf(q!, 1_060_000, 20)).toBe(1200);
    expect(agoOf({ ...q!, act: { type: 'accept', offer: 'f1' } }, 2_000_000, 1)).toBeUndefined();
  });

  it('knows what waits, and ignores answers to what it does not know', () => {
    const q = queue();
    q.add({ type: 'accept', offer: 'f1' });
    expect([q.waiting('accept', 'f1'), q.waiting('accept', 'f2'), q.waiting('decline')]).toEqual([true, false, false]);
    expect(q.settle('nobody')).toBeUndefined();
  });

  it('lets a proof and the acts around it go one after the other, and others beside them', () => {
    const q = queue();
    const proof = { type: 'proof', order: 'o1', stage: 'dropoff', kind: 'photo', file: 'f' } as const;
    q.add({ type: 'pick_up', order: 'o1' });
    q.add(proof);
    q.add({ type: 'deliver', order: 'o1' });
    q.add({ type: 'pick_up', order: 'o2' });
    const ready = () => q.ready.map((x) => x.id);
    expect(ready()).toEqual(['id1', 'id4']);
    q.settle('id1');
    expect(ready()).toEqual(['id2', 'id4']);
    q.settle('id2');
    expect(ready()).toEqual(['id3', 'id4']);
  });

  it('begins empty when what is stored cannot be read', () => {
    shelf.setItem('q', '{"half');
    expect(queue().list).toEqual([]);
  });
});

describe('lacking', () => {
  const task: Task = { order: 'o1', kind: 'delivery', mode: 'door', point: { lng: 1, lat: 2 }, proofs: ['barcode', 'barcode', 'age'] };
  const taken = (stage: 'pickup' | 'dropoff') => ({ id: stage, made: 0, act: { type: 'proof', order: 'o1', stage, kind: 'code', file: stage } as const });

  it('counts each proof that waits to be sent once, of its own stage', () => {
    expect(lacking(task, [], false)).toEqual(['barcode', 'barcode', 'age']);
    expect(lacking(task, [taken('dropoff'), taken('pickup')], true)).toEqual(['barcode']);
  });
});

const offer: Offer = {
  offer: 'f1', order: 'o1', mode: 'door', pay: 600, currency: 'cny', expires: '2026-11-24T10:00:45Z', minutes: 12,
  pickup: { point: { lng: 1, lat: 2 } }, dropoff: { point: { lng: 1, lat: 2 } },
};
const task: Task = { order: 'o1', kind: 'pickup', mode: 'door', point: { lng: 1, lat: 2 } };

describe('boardAfter', () => {
  const welcome = {
    type: 'welcome', epoch: 'e1', seq: 7, now: '2026-11-24T10:00:00Z', scale: 1, resumed: false,
    courier: { id: 'c1', online: true }, tasks: [task],
  } as const;

  it('starts anew with a welcome, and keeps what it holds when resumed', () => {
    const b = boardAfter(emptyBoard, { ...welcome, tasks: [task] });
    expect([b.seq, b.online, b.tasks.length]).toEqual([7, true, 1]);
    const held = { ...b, offer };
    expect(boardAfter(held, { ...welcome, resumed: true, tasks: null }).tasks).toEqual([task]);
    expect(boardAfter(held, { ...welcome, tasks: null })).toMatchObject({ tasks: [], offer: undefined });
  });

  it('follows offers and tasks, and ignores what it has taken in', () => {
    let b = boardAfter(emptyBoard, { ...welcome, tasks: [] });
    b = boardAfter(b, { type: 'offer', seq: 8, ...offer });
    expect([b.offer?.offer, b.seq]).toEqual(['f1', 8]);
    expect(boardAfter(b, { type: 'offer_closed', seq: 8, offer: 'f1', outcome: 'expired' })).toBe(b);
    expect(boardAfter(b, { type: 'offer_closed', seq: 9, offer: 'f0', outcome: 'expired' }).offer?.offer).toBe('f1');
    b = boardAfter(b, { type: 'offer_closed', seq: 9, offer: 'f1', outcome: 'accepted' });
    expect([b.offer, b.ended]).toEqual([undefined, 'accepted']);
    b = boardAfter(b, { type: 'tasks', seq: 10, online: true, tasks: [task] });
    b = boardAfter(b, { type: 'tasks', online: true, tasks: [{ ...task, name: 'Forn' }] });
    expect([b.seq, b.tasks[0]?.name]).toEqual([10, 'Forn']);
  });
});

describe('busiest', () => {
  it('is the counter with most orders, or none', () => {
    const [a, b] = [{ lng: 1, lat: 2 }, { lng: 3, lat: 4 }];
    expect(busiest([a, b, { ...b }, a, { ...b }])).toEqual(b);
    expect(busiest([])).toBeUndefined();
  });
});
