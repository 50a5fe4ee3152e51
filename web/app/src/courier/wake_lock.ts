/** Keeps the screen on while a courier works, where the browser can. */
export class WakeLock {
  #lock: WakeLockSentinel | undefined;
  #wanted = false;

  constructor() {
    document.addEventListener('visibilitychange', this.#renew);
  }

  want(on: boolean): void {
    if (on === this.#wanted) return;
    this.#wanted = on;
    if (on) this.#renew();
    else void this.#lock?.release();
  }

  close(): void {
    this.want(false);
    document.removeEventListener('visibilitychange', this.#renew);
  }

  #renew = (): void => {
    if (!this.#wanted || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    navigator.wakeLock.request('screen').then(
      (lock) => (this.#lock = lock),
      () => {}, // low battery, or forbidden: the screen goes dark as usual
    );
  };
}
