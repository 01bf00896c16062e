import { beforeEach, describe, expect, test } from 'vitest';
import type { Address, Outbound, OutboundFile } from '../../core/message.ts';
import { failureOf, openStage } from '../../testing/linked-device.ts';
import { until } from '../../testing/until.ts';

const stage = openStage();
const person = () => stage.double.person('50937110001', '201000000000001');
// They have WhatsApp, also before they have written to us.
beforeEach(() => void person());

const number: Address = { scheme: 'whatsapp', kind: 'phone', value: '+50937110001' };
const lid: Address = { scheme: 'whatsapp', kind: 'lid', value: '201000000000001@lid' };

let parts = 0;
const saying = (text: string, own: Partial<Outbound> = {}): Outbound => {
  parts += 1;
  return { partId: `part-${parts}`, account: 'whatsapp-web', to: number, text, ...own };
};
const textOf = ({ message }: { message: { conversation?: unknown; extendedTextMessage?: unknown } }) =>
  message.conversation ?? (message.extendedTextMessage as { text?: string } | undefined)?.text;
const heard = () => person().heard().map(textOf);

function openDoor() {
  let open: () => void = () => {};
  const door = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { door, open };
}

describe('a reply', () => {
  test('to a number and to a LID arrives, once, under the id that we are told', async () => {
    const device = await stage.linked();
    const { externalId } = await device.send(saying('Mèsi'));
    await device.send(saying('Ankò', { to: lid }));
    await until(() => heard().length === 2, { what: 'both are on the phone' });
    expect(heard()).toEqual(['Mèsi', 'Ankò']);
    expect(person().heard()[0]?.id).toBe(externalId);
    expect(externalId).toMatch(/^3EB0[0-9A-F]{18}$/);
  });

  test('to what the person wrote: both write over the same session, in both directions', async () => {
    const device = await stage.linked();
    for (const n of [1, 2, 3]) {
      await person().writes(`kesyon ${n}`);
      await until(() => device.texts().length === n);
      await device.send(saying(`repons ${n}`, { to: n % 2 ? lid : number }));
    }
    await until(() => heard().length === 3);
    expect(heard()).toEqual(['repons 1', 'repons 2', 'repons 3']);
  });

  test('while they write: both ratchets turn at once, and nothing has to be said again', async () => {
    const device = await stage.linked();
    await person().writes('0');
    await until(() => device.texts().length === 1);
    await device.send(saying('0'));
    const said = Array.from({ length: 12 }, (_, n) => String(n + 1));
    await Promise.all([
      ...said.map((text) => person().writes(text)),
      ...said.map((text, n) => device.send(saying(text, { to: n % 2 ? lid : number }))),
    ]);
    await until(() => device.texts().length === 13 && heard().length === 13, { what: 'all is said' });
    expect(device.texts()).toEqual(['0', ...said]);
    expect(new Set(heard())).toEqual(new Set(['0', ...said]));
    expect(stage.double.retried).toEqual([]);
  });

  test('what answers it says so', async () => {
    const device = await stage.linked();
    const { externalId } = await device.send(saying('1 wi, 2 non'));
    await person().writes('1', { quoted: externalId });
    await until(() => device.events.length === 1);
    expect(device.events[0]).toMatchObject({ text: '1', answers: externalId });
  });

  test('a link is not looked at by us, and text is cleaned of what a phone cannot show', async () => {
    const device = await stage.linked();
    await device.send(saying('gade https://example.ht/a\u0000\ud800'));
    await until(() => heard().length === 1);
    expect(heard()).toEqual(['gade https://example.ht/a\ufffd']);
    expect(JSON.stringify(person().heard()[0]?.message)).not.toMatch(
      /matchedText|jpegThumbnail|canonicalUrl/,
    );
  });

  test('a place', async () => {
    const device = await stage.linked();
    await device.send(
      saying('Ri Monseye', { location: { latitude: 18.65, longitude: -74.12, label: 'Biwo vòt' } }),
    );
    await until(() => person().heard().length === 1);
    expect(person().heard()[0]?.message.locationMessage).toMatchObject({
      degreesLatitude: 18.65,
      name: 'Biwo vòt',
      address: 'Ri Monseye',
    });
  });
});

