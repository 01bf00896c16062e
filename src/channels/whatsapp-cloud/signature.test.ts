import { existsSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import {
  APP_SECRET,
  hook,
  openWhatsAppCloud,
  PATH,
  post,
  refused,
  sign,
  VERIFY_TOKEN,
  value,
} from '../../testing/whatsapp-cloud.ts';
import { settings } from './settings.ts';
import { openSignatureCheck } from './signature.ts';

const channel = openWhatsAppCloud();
afterAll(() => channel.close());

describe('who is not let in', () => {
  const body = hook(
    value({ messages: [{ id: 'm', from: '50937000001', type: 'text', text: { body: 'Bonjou' } }] }),
  );

  test('no signature is 400, a wrong one 403, and two secrets hold while rotating', () => {
    expect(post(channel, body).events).toHaveLength(1);
    const wrong = [
      sign(body, 'another'),
      sign(`${body} `),
      'sha256=',
      'x',
      sign(body).slice(0, -1),
      `${sign(body)}0`,
    ];
    for (const signature of ['', ...wrong])
      expect(refused(() => post(channel, body, signature))).toBe(signature === '' ? 400 : 403);
    expect(refused(() => post(channel, body, [sign(body), sign(body)]))).toBe(403);
    expect(post(channel, body, sign(body).toUpperCase().replace('SHA', 'sha')).events).toHaveLength(1);
    const rotating = openWhatsAppCloud({ WHATSAPP_CLOUD_APP_SECRET: `a-new-secret , ${APP_SECRET}` });
    expect(post(rotating, body, sign(body)).events).toHaveLength(1);
    expect(post(rotating, body, sign(body, 'a-new-secret')).events).toHaveLength(1);
    expect(refused(() => post(rotating, body, sign(body, '')))).toBe(403);
  });

  test('the signature is over the bytes: the same JSON written another way does not hold', () => {
    const escaped = body.replace('Bonjou', 'Bonj\\u00f2');
    expect(post(channel, escaped).events[0]).toMatchObject({ text: 'Bonjò' });
    expect(refused(() => post(channel, JSON.stringify(JSON.parse(escaped)), sign(escaped)))).toBe(403);
  });

  test('the handshake answers who knows the verify token, with nothing but a plain word', () => {
    const webhook = channel.receive.webhooks.find(({ method }) => method === 'GET');
    const ask = (query: Record<string, string>) =>
      webhook?.read({
        method: 'GET',
        url: `${PATH}?${new URLSearchParams(query)}`,
        headers: {},
        body: Buffer.alloc(0),
      }).answer;
    const good = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': VERIFY_TOKEN };
    expect(ask(good)).toEqual({ status: 200, contentType: 'text/plain', body: '1158201444' });
    for (const token of ['', 'x', `${VERIFY_TOKEN} `, VERIFY_TOKEN.toUpperCase(), 'x'.repeat(100_000)])
      expect(refused(() => ask({ ...good, 'hub.verify_token': token }))).toBe(403);
    for (const challenge of ['', '<script>', 'a b', 'x'.repeat(257), '1\n2'])
      expect(refused(() => ask({ ...good, 'hub.challenge': challenge }))).toBe(400);
    expect(refused(() => ask({ ...good, 'hub.mode': 'unsubscribe' }))).toBe(400);
  });
});

describe('settings', () => {
  test('several numbers are several accounts, and what is named twice is said in one line', () => {
    expect(Object.keys(openWhatsAppCloud().capabilities)).toEqual([
      'whatsapp-cloud',
      'whatsapp-cloud-natcom',
    ]);
    const { matches } = settings.WHATSAPP_CLOUD_PHONE_ID ?? {};
    for (const ids of ['11111,22222', 'a=11111,b=11111', 'a=11111,a=22222', '11111,11111', '']) {
      expect(() => openWhatsAppCloud({ WHATSAPP_CLOUD_PHONE_ID: ids })).toThrow(
        /^WHATSAPP_CLOUD_PHONE_ID [^\n]+$/,
      );
      if (ids) expect(ids).toMatch(matches ?? /^$/);
    }
    for (const ids of ['+50937000001x', 'A=11111', '1', '11111;22222', '=11111'])
      expect(ids).not.toMatch(matches ?? /^/);
  });

  test('to one person no more leaves than Meta lets them get: one in six seconds', () => {
    for (const { pace } of Object.values(openWhatsAppCloud().capabilities)) {
      const { messages = Number.POSITIVE_INFINITY, seconds = 1 } = pace.perPerson ?? {};
      expect(seconds / messages).toBeGreaterThanOrEqual(6);
    }
  });

  test('templates are named by our language, and outside the window nothing else may leave', () => {
    const of = (templates: string) =>
      openWhatsAppCloud({ WHATSAPP_CLOUD_TEMPLATES: templates }).capabilities['whatsapp-cloud']?.window;
    expect(of('')).toEqual({ hours: 24, templates: {} });
    expect(of('ht=answer_ready/fr, en=answer_ready/en_US')).toEqual({
      hours: 24,
      templates: {
        ht: { name: 'answer_ready', language: 'fr' },
        en: { name: 'answer_ready', language: 'en_US' },
      },
    });
    const both = openWhatsAppCloud({ WHATSAPP_CLOUD_BULLETIN_TEMPLATES: 'ht=bulletin/fr' });
    expect(both.capabilities['whatsapp-cloud']?.window?.bulletins).toEqual({
      ht: { name: 'bulletin', language: 'fr' },
    });
    const { matches } = settings.WHATSAPP_CLOUD_TEMPLATES ?? {};
    for (const wrong of ['ht', 'ht=a', 'ht=A/fr', 'ht=a/', 'ht=a/fr,', '=a/fr', 'ht=a/en-US'])
      expect(wrong).not.toMatch(matches ?? /^/);
  });
});

const published = new URL(
  '../../../../shared/data/payloads/whatsapp_cloud/x_hub_signature_256_vector.json',
  import.meta.url,
);
test.runIf(existsSync(published))('the published signature holds', () => {
  const { secret, payload, value: signature } = JSON.parse(readFileSync(published, 'utf8'));
  const check = openSignatureCheck([secret]);
  const request = (body: string) => ({
    method: 'POST',
    url: PATH,
    headers: { 'x-hub-signature-256': signature },
    body: Buffer.from(body),
  });
  expect(() => check(request(payload))).not.toThrow();
  expect(refused(() => check(request(`${payload}!`)))).toBe(403);
});
