import type { Room } from '../route.ts';
import { refreshChannels, showChannels } from './show-channels.tsx';

/** How our own accounts at the providers are. */
export const channelsRoom: Room = {
  routes: [
    { method: 'GET', path: '/channels', handle: showChannels },
    { method: 'GET', path: '/channels/list', handle: refreshChannels },
  ],
};
