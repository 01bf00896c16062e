import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countryOf } from '../country/index.ts';
import { attachFromPhones, offerByPhone } from '../desks/verification/by-phone.ts';
import { assess, claimView, openClaim, saveDraft, submit } from '../desks/verification/index.ts';
import { takeLease } from '../desks/verification/lease.ts';
import { voiceFile } from '../desks/verification/voice.ts';
import { keepFile } from '../store/media.ts';
import { addStaff } from '../store/staff.ts';
import { SMS, WHATSAPP } from '../testing/accounts.ts';
import { peopleIn } from '../testing/conversation-people.ts';
import { type ConversationWorld, openConversationWorld } from '../testing/conversation-world.ts';
import { makeReady } from '../testing/make-ready.ts';
import { opusOf } from '../testing/sounds.ts';

let world: ConversationWorld;
let later = 0;
beforeAll(async () => {
  world = await openConversationWorld({
    capabilities: new Map([
      ['simulator-sms', SMS],
      ['simulator-whatsapp', WHATSAPP],
    ]),
    answersPerHour: 1_000,
    now: () => new Date(Date.now() + later),
  });
});
afterAll(() => world.close());

const { of, says, known, somebody } = peopleIn(() => world);
const WITH_SOUND = { account: 'simulator-whatsapp' };
const NOTE = {
  ...WITH_SOUND,
  media: [{ kind: 'voice', url: 'simulator:note', contentType: 'audio/ogg' }],
} as const;
const onWhatsApp = async (from: string, text: string) =>
  (await world.says(from, text, WITH_SOUND)).join('\n');
const formOf = async (from: string) => (await of(from, 'select form from contact where id = $1'))[0]?.form;
const tipsOf = async (from: string) => (await of(from, 'select 1 from tip where contact_id = $1')).length;

describe('how somebody is told', () => {
  test.each(['VWA', 'odyo', 'VOIX', 'audio', 'voice', 'voz'])('%s asks for it', async (word) => {
    const from = await known();
    expect(await onWhatsApp(from, word)).toBe('Ki jan ou vle repons nou yo?');
    expect(await onWhatsApp(from, 'vwa')).toMatch(/^Dakò, n ap pale ba ou/);
    expect(await formOf(from)).toBe('voice');
  });

  test('the menu leads there; it can be changed, and goes with whoever chose it', async () => {
    const from = await known();
    expect(await formOf(from)).toBeNull();
    await onWhatsApp(from, 'meni');
    await onWhatsApp(from, '8');
    await onWhatsApp(from, '3');
    expect(await formOf(from)).toBe('both');
    await onWhatsApp(from, 'vwa');
    await onWhatsApp(from, 'ekri');
    expect(await formOf(from)).toBe('text');
    await onWhatsApp(from, 'LÒT MOUN');
    expect(await formOf(from)).toBeNull();
    for (const word of ['1', '1', 'vwa', '2']) await onWhatsApp(from, word);
    expect(await formOf(from)).toBe('voice');
    for (const word of ['EFASE', 'wi']) await onWhatsApp(from, word);
    expect(await formOf(from)).toBeNull();
  });

  test('by SMS it is said that SMS is written, and nothing is asked', async () => {
    const from = await known();
    expect(await says(from, 'VWA')).toMatch(/^Nan SMS, nou ka sèlman ekri ou/);
    expect(await of(from, 'select snapshot from contact where id = $1')).toEqual([{ snapshot: null }]);
  });
});

