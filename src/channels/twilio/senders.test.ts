import { expect, test } from 'vitest';
import { openLog } from '../../core/log.ts';
import { openSenders } from './senders.ts';
import { settings } from './settings.ts';

const MG = (n: number) => `MG${String(n).padStart(32, '0')}`;

function senders(values: Readonly<Record<string, string>>) {
  const said: string[] = [];
  const log = openLog((line) => said.push(line));
  return { said, ...openSenders((name) => values[name] ?? settings[name]?.default ?? '', log) };
}

const several = {
  TWILIO_SMS_FROM: `+50928110000, digicel=${MG(1)}/+50928110002,natcom=${MG(2)}`,
  TWILIO_WHATSAPP_FROM: `press=whatsapp:+50928110001,${MG(1)}/whatsapp:+50928110005`,
  TWILIO_SMS_PER_SECOND: '1,natcom=100.5',
};

test('each sender has a name of its own and its own speed', () => {
  expect(senders(several).all).toEqual([
    { account: 'twilio-sms', medium: 'sms', number: '+50928110000', perSecond: 1 },
    { account: 'twilio-sms-digicel', medium: 'sms', number: '+50928110002', service: MG(1), perSecond: 1 },
    { account: 'twilio-sms-natcom', medium: 'sms', service: MG(2), perSecond: 100.5 },
    { account: 'twilio-whatsapp-press', medium: 'whatsapp', number: '+50928110001', perSecond: 10 },
    { account: 'twilio-whatsapp', medium: 'whatsapp', number: '+50928110005', service: MG(1), perSecond: 10 },
  ]);
});

test('the number that was written to decides, then the service, and an unknown one is the first of its medium', () => {
  const { accountFor, said } = senders(several);
  expect(accountFor('sms', '+50928110000', '')).toBe('twilio-sms');
  expect(accountFor('sms', '+50928110002', MG(2))).toBe('twilio-sms-digicel');
  expect(accountFor('sms', '+50928119999', MG(2))).toBe('twilio-sms-natcom');
  expect(accountFor('whatsapp', 'whatsapp:+50928110005', MG(1))).toBe('twilio-whatsapp');
  expect(said).toEqual([]);
  // A number of SMS is none of WhatsApp.
  expect(accountFor('whatsapp', 'whatsapp:+50928110000', '')).toBe('twilio-whatsapp-press');
  expect(accountFor('sms', '', '')).toBe('twilio-sms');
  expect(said).toHaveLength(2);
  expect(accountFor('sms', '', '')).toBe('twilio-sms');
  expect(said).toHaveLength(2);
  expect(senders({ TWILIO_SMS_FROM: '12345' }).accountFor('whatsapp', 'whatsapp:12345', '')).toBeUndefined();
});

test('a list that contradicts itself stops the start in one line', () => {
  for (const [own, says] of [
    [{}, 'set TWILIO_SMS_FROM or TWILIO_WHATSAPP_FROM'],
    [{ TWILIO_SMS_FROM: '+50928110000,+50928110002' }, 'TWILIO_SMS_FROM has two senders without a name'],
    [{ TWILIO_SMS_FROM: 'a=+50928110000,a=12345' }, 'TWILIO_SMS_FROM has two senders called a'],
    [{ TWILIO_SMS_FROM: '12345,a=12345' }, 'TWILIO_SMS_FROM names one sender twice: twilio-sms-a'],
    [{ TWILIO_SMS_FROM: '12345', TWILIO_SMS_PER_SECOND: 'b=5' }, 'TWILIO_SMS_PER_SECOND names b'],
  ] as const)
    expect(() => senders(own)).toThrow(says);
});

test('what may stand in the lists', () => {
  const fits = (name: string, value: string) => settings[name]?.matches?.test(value);
  for (const good of ['', '+50928110000', '12345', 'TELEDJOL', MG(1), `${MG(1)}/12345`, `a=1234, b=${MG(2)}`])
    expect(fits('TWILIO_SMS_FROM', good), good).toBe(true);
  for (const bad of ['+0', 'A=+50928110000', `${MG(1)}/`, 'a=', ',', '12345,', 'whatsapp:+50928110000'])
    expect(fits('TWILIO_SMS_FROM', bad), bad).toBe(false);
  for (const bad of ['TELEDJOL', '12345', 'a=b=+50928110000'])
    expect(fits('TWILIO_WHATSAPP_FROM', bad), bad).toBe(false);
  expect(fits('TWILIO_API_URL', 'https://api.dublin.ie1.twilio.com')).toBe(true);
  expect(fits('TWILIO_API_URL', 'http://127.0.0.1:4010')).toBe(true);
  expect(fits('TWILIO_API_URL', 'http://twilio.example')).toBe(false);
  expect(fits('TWILIO_API_URL', 'http://127.0.0.1.example.com')).toBe(false);
  expect(fits('TWILIO_WHATSAPP_TEMPLATES', `ht=HX${'a'.repeat(32)},fr=HX${'b'.repeat(32)}`)).toBe(true);
  expect(fits('TWILIO_WHATSAPP_TEMPLATES', 'ht=HX1')).toBe(false);
});
