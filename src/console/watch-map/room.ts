import type { Room } from '../route.ts';
import { refreshMap, showMap } from './map-page.tsx';

/** Where incidents are, drawn here: nobody else learns what the cell looks at. */
export const watchMapRoom: Room = {
  routes: [
    { method: 'GET', path: '/watch/map', handle: showMap },
    { method: 'GET', path: '/watch/map/now', handle: refreshMap },
  ],
  assets: [{ name: 'map.css', file: new URL('./assets/map.css', import.meta.url), type: 'text/css' }],
};
