import type { Ask } from '../../channels/whatsapp-web/pairing.ts';
import { noteLinkAsked } from '../../store/link-asked.ts';
import { admin } from '../guards.ts';
import type { Handler, SignedVisit } from '../route.ts';
import { pageAwaiting } from './awaited.ts';
import { ACCOUNT } from './path.ts';
import { readPhone } from './phone.ts';
import { devicePage } from './show-device.ts';

export const askForQr = asking(async () => ({ do: 'qr' }));

export const askForCode = asking(async (visit) => {
  const phone = readPhone(visit.form.get('phone'), visit.deps.phones);
  return phone === null ? null : { do: 'code', phone };
});

export const unlinkDevice = asking(async () => ({ do: 'unlink' }));

/** @param read what is asked for; null: the number that was typed is none */
function asking(read: (visit: SignedVisit) => Promise<Ask | null>): Handler {
  return admin(async (visit) => {
    const { deps, staff } = visit;
    const { linkedDevice } = deps;
    if (!linkedDevice) return { refuse: 404 };
    const ask = await read(visit);
    if (!ask) {
      const mistake = visit.t('linked.mistake.phone', { code: deps.phones.callingCode });
      return devicePage(visit, await linkedDevice.read(), { mistake, typed: visit.form.get('phone') });
    }
    // Kept first: nobody takes our number away unseen.
    await noteLinkAsked(deps.store.db, {
      at: deps.now(),
      account: ACCOUNT,
      staffId: staff.id,
      what: `asked_${ask.do}`,
    });
    await linkedDevice.ask(ask);
    deps.log.info('linked device: asked', { staffId: staff.id, code: ask.do });
    return { redirect: pageAwaiting(ask.do, deps.now()) };
  });
}
