/**
 * Follows the engine clock between messages. The engine's time may run faster
 * than ours: a demo at 20× has 20 engine seconds in a real one.
 */
export class EngineClock {
  #engine = 0;
  #real = 0;
  scale = 1;

  /** Sets the clock: at the real time (performance.now) the engine said now. */
  set(now: number, scale: number, real: number): void {
    this.#engine = now;
    this.#real = real;
    this.scale = scale > 0 ? scale : 1;
  }

  get known(): boolean {
    return this.#engine !== 0;
  }

  /** Engine time in milliseconds, at a real time. */
  at(real: number): number {
    return this.#engine + (real - this.#real) * this.scale;
  }

  /** Real milliseconds from a real time until an engine instant; negative when it has passed. */
  realUntil(engine: number, real: number): number {
    return (engine - this.at(real)) / this.scale;
  }
}
