import { distance, type Point } from './point';

interface Leg {
  from: Point;
  to: Point;
  start: number;
  seen: number;
}

/** Farther than this in one frame is a correction, not a movement. */
const jumpMeters = 2500;

/**
 * Moves things smoothly between the frames of the live feed: each frame names
 * where things are, and until the next one they glide there. What is drawn is
 * up to one frame late and never ahead of the truth.
 */
export class Glide {
  #legs = new Map<string, Leg>();
  #duration: number;
  /** Set for people who asked for less motion: things then jump. */
  still = false;

  constructor(durationMs = 500) {
    this.#duration = durationMs;
  }

  /** Takes in where a thing is, at a real time in milliseconds. */
  target(id: string, to: Point, now: number): void {
    const leg = this.#legs.get(id);
    if (!leg) {
      this.#legs.set(id, { from: to, to, start: now, seen: now });
      return;
    }
    const from = this.#between(leg, now);
    leg.from = distance(from, to) > jumpMeters ? to : from;
    leg.to = to;
    leg.start = now;
    leg.seen = now;
  }

  /** Where to draw a thing now; undefined when it was never seen. */
  at(id: string, now: number): Point | undefined {
    const leg = this.#legs.get(id);
    return leg && this.#between(leg, now);
  }

  /** Forgets what the frame of that time did not name. */
  drop(before: number): void {
    for (const [id, leg] of this.#legs) if (leg.seen < before) this.#legs.delete(id);
  }

  get size(): number {
    return this.#legs.size;
  }

  #between(leg: Leg, now: number): Point {
    const f = this.still ? 1 : Math.min(1, Math.max(0, (now - leg.start) / this.#duration));
    return { lng: leg.from.lng + (leg.to.lng - leg.from.lng) * f, lat: leg.from.lat + (leg.to.lat - leg.from.lat) * f };
  }
}
