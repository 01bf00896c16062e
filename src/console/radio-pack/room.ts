import { openRadioSounds } from '../../desks/bulletins/index.ts';
import type { Room } from '../route.ts';
import { saveScript, saveSound, showPack } from './pack.tsx';

/** An approved bulletin as a small programme for radio stations: to be aired as it is, or read out. */
export function radioPackRoom(): Room {
  const sounds = openRadioSounds();
  return {
    routes: [
      { method: 'GET', path: '/bulletins/:id/radio', handle: showPack },
      { method: 'GET', path: '/bulletins/:id/radio/:language.mp3', handle: saveSound(sounds) },
      { method: 'GET', path: '/bulletins/:id/radio/:language.pdf', handle: saveScript },
    ],
  };
}
