import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SendError } from '../../core/send-error.ts';
import { openTwilioStage, outbound, type TwilioStage } from '../../testing/twilio-stage.ts';
import { until } from '../../testing/until.ts';

const MG = `MG${'5'.repeat(32)}`;
const natcom = '+50928110002';
const inService = '+50928110003';
const somebodyElses = '+50928119999';

let stage: TwilioStage;
beforeEach(async () => {
  stage = await openTwilioStage({
    account: { moreSenders: [natcom, somebodyElses], services: { [MG]: { senders: [inService] } } },
    settings: { TWILIO_SMS_FROM: `+50928110000,natcom=${natcom},pool=${MG}` },
  });
});
afterEach(() => stage.close());

const since = () => new Date(Date.now() - 600_000);
const longAgo = Date.now() - 300_000;
const catchUp = (from = since(), sink = stage.sink) => stage.channel.receive.catchUp?.(from, sink);
const missed = { untold: true, at: longAgo };

describe('what Twilio took while we were away', () => {
  test('is taken in as if it had just come, whichever of our senders it was written to', async () => {
    const written = [
      ['twilio-sms', await stage.double.inbound('+50937000001', 'Premye', {}, missed)],
      ['twilio-sms-natcom', await stage.double.inbound('+50937000001', 'Dezyèm', { To: natcom }, missed)],
      ['twilio-whatsapp', await stage.double.inbound('whatsapp:+50937000002', 'Twazyèm 🙏', {}, missed)],
      ['twilio-sms-pool', await stage.double.inbound('+50937000003', 'Katriyèm', { To: inService }, missed)],
    ] as const;
    expect(stage.events).toEqual([]);
    await catchUp();
    const taken = stage.inbounds().map(({ account, externalId }) => `${account} ${externalId}`);
    expect(taken.sort()).toEqual(
      written.map(([account, { messageSid }]) => `${account} ${messageSid}`).sort(),
    );
    expect(stage.inbounds().map(({ text }) => text)).toContain('Twazyèm 🙏');
  });

  test('is the same message as the one that its webhook brought', async () => {
    const { messageSid } = await stage.double.inbound('whatsapp:+50937000002', 'Bonjou', {}, { at: longAgo });
    const [heard] = stage.inbounds();
    stage.events.length = 0;
    await catchUp();
    expect(stage.inbounds()).toEqual([heard]);
    expect(heard?.externalId).toBe(messageSid);
  });

  test('has its files, which are fetched as ever, and none where they have been deleted', async () => {
    const files = [{ contentType: 'audio/ogg', bytes: Buffer.from('OggS') }];
    await stage.double.inbound('whatsapp:+50937000002', '', {}, { files, ...missed });
    await catchUp();
    const [media] = stage.inbounds()[0]?.media ?? [];
    expect(media).toMatchObject({ kind: 'voice' });
    if (!media) return;
    expect((await stage.channel.fetch(media, 100)).bytes.toString()).toBe('OggS');
    await stage.channel.discard(media);
    await stage.reopen();
    stage.events.length = 0;
    await catchUp();
    expect(stage.inbounds()).toMatchObject([{ media: [] }]);
  });

  test('is not what was written to a number that is none of ours, nor what is older', async () => {
    await stage.double.inbound('+50937000001', 'Pou yon lòt', { To: somebodyElses }, missed);
    await stage.double.inbound('+50937000001', 'Pou nou', {}, missed);
    await catchUp();
    expect(stage.inbounds().map(({ text }) => text)).toEqual(['Pou nou']);
    await stage.reopen();
    stage.events.length = 0;
    await catchUp(new Date(longAgo + 5_000));
    expect(stage.events).toEqual([]);
  });

  test('is left to its webhook for a while, which tells more', async () => {
    await stage.double.inbound('+50937000001', 'Fèk ekri', {}, { untold: true });
    await stage.double.inbound('+50937000001', 'Pi bonè', {}, missed);
    await catchUp();
    expect(stage.inbounds().map(({ text }) => text)).toEqual(['Pi bonè']);
  });

  test('may be many pages long, and is taken in as it was written', async () => {
    const texts = Array.from({ length: 120 }, (_, n) => `Mesaj ${n}`);
    for (const text of texts) await stage.double.inbound('+50937000001', text, {}, missed);
    await catchUp();
    expect(stage.inbounds().map(({ text }) => text)).toEqual(texts);
  });

  test('is told once by one process, unless it could not be kept', async () => {
    await stage.double.inbound('+50937000001', 'Bonjou', {}, missed);
    const away = { ...stage.sink, deliver: async () => Promise.reject(new Error('nothing takes it')) };
    await expect(catchUp(since(), away)).rejects.toThrow('nothing takes it');
    expect(stage.events).toEqual([]);
    await catchUp();
    await catchUp();
    expect(stage.inbounds()).toHaveLength(1);
  });

  test('a STOP is noticed, and what Twilio said by itself is nothing of ours', async () => {
    await stage.double.inbound('+50937000001', 'STOP', {}, missed);
    expect(stage.double.ledger).toMatchObject([{ body: 'Twilio answers STOP' }]);
    await catchUp();
    expect(stage.inbounds()).toMatchObject([{ text: 'STOP', optOut: 'stop' }]);
  });
});

describe('receipts that were lost', () => {
  test('are found in the list', async () => {
    stage.double.tell({ receipts: 'lost', times: 2 });
    const sms = await stage.channel.send(outbound({ account: 'twilio-sms-pool' }));
    const whatsapp = await stage.channel.send(outbound());
    await catchUp();
    const found = stage.receipts().toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1));
    expect(found).toEqual(
      [sms, whatsapp]
        .map(({ externalId }) => ({ kind: 'receipt', channel: 'twilio', externalId, status: 'delivered' }))
        .toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1)),
    );
    await catchUp();
    expect(stage.receipts()).toHaveLength(2);
  });

  test('say why something failed, and nothing where nothing has moved', async () => {
    stage.double.tell({ receipts: 'none', to: '+50937000001' });
    stage.double.tell({ receipts: 'failed', code: 63016 });
    await stage.channel.send(outbound({ account: 'twilio-sms' }));
    await stage.channel.send(outbound());
    await until(() => stage.receipts().length === 2, { what: 'the receipts of the second' });
    stage.events.length = 0;
    await catchUp();
    expect(stage.receipts()).toMatchObject([
      { status: 'failed', error: { code: '63016', meaning: 'window_closed' } },
    ]);
  });
});

test('what the list cannot be asked for is a SendError that says whose affair it is', async () => {
  const kindOf = async () => {
    const error = await catchUp()?.catch((reason: unknown) => reason);
    return error instanceof SendError ? error.kind : error;
  };
  await stage.reopen({ TWILIO_AUTH_TOKEN: 'wrong' });
  expect(await kindOf()).toBe('misconfigured');
  await stage.reopen();
  await stage.double.close();
  expect(await kindOf()).toBe('unavailable');
});