describe('a verdict that its author speaks into their own phone', () => {
  let n = 0;
  async function drafted() {
    const { deps, store } = world;
    const desk = {
      ...deps,
      wake: () => {},
      verdictLanguages: ['ht', 'fr'],
      deskHours: countryOf('ht').deskHours,
      verdictPeople: 2 as const,
    };
    n += 1;
    const row = { name: `Otè ${n}`, role: 'verifier', passwordHash: 'none', language: 'ht' } as const;
    const staffId = (await addStaff(store.db, row))?.id ?? '';
    const asker = await known();
    await says(asker, `Yo di biwo vòt nimewo ${n} ap fèmen a midi dimanch`);
    const tipIds = (await of(asker, 'select id from tip where contact_id = $1')).map(({ id }) => id);
    const { claimId } = await openClaim(desk, { staffId, tipIds, wording: { ht: `Biwo ${n} ap fèmen.` } });
    await assess(desk, { claimId, staffId, why: 'Yon fè, ka verifye' });
    await makeReady(desk, claimId, staffId);
    const text = { summary: 'Biwo yo rete louvri.', body: 'Biwo yo rete louvri jiska katrè.' };
    const mine = { claimId, staffId };
    const texts = { ht: text, fr: text };
    const { verdictId } = await saveDraft(desk, { ...mine, rating: 'false', texts });
    const voice = { ...mine, verdictId, language: 'ht' };
    const heard = async () => (await voiceFile(desk, voice))?.bytes.toString('latin1', 37);
    const page = async () =>
      (await claimView(desk, claimId)).verdicts[0]?.byPhone.map(({ state, refused }) => refused ?? state);
    return { desk, voice, heard, page };
  }
  /** The files that came are fetched. */
  async function fetched(from: string, mark: string) {
    const sql = `select f.id from media f join message m on m.id = f.message_id where m.contact_id = $1 and f.state = 'waiting'`;
    const bytes = opusOf(mark);
    const file = {
      contentType: 'audio/ogg',
      kind: 'audio',
      bytes,
      seconds: 4,
      perceptual: null,
      fingerprint: null,
    } as const;
    for (const { id } of await of(from, sql))
      await keepFile(world.store, id, world.store.seal.hashBytes(bytes), file);
  }

  test('the code ties the phone, the note becomes the recording, and neither is a rumor', async () => {
    const { desk, voice, heard, page } = await drafted();
    const { code } = await offerByPhone(desk, voice);
    expect(code).toMatch(/^\d{7}$/);
    const { rows } = await world.store.pool.query('select * from spoken_code');
    expect(JSON.stringify(rows)).not.toContain(code);
    const [phone, other] = [await known(), await known()];
    expect(await page()).toEqual(['waits']);
    expect(await onWhatsApp(phone, `vwa ${code.slice(0, 3)} ${code.slice(3)}`)).toMatch(/^Kòd la bon/);
    // Once is once: another phone cannot take it over, and its notes stay rumors.
    expect(await onWhatsApp(other, `VWA ${code}`)).toMatch(/^Kòd sa a pa bon/);
    expect((await world.says(other, '', NOTE)).join()).not.toMatch(/^Mèsi. Nou resevwa vwa a/);
    expect(await tipsOf(other)).toBe(1);
    expect((await world.says(phone, '', NOTE)).join()).toMatch(/^Mèsi. Nou resevwa vwa a/);
    expect(await page()).toEqual(['came']);
    expect(await attachFromPhones(desk)).toBe(0);
    await fetched(phone, 'vwa pa m');
    expect(await attachFromPhones(desk)).toBe(1);
    expect([await heard(), await page(), await tipsOf(phone)]).toEqual(['vwa pa m'.slice(0), [], 0]);
    // The next one is a rumor again.
    await world.says(phone, '', NOTE);
    expect(await tipsOf(phone)).toBe(1);
    expect(await onWhatsApp(phone, `VWA ${code}`)).toMatch(/^Kòd sa a pa bon/);
  });

  test('the rules of an upload hold: too late, another author or a draft that is out of hand is said on the page', async () => {
    const { desk, voice, heard, page } = await drafted();
    const phone = await known();
    await onWhatsApp(phone, `VWA ${(await offerByPhone(desk, voice)).code}`);
    await world.says(phone, '', NOTE);
    await submit(desk, voice);
    await fetched(phone, 'twò ta');
    await attachFromPhones(desk);
    expect([await heard(), await page()]).toEqual([undefined, ['in_review']]);
    await takeLease(desk, voice).catch(() => {});
    await expect(offerByPhone(desk, voice)).rejects.toMatchObject({ key: 'in_review' });
    const second = await drafted();
    const { code } = await offerByPhone(second.desk, second.voice);
    later = 31 * 60_000;
    expect(await onWhatsApp(phone, `VWA ${code}`)).toMatch(/^Kòd sa a pa bon/);
    expect(await second.page()).toEqual([]);
    later = 0;
  });

  test('whoever guesses is stopped; by SMS nothing can be heard', async () => {
    const { desk, voice } = await drafted();
    const { code } = await offerByPhone(desk, voice);
    const guesser = somebody();
    for (const guess of ['1234561', '5724860', '0000000', '1111113', '2222226', '3333339', '7654327'])
      await onWhatsApp(guesser, `VWA ${guess}`);
    for (let wrong = 0; wrong < 5; wrong += 1) await onWhatsApp(guesser, 'VWA 0000000');
    expect(await onWhatsApp(guesser, `VWA ${code}`)).toMatch(/^Kòd sa a pa bon/);
    expect(await says(await known(), `VWA ${code}`)).toMatch(/^Nan SMS/);
  });
});