describe('files', () => {
  const bytes = Buffer.from('OggS — yon ti bri'.repeat(50));
  const file = (own: Partial<OutboundFile> & Pick<OutboundFile, 'kind' | 'contentType'>): OutboundFile => ({
    blobId: 'b1',
    size: bytes.length,
    bytes: async () => bytes,
    link: 'https://teledjol.example/f/1',
    ...own,
  });

  test('a voice note is one, with its length and its wave', async () => {
    const device = await stage.linked();
    const waveform = Buffer.alloc(64, 40).toString('base64');
    const attachment = file({ kind: 'voice', contentType: 'audio/ogg', seconds: 7, waveform });
    await device.send(saying('', { attachment }));
    const [note] = (await until(() => person().heard().length === 1 && person().heard())) as ReturnType<
      ReturnType<typeof person>['heard']
    >;
    expect(note?.message.audioMessage).toMatchObject({
      ptt: true,
      seconds: 7,
      mimetype: 'audio/ogg; codecs=opus',
    });
    expect(Buffer.from(note?.message.audioMessage?.waveform ?? []).toString('base64')).toBe(waveform);
    if (note) expect(await person().opens(note)).toEqual(bytes);
  });

  test('a recording that is no Opus is a sound to be played, as what it is', async () => {
    const device = await stage.linked();
    await device.send(saying('', { attachment: file({ kind: 'voice', contentType: 'audio/mpeg' }) }));
    await until(() => person().heard().length === 1);
    const [sound] = person().heard();
    expect(sound?.message.audioMessage).toMatchObject({ mimetype: 'audio/mpeg' });
    expect(sound?.message.audioMessage?.ptt ?? false).toBe(false);
  });

  test('a picture, a film and a document have their caption, and a document its name', async () => {
    const device = await stage.linked();
    await device.send(saying('foto', { attachment: file({ kind: 'image', contentType: 'image/jpeg' }) }));
    await device.send(saying('videyo', { attachment: file({ kind: 'video', contentType: 'video/mp4' }) }));
    await device.send(
      saying('papye', {
        attachment: file({ kind: 'document', contentType: 'application/pdf', name: 'Verdik.pdf' }),
      }),
    );
    await until(() => person().heard().length === 3);
    const told = person().heard();
    expect(told[0]?.message.imageMessage?.caption).toBe('foto');
    expect(told[1]?.message.videoMessage?.caption).toBe('videyo');
    expect(JSON.stringify(told[2]?.message)).toContain('Verdik.pdf');
    for (const one of told) expect(await person().opens(one)).toEqual(bytes);
  });

  test.each([429, 503, 'hang'] as const)(
    'an upload that ends in %s is tried again later, and nothing was sent',
    async (answer) => {
      const device = await stage.linked();
      stage.double.orders.upload(answer);
      const attachment = file({ kind: 'image', contentType: 'image/jpeg' });
      expect(await failureOf(device.send(saying('foto', { attachment })))).toMatchObject({
        kind: 'unavailable',
      });
      expect(stage.double.ledger).toEqual([]);
      await device.send(saying('foto', { attachment }));
      await until(() => person().heard().length === 1);
    },
  );

  test('a file that has expired is refused before anything', async () => {
    const device = await stage.linked();
    const attachment = file({
      kind: 'image',
      contentType: 'image/jpeg',
      bytes: () => Promise.reject(new Error('gone')),
    });
    expect(await failureOf(device.send(saying('', { attachment })))).toMatchObject({
      kind: 'rejected',
      code: 'file_gone',
    });
  });
});

describe('what goes wrong', () => {
  test.each([
    [463, 'restricted'],
    [429, 'throttled'],
    [479, 'rejected'],
    [500, 'unavailable'],
    [404, 'invalid_address'],
  ])('%i is %s, told once, and nothing sends it again', async (code, kind) => {
    const device = await stage.linked();
    await person().writes('Bonjou');
    await until(() => device.texts().length === 1);
    stage.double.orders.message(code);
    expect(await failureOf(device.send(saying('Mèsi')))).toMatchObject({ kind, code: String(code) });
    // Whatever Baileys would do by itself it would have done by now: the next one goes through alone.
    await device.send(saying('Pwochen'));
    await until(() => heard().length > 0);
    expect(heard()).toEqual(['Pwochen']);
    expect(device.receipts()).toEqual([]);
  });

  test('463 is never tried again by the one who obeys, either', async () => {
    const { SEND_ERRORS } = await import('../../core/send-error.ts');
    expect(SEND_ERRORS.restricted.next).toBe('give-up');
  });

  test('no answer, whether they got it or not: nobody knows, and it is not sent again', async () => {
    const device = await stage.linked();
    stage.double.orders.message('no_ack');
    expect(await failureOf(device.send(saying('yon')))).toMatchObject({
      kind: 'outcome_unknown',
      code: 'no_ack',
    });
    stage.double.orders.message('taken_no_ack');
    expect(await failureOf(device.send(saying('de')))).toMatchObject({
      kind: 'outcome_unknown',
      code: 'no_ack',
    });
    await until(() => heard().length > 0);
    expect(heard()).toEqual(['de']);
  });

  test('the line is cut: nobody knows, and afterwards it goes on', async () => {
    const device = await stage.linked();
    for (const fault of ['drop', 'taken_drop'] as const) {
      stage.double.orders.message(fault);
      expect(await failureOf(device.send(saying(fault)))).toMatchObject({ kind: 'outcome_unknown' });
      await stage.up(device);
    }
    await device.send(saying('answit'));
    await until(() => heard().includes('answit'));
    expect(heard()).toEqual(['taken_drop', 'answit']);
  });

  test('who it is for cannot be learnt: nothing was sent, and nothing is sent later behind our back', async () => {
    const device = await stage.linked();
    stage.double.orders.query('usync', 'hang');
    expect(await failureOf(device.send(saying('yon')))).toMatchObject({ kind: 'unavailable' });
    await device.send(saying('de'));
    await until(() => heard().length > 0);
    expect(heard()).toEqual(['de']);
  });

  test('not connected: later; stopped for good: the operator', async () => {
    const device = stage.start();
    expect(await failureOf(device.send(saying('a')))).toMatchObject({
      kind: 'unavailable',
      code: 'not_connected',
    });
    await device.close();
    const linked = await stage.linked();
    stage.double.end('replaced');
    await until(() => linked.stood.at(-1) === 'stopped 440');
    expect(await failureOf(linked.send(saying('a')))).toMatchObject({ kind: 'misconfigured', code: '440' });
  });

  test('only to one person', async () => {
    const device = await stage.linked();
    for (const to of [
      { scheme: 'tel', kind: 'phone', value: '+50937110001' },
      { scheme: 'whatsapp', kind: 'bsuid', value: 'HT.123456' },
      { scheme: 'whatsapp', kind: 'phone', value: '120363000000000001@g.us' },
      { scheme: 'whatsapp', kind: 'lid', value: '120363000000000001@g.us' },
      { scheme: 'whatsapp', kind: 'lid', value: 'status@broadcast' },
    ] as const)
      expect(await failureOf(device.send(saying('a', { to })))).toMatchObject({ kind: 'invalid_address' });
    expect(await failureOf(device.send(saying('a', { account: 'nobody' })))).toMatchObject({
      kind: 'misconfigured',
    });
    expect(await failureOf(device.send(saying('\u0000')))).toMatchObject({ kind: 'rejected' });
    expect(stage.double.ledger).toEqual([]);
  });
});

