import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { idOf, OURS, openWhatsAppCloud, phone, post as postTo } from '../../testing/whatsapp-cloud.ts';

const channel = openWhatsAppCloud();
afterAll(() => channel.close());
const post = (body: string) => postTo(channel, body);

const samples = new URL('../../../../shared/data/payloads/whatsapp_cloud/', import.meta.url);
describe.runIf(existsSync(samples))('recorded webhooks, where they are at hand', () => {
  const read = (file: string) => readFileSync(new URL(file, samples), 'utf8');
  /** The documentation leaves blanks: filled in, and made to come to a number of ours. */
  const filled = (file: string) =>
    read(file)
      .replaceAll(/"phone_number_id": "[^"]*"/g, `"phone_number_id": "${OURS.id}"`)
      .replaceAll('"PHONE_NUMBER"', '"50937000001"')
      .replaceAll('"LOCATION_LATITUDE"', '18.5')
      .replaceAll('"LOCATION_LONGITUDE"', '-72.3');
  // A group that does not run is gathered all the same.
  const webhooks = (existsSync(samples) ? readdirSync(samples) : []).filter(
    (file) => !file.startsWith('x_hub'),
  );

  test.each(webhooks)('%s passes, and is nothing where it is not for us', (file) => {
    expect(post(read(file))).toEqual({ events: [], answer: { status: 200 } });
    expect(post(filled(file)).answer).toEqual({ status: 200 });
  });

  const first = { kind: 'inbound', channel: 'whatsapp-cloud', account: 'whatsapp-cloud' };
  const cases: Readonly<Record<string, object[]>> = {
    'metadocs_ad_referral.json': [{ ...first, text: 'BODY', media: [], from: [phone('50937000001')] }],
    'metadocs_button_reply.json': [
      { ...first, text: 'button-text', choice: 'unique-button-identifier-here' },
    ],
    'metadocs_list_reply.json': [{ ...first, text: 'list_reply_title', choice: 'list_reply_id' }],
    'metadocs_location_without_type.json': [
      {
        ...first,
        text: '',
        location: { latitude: 18.5, longitude: -72.3, label: 'LOCATION_NAME, LOCATION_ADDRESS' },
      },
    ],
    'metadocs_reaction.json': [],
    'metadocs_sticker.json': [
      { ...first, text: '', media: [{ url: 'whatsapp:ID', contentType: 'image/webp', kind: 'sticker' }] },
    ],
    'vercel_firstMessage.json': [
      {
        ...first,
        externalId: idOf('wamid.FAKE_MSG_ID_001'),
        from: [phone('15550002222')],
        text: 'What is Vercel?',
      },
    ],
    'vercel_sample_00_text_message.json': [{ ...first, text: 'Hello, bot!' }],
    'vercel_sample_02_reaction.json': [],
    'vercel_sample_03_interactive_button_reply.json': [
      {
        ...first,
        text: 'Approve',
        choice: 'btn_approve',
        answers: idOf('wamid.HBgNMTU1NTEyMzQ1NjcVAgASGBQzQUYwMDAwMDAwMDAwMDAwMDAA'),
      },
    ],
    'vercel_sample_05_system_message_user_changed_number.json': [],
    'vercel_sample_06_system_message_user_changed_user_id.json': [],
    'vercel_sample_08_status_update_message_delivered.json': [
      {
        kind: 'receipt',
        channel: 'whatsapp-cloud',
        externalId: idOf('wamid.HBgNMTU1NTEyMzQ1NjcVAgASGBQzQUYwMDAwMDAwMDAwMDAwMDAA'),
        status: 'delivered',
      },
    ],
    'vercel_secondMessage.json': [{ ...first, text: 'Tell me more' }],
  };
  test.each(Object.entries(cases))('%s yields what it holds', (file, expected) => {
    const { events } = post(filled(file));
    expect(events).toHaveLength(expected.length);
    expect(events).toMatchObject(expected);
  });
  test('no sample is left out', () => expect(Object.keys(cases).sort()).toEqual(webhooks.sort()));
});
