import type { Point } from '../lib/point';
import { ask } from '../lib/problem';

interface StaffList {
  orders: { pickup: Point; carriage?: string }[];
}

/**
 * Where a courier of the demo begins: at the counter where most orders wait
 * for somebody, so that an offer is near. The fallback when nothing waits.
 */
export async function demoStart(fallback: Point): Promise<Point> {
  try {
    const { orders } = await ask<StaffList>('GET', '/v1/staff/orders?limit=100');
    return busiest(orders.filter((o) => o.carriage === 'unassigned').map((o) => o.pickup)) ?? fallback;
  } catch {
    return fallback;
  }
}

/** The point that occurs most often, the first of several; undefined without any. */
export function busiest(points: Point[]): Point | undefined {
  const count = new Map<string, number>();
  let best: Point | undefined;
  let most = 0;
  for (const p of points) {
    const key = `${p.lng} ${p.lat}`;
    const n = (count.get(key) ?? 0) + 1;
    count.set(key, n);
    if (n > most) [best, most] = [p, n];
  }
  return best;
}