test('killed while sending: the ratchet is kept before anything leaves, and the next message can be read', async () => {
  const device = await stage.linked();
  await person().writes('Bonjou');
  await until(() => device.texts().length === 1);
  await device.send(saying('premye'));
  stage.double.orders.message('taken_no_ack');
  const sending = device.send(saying('dezyèm'));
  sending.catch(() => {});
  await until(() => heard().includes('dezyèm'), { what: 'it is on the phone' });
  await device.dies();
  const next = stage.start();
  await stage.up(next);
  await next.send(saying('twazyèm'));
  await until(() => heard().includes('twazyèm'), { what: 'the next one can be read' });
  expect(heard()).toEqual(['premye', 'dezyèm', 'twazyèm']);
});

describe('receipts', () => {
  const statuses = (device: { receipts(): readonly { status: string }[] }) =>
    device.receipts().map(({ status }) => status);

  test('delivered and read, each with the part that it is about', async () => {
    const device = await stage.linked();
    stage.double.orders.receipts({ send: ['delivered', 'read'] });
    const message = saying('Mèsi');
    const { externalId } = await device.send(message);
    await until(() => statuses(device).includes('read'));
    for (const receipt of device.receipts())
      expect(receipt).toMatchObject({ externalId, partId: message.partId });
    expect(statuses(device)).toEqual(['delivered', 'read']);
  });

  test('twice and out of order they are told as they come: they only ever move a part forward', async () => {
    const device = await stage.linked();
    stage.double.orders.receipts({ send: ['delivered', 'read'], twice: true, reversed: true });
    await device.send(saying('Mèsi'));
    await until(() => statuses(device).includes('delivered'));
    expect(new Set(statuses(device))).toEqual(new Set(['read', 'delivered']));
  });

  test('an acknowledgement that comes too late for the send still finds its part', async () => {
    const device = await stage.linked();
    const { door, open } = openDoor();
    stage.double.orders.message({ late: door });
    const message = saying('Mèsi');
    expect(await failureOf(device.send(message))).toMatchObject({ kind: 'outcome_unknown' });
    open();
    await until(() => device.receipts().length > 0);
    expect(device.receipts()).toMatchObject([{ status: 'sent', partId: message.partId }]);
  });

  test('one that comes after our death finds its part in the next process', async () => {
    const device = await stage.linked();
    const message = saying('Mèsi');
    stage.double.orders.message('taken_no_ack');
    await failureOf(device.send(message));
    const [got] = person().heard();
    await device.dies();
    person().delivered(got?.id ?? '');
    const next = stage.start();
    await stage.up(next);
    await until(() => next.receipts().length > 0, { what: 'the receipt is told' });
    expect(next.receipts()).toMatchObject([{ status: 'delivered', partId: message.partId }]);
  });

  test('a phone that cannot read it asks, also after our death, and gets it once more', async () => {
    const device = await stage.linked();
    await device.send(saying('premye'));
    await until(() => heard().length === 1);
    await device.dies();
    const next = stage.start();
    await stage.up(next);
    person().reinstalls();
    await next.send(saying('dezyèm'));
    await until(() => heard().includes('dezyèm'), { what: 'it could be read in the end' });
    expect(heard()).toEqual(['premye', 'dezyèm']);
  });
});
