/** A refused or failed request: RFC 9457, as far as the pages need it. */
export class Problem extends Error {
  readonly status: number; // 0: no answer
  readonly code: string;
  readonly retryable: boolean;

  constructor(status: number, code: string, detail: string, retryable: boolean) {
    super(detail);
    this.status = status;
    this.code = code;
    this.retryable = retryable;
  }
}

/**
 * Asks this server. Throws a Problem for everything but an answer of 2xx. A
 * request with an attempt is carried out once, however often it is sent.
 */
export function ask<T>(method: string, path: string, key?: string | null, body?: unknown, attempt?: string): Promise<T> {
  const headers: Record<string, string> = {};
  if (attempt) headers['Idempotency-Key'] = attempt;
  if (key) headers.Authorization = `Bearer ${key}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  return answerTo<T>(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
}

/** Sends a file, which says itself what it is. Throws a Problem as ask does. */
export function upload(path: string, key: string, file: Blob, within: number): Promise<unknown> {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': file.type };
  return answerTo(path, { method: 'POST', headers, body: file, signal: AbortSignal.timeout(within) });
}

async function answerTo<T>(path: string, request: RequestInit & { headers: Record<string, string> }): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, { ...request, headers: { Accept: 'application/json', ...request.headers } });
  } catch {
    throw new Problem(0, 'network', '', true);
  }
  const content: unknown = await answer.json().catch(() => null);
  if (answer.ok) return content as T;
  const p = (content ?? {}) as { code?: string; detail?: string; title?: string; retryable?: boolean };
  throw new Problem(answer.status, p.code ?? '', p.detail ?? p.title ?? '', p.retryable ?? answer.status >= 500);
}

/** Asks for a single-use ticket and returns the address of a WebSocket that uses it. */
export async function socketAddress(path: string, key: string | null): Promise<string> {
  const base = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`;
  if (!key) return base;
  const { ticket } = await ask<{ ticket: string }>('POST', '/v1/tickets', key, {});
  return `${base}?ticket=${encodeURIComponent(ticket)}`;
}
