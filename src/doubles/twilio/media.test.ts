import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openMedia } from '../../channels/twilio/media.ts';
import { MediaError } from '../../core/media-error.ts';
import type { MediaRef, OutboundFile } from '../../core/message.ts';
import { openTwilioStage, outbound, type TwilioStage, twilioAccount } from '../../testing/twilio-stage.ts';
import type { SentFile } from './media-store.ts';

let stage: TwilioStage;
beforeEach(async () => {
  stage = await openTwilioStage();
});
afterEach(() => stage.close());

const person = 'whatsapp:+50937000002';
const voice: SentFile = { contentType: 'audio/ogg', bytes: Buffer.from('OggS and so on') };

async function sent(...files: SentFile[]): Promise<readonly MediaRef[]> {
  await stage.double.inbound(person, '', {}, { files });
  return stage.inbounds().at(-1)?.media ?? [];
}

async function failure(run: Promise<unknown>): Promise<MediaError> {
  const error = await run.then(
    () => new Error('did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof MediaError) return error;
  throw error;
}

describe('what a person sends', () => {
  test('is fetched with credentials that the host where it lies never sees, and is then deleted', async () => {
    const [media] = await sent(voice);
    expect(media).toMatchObject({ kind: 'voice', contentType: 'audio/ogg' });
    if (!media) return;
    const fetched = await stage.channel.fetch(media, 1_000);
    expect(fetched).toEqual({ bytes: voice.bytes, contentType: 'audio/ogg' });
    expect(stage.double.leaks).toBe(0);
    // The double does notice: whoever goes there with credentials is counted.
    const answer = await fetch(media.url, { redirect: 'manual', headers: { authorization: basic() } });
    await fetch(answer.headers.get('location') ?? '', { headers: { authorization: basic() } });
    expect(stage.double.leaks).toBe(1);

    await stage.channel.discard(media);
    expect(await failure(stage.channel.fetch(media, 1_000))).toMatchObject({ kind: 'gone', code: '404' });
    await stage.channel.discard(media);
  });

  test('is given up as soon as it is known to be too large, announced or not', async () => {
    const big = { contentType: 'video/mp4', bytes: Buffer.alloc(200_000, 1) };
    const [announced] = await sent(big);
    const [streamed] = await sent({ ...big, comes: 'unannounced' });
    if (!announced || !streamed) throw new Error('no media');
    expect(await failure(stage.channel.fetch(announced, 100_000))).toMatchObject({
      kind: 'too_big',
      code: 'announced',
    });
    expect(await failure(stage.channel.fetch(streamed, 100_000))).toMatchObject({
      kind: 'too_big',
      code: 'received',
    });
    expect((await stage.channel.fetch(streamed, 200_000)).bytes).toHaveLength(200_000);
  });

  test('may be tried again where the provider is too slow, away or does not know us', async () => {
    const [media] = await sent({ ...voice, comes: 'slow' });
    if (!media) throw new Error('no media');
    const account = { ...twilioAccount, apiUrl: stage.double.url };
    const impatient = openMedia({ ...account, timeoutMs: 300 });
    expect((await failure(impatient.fetch(media, 1_000))).kind).toBe('unavailable');
    await impatient.close();
    const stranger = openMedia({ ...account, authToken: 'wrong' });
    expect(await failure(stranger.fetch(media, 1_000))).toMatchObject({ kind: 'unavailable', code: '401' });
    expect(await failure(stranger.discard(media))).toMatchObject({ kind: 'unavailable', code: '401' });
    await stranger.close();
    await stage.double.close();
    expect((await failure(stage.channel.fetch(media, 1_000))).kind).toBe('unavailable');
    expect((await failure(stage.channel.discard(media))).kind).toBe('unavailable');
  });

  test("is fetched and deleted at Twilio's API only, whatever address came", async () => {
    const path = `/2010-04-01/Accounts/AC${'1'.repeat(32)}/Messages/MM${'2'.repeat(32)}/Media/ME${'3'.repeat(32)}`;
    const real = openMedia({ ...twilioAccount, apiUrl: 'https://api.twilio.com' });
    const refused = [
      `http://api.twilio.com${path}`,
      `https://api.twilio.com:8443${path}`,
      `https://api.twilio.com.evil.example${path}`,
      `https://evil.example/api.twilio.com${path}`,
      `https://user:pass@api.twilio.com${path}`,
      `https://media.twiliocdn.com${path}`,
      `https://api.twilio.com${path}/../../../../../../Keys.json`,
      `https://api.twilio.com${path}?x=1`,
      'https://api.twilio.com/2010-04-01/Accounts.json',
      `${stage.double.url}${path}`,
      'rubbish',
    ];
    for (const url of refused)
      for (const run of [
        real.fetch({ url, contentType: 'image/png' }, 1_000),
        real.discard({ url, contentType: '' }),
      ])
        expect(await failure(run), url).toMatchObject({ kind: 'refused' });
    await real.close();
    // And a trial never takes its credentials to the real one.
    for (const url of [`https://api.twilio.com${path}`, `${stage.double.url}/__ledger`])
      expect((await failure(stage.channel.fetch({ url, contentType: '' }, 1_000))).kind).toBe('refused');
  });
});

const basic = () =>
  `Basic ${Buffer.from(`${twilioAccount.accountSid}:${twilioAccount.authToken}`).toString('base64')}`;

describe('what we send', () => {
  const file = (kind: OutboundFile['kind'], contentType: string): OutboundFile => ({
    blobId: 'blob-1',
    kind,
    contentType,
    size: 4,
    bytes: async () => Buffer.from('file'),
    link: `https://teledjol.example/media/${kind}`,
  });

  test('a voice note stands alone, a picture has its text below', async () => {
    await stage.channel.send(outbound({ text: '', attachment: file('voice', 'audio/ogg') }));
    await stage.channel.send(outbound({ text: 'Sa a pa vre', attachment: file('image', 'image/png') }));
    expect(stage.double.ledger).toMatchObject([
      { body: '', mediaUrl: 'https://teledjol.example/media/voice' },
      { body: 'Sa a pa vre', mediaUrl: 'https://teledjol.example/media/image' },
    ]);
    expect(stage.channel.capabilities['twilio-whatsapp']?.files).toMatchObject({
      voice: 'full',
      document: 'link',
    });
  });

  test('a place is a pin with its name', async () => {
    const location = { latitude: 18.5392, longitude: -72.3364, label: 'Lekòl Nasyonal' };
    await stage.channel.send(outbound({ text: '', location }));
    await stage.channel.send(outbound({ text: '', location: { latitude: 18, longitude: -72 } }));
    expect(stage.double.ledger).toMatchObject([
      { body: 'Lekòl Nasyonal', geo: 'geo:18.5392,-72.3364|Lekòl Nasyonal' },
      { body: '18,-72', geo: 'geo:18,-72' },
    ]);
  });

  test('no file, pin or template goes by SMS', async () => {
    const account = 'twilio-sms';
    const template = { name: `HX${'a'.repeat(32)}`, language: 'ht' };
    for (const own of [
      { attachment: file('image', 'image/png') },
      { location: { latitude: 18, longitude: -72 } },
      { template },
    ])
      await expect(stage.channel.send(outbound({ account, ...own }))).rejects.toMatchObject({
        kind: 'rejected',
        code: 'sms',
      });
    expect(stage.double.ledger).toEqual([]);
    expect(stage.channel.capabilities[account]?.files).toMatchObject({ voice: 'none', image: 'link' });
  });
});
