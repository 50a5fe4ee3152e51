import { distance, towards, type Point } from '../lib/point';

const stepEvery = 250;
const rideSpeed = 5; // metres in an engine second, an e-bike in town
const longestWalk = 10; // real seconds: a person at a desk is waiting

/**
 * Where a courier at a desk pretends to be: it goes in a straight line to the
 * next stop, at an e-bike's pace of the engine clock, faster when that would
 * take long.
 */
export class DeskWalk {
  #timer: ReturnType<typeof setInterval> | undefined;
  #at: Point;

  constructor(
    start: Point,
    readonly moved: (p: Point, arrived: boolean) => void,
  ) {
    this.#at = start;
  }

  get walking(): boolean {
    return this.#timer !== undefined;
  }

  go(to: Point, scale: number): void {
    this.stop();
    const speed = Math.max(rideSpeed * scale, distance(this.#at, to) / longestWalk);
    this.#timer = setInterval(() => {
      this.#at = towards(this.#at, to, (speed * stepEvery) / 1000);
      const arrived = distance(this.#at, to) < 1;
      if (arrived) this.stop();
      this.moved(this.#at, arrived);
    }, stepEvery);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** Follows the device's own position; returns how to stop. */
export function followDevice(moved: (p: Point, accuracy: number) => void, failed: () => void): () => void {
  if (!('geolocation' in navigator)) {
    failed();
    return () => {};
  }
  const watch = navigator.geolocation.watchPosition(
    (p) => moved({ lng: p.coords.longitude, lat: p.coords.latitude }, Math.min(100_000, Math.ceil(p.coords.accuracy))),
    failed,
    { enableHighAccuracy: true, maximumAge: 5000 },
  );
  return () => navigator.geolocation.clearWatch(watch);
}
