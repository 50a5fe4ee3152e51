import { AttributionControl, Map as MapLibre, NavigationControl, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { City } from '../map/frame';
import { mapStyle } from './map_style';

// The worker comes from this server: the policy allows no other origin.
setWorkerUrl(new URL(workerUrl, location.href).href);

/** What the map's own buttons say. */
export interface MapWords {
  map: string;
  zoomIn: string;
  zoomOut: string;
}

/**
 * Draws the town into an element. Throws where the browser has no WebGL: the
 * page must go on without its map.
 */
export function baseMap(container: HTMLElement, city: City, words: MapWords, small = false): MapLibre {
  const b = city.bounds;
  const map = new MapLibre({
    container,
    style: mapStyle(location.origin, city.attribution),
    center: [city.center.lng, city.center.lat],
    zoom: small ? 15 : 14.2,
    minZoom: 9,
    maxZoom: 19.5,
    maxBounds: [
      [b.min.lng - 0.15, b.min.lat - 0.15],
      [b.max.lng + 0.15, b.max.lat + 0.15],
    ],
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200,
    locale: {
      'Map.Title': words.map,
      'NavigationControl.ZoomIn': words.zoomIn,
      'NavigationControl.ZoomOut': words.zoomOut,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new AttributionControl({ compact: false }), 'bottom-right');
  if (!small) map.addControl(new NavigationControl({ showCompass: false }), 'bottom-left');
  return map;
}
