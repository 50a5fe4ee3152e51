import { instant } from '../lib/instant';
import type { Point } from '../lib/point';

/** A robot as the desk sees it, from /v1/staff/robots. */
export interface Robot {
  id: string;
  maker: string;
  point: Point;
  linked: boolean;
  seen?: string;
  charge: number; // percent
  low?: boolean;
  does: string;
  orders: string[];
  holding: string[];
  waits?: { for: string; since: string };
  plight?: { kind: string; since: string };
  faulty?: boolean;
  manual?: boolean;
  paused?: boolean;
  home?: boolean;
  driver?: string; // who of staff has it
  camera?: string;
  release?: { by: string; until: string };
}

/** When robots may drive, and how fast in which weather, from /v1/staff/driving. */
export interface Driving {
  hours?: string;
  weather?: string;
  pace: number; // percent of the usual speed
  percent?: Record<string, number>;
}

export const weathers = ['', 'rain', 'snow', 'ice', 'storm', 'heat', 'dark'] as const;

/** Codes only: what is written here stands in the record for good. */
export const robotReasons = ['blocked', 'looked_at_it', 'fault', 'unsafe', 'weather', 'event', 'settled', 'other'] as const;

/** How a robot is, what matters most first; nothing: it is fine. */
export function marks(r: Robot): string[] {
  const out: string[] = [];
  if (r.plight) out.push(r.plight.kind);
  if (!r.linked) out.push('no_link');
  if (r.faulty) out.push('faulty');
  if (r.driver) out.push('driven');
  if (r.manual) out.push('manual');
  if (r.paused) out.push('paused');
  if (r.home) out.push('home');
  if (r.low) out.push('low');
  return out;
}

/** Whether somebody has to see to it. */
export const inNeed = (r: Robot): boolean => Boolean(r.plight || r.faulty || !r.linked);

/** Whether it stands because staff said so. */
export const halted = (r: Robot): boolean => Boolean(r.paused || r.home || r.driver);

export const filters = ['all', 'need', 'waits', 'halted'] as const;
export type RobotFilter = (typeof filters)[number];

const fits: Record<RobotFilter, (r: Robot) => boolean> = { all: () => true, need: inNeed, waits: (r) => Boolean(r.waits), halted };

/** The robots that fit, those in need first, then those that wait, the longest first. */
export function shownRobots(robots: Robot[], filter: RobotFilter): Robot[] {
  const rank = (r: Robot) => (inNeed(r) ? 0 : r.waits ? 1 : 2);
  const since = (r: Robot) => instant(r.plight?.since ?? r.waits?.since) ?? Infinity;
  return robots.filter(fits[filter]).sort((a, b) => rank(a) - rank(b) || (since(a) === since(b) ? 0 : since(a) - since(b)) || (a.id < b.id ? -1 : 1));
}

/** What staff can do about one robot now. */
export function actsOn(r: Robot): string[] {
  return [
    ...(r.plight?.kind === 'stopped' ? ['release-stop'] : []),
    r.driver ? 'give-back' : 'take',
    ...(r.paused ? [] : ['pause']),
    ...(r.paused || r.home || r.plight?.kind === 'stuck' || r.plight?.kind === 'taken' ? ['resume'] : []),
    ...(r.home ? [] : ['home']),
  ];
}

const fleetActs = ['pause', 'resume', 'home'];

/** Where an act on one robot goes, and its body. */
export function requestFor(act: string, robot: string, reason: string): { path: string; body: unknown } {
  if (fleetActs.includes(act)) return { path: `/v1/staff/robots/${act}`, body: { robots: [robot], reason } };
  return { path: `/v1/staff/robots/${encodeURIComponent(robot)}/${act}`, body: { reason } };
}

/** An area by the name under which it was drawn. */
export interface Area {
  id: string;
  corners: Point[];
}

interface Collection {
  features: { properties: { id: string; kind: string }; geometry: { type: string; coordinates: unknown } }[];
}

/** The areas that are drawn for robots, from /v1/staff/lanes. */
export function areasOf(lanes: Collection): Area[] {
  return lanes.features
    .filter((f) => f.geometry.type === 'Polygon')
    .map((f) => {
      const ring = (f.geometry.coordinates as [number, number][][])[0]!;
      return { id: f.properties.id, corners: ring.slice(0, -1).map(([lng, lat]) => ({ lng, lat })) };
    });
}

/** Whether a point lies in an area, by how often a line from it crosses the edge. */
export function inside(p: Point, corners: Point[]): boolean {
  let odd = false;
  for (let i = 0, k = corners.length - 1; i < corners.length; k = i++) {
    const [a, b] = [corners[i]!, corners[k]!];
    if (a.lat > p.lat !== b.lat > p.lat && p.lng < ((b.lng - a.lng) * (p.lat - a.lat)) / (b.lat - a.lat) + a.lng) odd = !odd;
  }
  return odd;
}

/** The kind and the id of what a robot waits for. */
export function placeOf(name: string): { kind: string; id: string } {
  const at = name.indexOf('/');
  const id = name.slice(at + 1);
  return { kind: name.slice(0, at), id: /^-?[\d.]+,-?[\d.]+$/.test(id) ? '' : id };
}
