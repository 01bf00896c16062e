import type { Pairing } from '../../channels/whatsapp-web/pairing.ts';
import { leading } from '../guards.ts';
import type { Answer, Handler, SignedVisit } from '../route.ts';
import { type Asked, Device, DevicePage } from './device.tsx';

/** Leads may look; what links a phone is for administrators: who scans it reads every message. */
export const showDevice = onDevice((visit, pairing) => devicePage(visit, pairing, {}));

export const refreshDevice = onDevice((visit, pairing) => ({
  fragment: Device({ visit, pairing, asked: {} }),
}));

export function devicePage(visit: SignedVisit, pairing: Pairing, asked: Asked): Answer {
  return {
    title: visit.t('linked.title'),
    page: DevicePage({ visit, pairing, asked }),
    styles: ['device.css'],
    ...(asked.mistake !== undefined && { status: 422 as const }),
  };
}

function onDevice(handle: (visit: SignedVisit, pairing: Pairing) => Answer): Handler {
  return leading(async (visit) => {
    const { linkedDevice } = visit.deps;
    return linkedDevice ? handle(visit, await linkedDevice.read()) : { refuse: 404 };
  });
}
