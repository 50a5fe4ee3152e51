/** A WGS-84 position in degrees. */
export interface Point {
  lng: number;
  lat: number;
}

const metersPerDegree = 111_195;

/** Metres between two points that are near each other. */
export function distance(a: Point, b: Point): number {
  const x = (b.lng - a.lng) * Math.cos(((a.lat + b.lat) / 2) * (Math.PI / 180));
  return Math.hypot(x, b.lat - a.lat) * metersPerDegree;
}

/** The point that is the given metres from a on the straight line to b, never beyond b. */
export function towards(a: Point, b: Point, meters: number): Point {
  const d = distance(a, b);
  if (d <= meters || d === 0) return b;
  const f = meters / d;
  return { lng: a.lng + (b.lng - a.lng) * f, lat: a.lat + (b.lat - a.lat) * f };
}
