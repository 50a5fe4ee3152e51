import type { StyleSpecification } from 'maplibre-gl';

const white = '#ffffff';
const casing = '#cdd0cb';
const footClasses = ['footway', 'path', 'steps', 'pedestrian', 'corridor', 'bridleway', 'cycleway', 'track'];
const mainClasses = ['motorway', 'trunk', 'primary', 'secondary', 'tertiary'];

/** Line width in pixels: main roads and the others, by zoom. */
const width = (add: number) =>
  [
    'interpolate', ['exponential', 1.6], ['zoom'],
    12, ['match', ['get', 'class'], mainClasses, 1.6 + add, 0.4 + add],
    16, ['match', ['get', 'class'], mainClasses, 8 + add, 4 + add],
    19, ['match', ['get', 'class'], mainClasses, 26 + add, 14 + add],
  ] as never;

/**
 * A quiet grey map: what moves on it must stand out. Text is drawn with the
 * reader's own fonts, so the style names no glyph server and no sprite.
 */
export function mapStyle(origin: string, attribution: string): StyleSpecification {
  const notFoot = ['!', ['in', ['get', 'class'], ['literal', footClasses]]] as never;
  const foot = ['in', ['get', 'class'], ['literal', footClasses]] as never;
  const source = 'city';
  return {
    version: 8,
    sources: {
      [source]: { type: 'vector', tiles: [`${origin}/tiles/{z}/{x}/{y}`], minzoom: 5, maxzoom: 16, attribution },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': '#f1f1ee' } },
      { id: 'residential', type: 'fill', source, 'source-layer': 'residential', paint: { 'fill-color': '#ebebe7' } },
      { id: 'green', type: 'fill', source, 'source-layer': 'green', paint: { 'fill-color': '#dfe7da' } },
      { id: 'water', type: 'fill', source, 'source-layer': 'water', paint: { 'fill-color': '#cddae3' } },
      {
        id: 'foot', type: 'line', source, 'source-layer': 'roads', minzoom: 14, filter: foot,
        paint: { 'line-color': '#c3c6c0', 'line-width': ['interpolate', ['linear'], ['zoom'], 14, 0.6, 18, 2.2], 'line-dasharray': [3, 1.5] },
      },
      {
        id: 'road-casing', type: 'line', source, 'source-layer': 'roads', filter: notFoot,
        layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': casing, 'line-width': width(1.5) },
      },
      {
        id: 'road', type: 'line', source, 'source-layer': 'roads', filter: notFoot,
        layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': white, 'line-width': width(0) },
      },
      {
        id: 'buildings', type: 'fill', source, 'source-layer': 'buildings', minzoom: 14,
        paint: { 'fill-color': '#dcdcd7', 'fill-outline-color': '#c6c7c1' },
      },
      {
        id: 'road-name', type: 'symbol', source, 'source-layer': 'roads', minzoom: 15, filter: ['all', ['has', 'name'], notFoot] as never,
        layout: {
          'symbol-placement': 'line', 'symbol-spacing': 320, 'text-field': ['get', 'name'], 'text-size': 11,
          'text-font': ['sans-serif'],
        },
        paint: { 'text-color': '#666c68', 'text-halo-color': '#ffffff', 'text-halo-width': 1.2 },
      },
      {
        id: 'place-name', type: 'symbol', source, 'source-layer': 'places', minzoom: 16.5, filter: ['has', 'name'] as never,
        layout: { 'text-field': ['get', 'name'], 'text-size': 11, 'text-max-width': 8, 'text-font': ['sans-serif'] },
        paint: { 'text-color': '#5a605c', 'text-halo-color': '#f1f1ee', 'text-halo-width': 1.4 },
      },
    ],
  };
}
