import type { Room } from '../route.ts';
import { askForCode, askForQr, unlinkDevice } from './ask.ts';
import { DEVICE } from './path.ts';
import { refreshDevice, showDevice } from './show-device.ts';

/** Each ask opens a connection at WhatsApp, which does not like to be asked often. */
const ASKS_A_MINUTE = 10;

/** Where the linked device of WhatsApp is linked, and taken away again. */
export const linkedDeviceRoom: Room = {
  routes: [
    { method: 'GET', path: DEVICE, handle: showDevice },
    { method: 'GET', path: `${DEVICE}/state`, handle: refreshDevice },
    { method: 'POST', path: `${DEVICE}/qr`, handle: askForQr, perMinute: ASKS_A_MINUTE },
    { method: 'POST', path: `${DEVICE}/code`, handle: askForCode, perMinute: ASKS_A_MINUTE },
    { method: 'POST', path: `${DEVICE}/unlink`, handle: unlinkDevice, perMinute: ASKS_A_MINUTE },
  ],
  assets: [{ name: 'device.css', file: new URL('./assets/device.css', import.meta.url), type: 'text/css' }],
};
