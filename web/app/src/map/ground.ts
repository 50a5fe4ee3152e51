import type { Point } from '../lib/point';
import { ask } from '../lib/problem';
import type { AreaKind, Standing } from './shapes';

/** What lies on the ground for robots, as the map draws it. */
export interface Ground {
  ways: { robot: string; points: Point[]; granted: number }[];
  areas: { id: string; kind: Exclude<AreaKind, 'asked'>; corners: Point[]; until?: string }[];
  passages: Passage[];
}

/** A gate or a lift that is drawn, with how it stands. */
export interface Passage {
  id: string;
  lift: boolean;
  point: Point;
  standing: Standing;
  robot?: string; // for which it is to stand open
}

/** The controller of a gate or a lift, from /v1/staff/passages. */
export interface Controller {
  id: string;
  linked: boolean;
  open: boolean;
  jammed?: boolean;
  robot?: string;
}

interface Lanes {
  features: { properties: { id: string; kind: string; device?: string }; geometry: { type: string; coordinates: unknown } }[];
}

interface Closure {
  id: string;
  area: Point[];
  until: string;
}

/** How a gate or a lift stands. */
export function standing(c: Controller | undefined): Standing {
  if (!c) return 'no_controller';
  if (!c.linked) return 'no_link';
  if (c.jammed) return 'jammed';
  return c.open ? 'open' : 'shut';
}

/** Puts together what is drawn, what is closed and how the gates stand. */
export function groundOf(lanes: Lanes, closures: Closure[], controllers: Controller[], ways: Ground['ways']): Ground {
  const point = ([lng, lat]: [number, number]) => ({ lng, lat });
  const out: Ground = { ways, areas: closures.map((c) => ({ id: c.id, kind: 'closed' as const, corners: c.area, until: c.until })), passages: [] };
  for (const f of lanes.features) {
    const { id, kind, device } = f.properties;
    if (kind === 'zone' || kind === 'no_go') {
      out.areas.push({ id, kind, corners: (f.geometry.coordinates as [number, number][][])[0]!.slice(0, -1).map(point) });
    } else if (kind === 'gate' || kind === 'lift') {
      const c = controllers.find((x) => x.id === device);
      const at = kind === 'lift' ? (f.geometry.coordinates as [number, number][])[1]! : (f.geometry.coordinates as [number, number]);
      out.passages.push({ id, lift: kind === 'lift', point: point(at), standing: standing(c), robot: c?.robot });
    }
  }
  return out;
}

/** Every gate's and lift's controller, page by page. */
async function controllers(key: string | null): Promise<Controller[]> {
  const all: Controller[] = [];
  for (let cursor = ''; ; ) {
    const page = await ask<{ passages: Controller[]; next?: string }>('GET', `/v1/staff/passages?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, key);
    all.push(...page.passages);
    if (!page.next) return all;
    cursor = page.next;
  }
}

const every = 3000;
const redrawn = 20; // reads between two of what is drawn, which rarely changes

/** Reads the ground again and again until it is closed; throws nothing, and says when it cannot. */
export function watchGround(key: string | null, take: (g: Ground | undefined) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let open = true;
  let lanes: Lanes = { features: [] };
  let reads = 0;
  const read = async () => {
    try {
      if (reads++ % redrawn === 0) lanes = await ask<Lanes>('GET', '/v1/staff/lanes', key);
      const [closed, gates, ways] = await Promise.all([
        ask<{ closures: Closure[] }>('GET', '/v1/staff/closures', key),
        controllers(key),
        ask<{ ways: Ground['ways'] }>('GET', '/v1/staff/robots/ways', key),
      ]);
      if (open) take(groundOf(lanes, closed.closures, gates, ways.ways));
    } catch {
      reads = 0;
      if (open) take(undefined);
    }
    if (open) timer = setTimeout(read, every);
  };
  void read();
  return () => {
    open = false;
    clearTimeout(timer);
  };
}
