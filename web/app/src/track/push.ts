/** Where this browser is told, as the server keeps it. */
export interface Subscribed {
  endpoint: string;
  p256dh: string;
  auth: string;
}

/** The reader said no, or the browser did for them. */
class Blocked extends Error {}
export const refused = (x: unknown): boolean => x instanceof Blocked;

export const supported = (): boolean => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

/** Bytes of base64url without padding. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
}

export function textOf(bytes: ArrayBuffer | null): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0)))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** Asks the reader, and the browser's push service, for a place to tell this browser. */
export async function subscribe(key: string): Promise<Subscribed> {
  if ((await Notification.requestPermission()) !== 'granted') throw new Blocked();
  const worker = await navigator.serviceWorker.register('/push.js');
  await navigator.serviceWorker.ready;
  try {
    const s = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
    return { endpoint: s.endpoint, p256dh: textOf(s.getKey('p256dh')), auth: textOf(s.getKey('auth')) };
  } catch {
    throw new Blocked();
  }
}
