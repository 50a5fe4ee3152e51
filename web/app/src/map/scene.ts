import type { Map as MapLibre } from 'maplibre-gl';
import { Glide } from '../lib/glide';
import type { Point } from '../lib/point';
import { carried, type Frame, type LiveOrder } from './frame';
import type { Ground } from './ground';
import * as shapes from './shapes';

const reach = 16; // pixels around a shape that a click still hits

/**
 * Draws what moves on a canvas above the map. One canvas instead of hundreds
 * of markers: a frame costs a millisecond or two, and shapes stay sharp.
 */
export class Scene {
  readonly #glide = new Glide(500);
  readonly #pen: CanvasRenderingContext2D;
  #frame: Frame | undefined;
  #ground: Ground | undefined;
  #request = 0;
  #selected: string | undefined;
  #busyUntil = 0;

  constructor(
    readonly map: MapLibre,
    readonly canvas: HTMLCanvasElement,
    readonly onPick: (order: string) => void,
  ) {
    this.#pen = canvas.getContext('2d')!;
    this.#glide.still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    map.on('move', this.#soon);
    map.on('resize', this.#soon);
    map.on('click', (e) => {
      const hit = this.#hit(e.point.x, e.point.y);
      if (hit) this.onPick(hit);
    });
    map.on('mousemove', (e) => {
      map.getCanvas().style.cursor = this.#hit(e.point.x, e.point.y) ? 'pointer' : '';
    });
  }

  show(frame: Frame): void {
    const now = performance.now();
    for (const c of frame.couriers) this.#glide.target(`c:${c.id}`, c, now);
    for (const r of frame.robots) this.#glide.target(`r:${r.id}`, r, now);
    this.#glide.drop(now);
    this.#frame = frame;
    this.#busyUntil = now + 550;
    this.#soon();
  }

  select(order: string | undefined): void {
    this.#selected = order;
    this.#soon();
  }

  /** Shows what lies on the ground for robots, or no longer. */
  lay(ground: Ground | undefined): void {
    this.#ground = ground;
    this.#soon();
  }

  close(): void {
    cancelAnimationFrame(this.#request);
  }

  #soon = (): void => {
    if (this.#request === 0) this.#request = requestAnimationFrame(this.#draw);
  };

  #draw = (): void => {
    this.#request = 0;
    const { canvas } = this;
    const ratio = devicePixelRatio || 1;
    const [w, h] = [canvas.clientWidth, canvas.clientHeight];
    if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) {
      canvas.width = Math.round(w * ratio);
      canvas.height = Math.round(h * ratio);
    }
    const pen = this.#pen;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, w, h);
    const frame = this.#frame;
    if (!frame) return;
    const now = performance.now();
    this.#drawGround();
    this.#drawSelection(frame, now);
    const doors = new Set<string>();
    for (const o of frame.orders) if (!carried(o)) this.#once(doors, o.pickup, shapes.pickup);
    for (const b of frame.banks) this.#at(b, (c) => shapes.bank(c, b.free, b.total));
    for (const o of frame.orders) this.#at(o.dropoff, (c) => shapes.order(c, o.status, !!o.late));
    for (const r of frame.robots) {
      this.#at(this.#glide.at(`r:${r.id}`, now) ?? r, (c) => shapes.robot(c, { broken: !!r.faulty || !r.linked, plight: !!r.plight, halted: r.halted, busy: !!r.phase }));
    }
    for (const k of frame.couriers) {
      this.#at(this.#glide.at(`c:${k.id}`, now) ?? k, (c) => shapes.courier(c, k.tasks, k.online, !!k.offer));
    }
    if (now < this.#busyUntil && !this.#glide.still) this.#soon();
  };

  /** Draws a shape once for all orders of the same counter. */
  #once(seen: Set<string>, p: Point, shape: (c: CanvasRenderingContext2D) => void): void {
    const key = `${p.lng.toFixed(5)},${p.lat.toFixed(5)}`;
    if (seen.has(key)) return;
    seen.add(key);
    this.#at(p, shape);
  }

  #at(p: Point, shape: (c: CanvasRenderingContext2D) => void): void {
    const s = this.map.project([p.lng, p.lat]);
    if (s.x < -30 || s.y < -30 || s.x > this.canvas.clientWidth + 30 || s.y > this.canvas.clientHeight + 30) return;
    this.#pen.save();
    this.#pen.translate(s.x, s.y);
    shape(this.#pen);
    this.#pen.restore();
  }

  #drawGround(): void {
    const g = this.#ground;
    if (!g) return;
    const at = (p: Point) => this.map.project([p.lng, p.lat]);
    for (const a of g.areas) shapes.area(this.#pen, a.corners.map(at), a.kind);
    for (const w of g.ways) shapes.way(this.#pen, w.points.map(at), w.granted);
    for (const p of g.passages) this.#at(p.point, (c) => shapes.passage(c, p.standing, p.lift));
  }

  /** The selected order: a line from its worker over the counter to the door. */
  #drawSelection(frame: Frame, now: number): void {
    const o = frame.orders.find((x) => x.id === this.#selected);
    if (!o) return;
    const way: Point[] = [];
    const worker = o.worker && (this.#glide.at(`c:${o.worker}`, now) ?? this.#glide.at(`r:${o.worker}`, now));
    if (worker && o.status !== 'in_locker') way.push(worker);
    if (!carried(o)) way.push(o.pickup);
    way.push(o.dropoff);
    const pen = this.#pen;
    pen.beginPath();
    for (const [i, p] of way.entries()) {
      const s = this.map.project([p.lng, p.lat]);
      if (i === 0) pen.moveTo(s.x, s.y);
      else pen.lineTo(s.x, s.y);
    }
    for (const [width, colour] of [[7, '#ffffff'], [3, shapes.colours.ink]] as const) {
      pen.lineWidth = width;
      pen.strokeStyle = colour;
      pen.lineJoin = 'round';
      pen.setLineDash(width === 3 ? [8, 5] : []);
      pen.stroke();
    }
    pen.setLineDash([]);
    const end = this.map.project([o.dropoff.lng, o.dropoff.lat]);
    pen.beginPath();
    pen.arc(end.x, end.y, 19, 0, 7);
    pen.lineWidth = 3;
    pen.stroke();
  }

  /** The order nearest to a click; a worker stands for the order in its hands. */
  #hit(x: number, y: number): string | undefined {
    const frame = this.#frame;
    if (!frame) return undefined;
    const now = performance.now();
    let best: string | undefined;
    let least = reach;
    const look = (o: LiveOrder, p: Point | undefined) => {
      if (!p) return;
      const s = this.map.project([p.lng, p.lat]);
      const d = Math.hypot(s.x - x, s.y - y);
      if (d < least) [best, least] = [o.id, d];
    };
    for (const o of frame.orders) {
      look(o, o.dropoff);
      if (!carried(o)) look(o, o.pickup);
      if (o.worker) look(o, this.#glide.at(`c:${o.worker}`, now) ?? this.#glide.at(`r:${o.worker}`, now));
    }
    return best;
  }
}
