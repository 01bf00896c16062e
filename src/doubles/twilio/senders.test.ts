import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTwilioStage, outbound, type TwilioStage } from '../../testing/twilio-stage.ts';

const MG = `MG${'5'.repeat(32)}`;
const OTHER = `MG${'6'.repeat(32)}`;
const [digicel, natcom, pooled] = ['+50928110000', '+50928110002', '+50928110003'] as const;
const [main, press] = ['whatsapp:+50928110001', 'whatsapp:+50928110004'] as const;

let stage: TwilioStage;
beforeEach(async () => {
  stage = await openTwilioStage({
    account: {
      smsFrom: '',
      whatsappFrom: '',
      moreSenders: [natcom, '12345'],
      services: {
        [MG]: { senders: [pooled, digicel] },
        [OTHER]: { senders: [press, main], advancedOptOut: true },
      },
    },
    settings: {
      TWILIO_SMS_FROM: `${MG},digicel=${MG}/${digicel},natcom=${natcom},short=12345`,
      TWILIO_WHATSAPP_FROM: `${OTHER}/${main},press=${press}`,
    },
  });
});
afterEach(() => stage.close());

describe('several senders', () => {
  test('each leaves by its own number or service, and reaches the same person', async () => {
    for (const account of Object.keys(stage.channel.capabilities))
      await stage.channel.send(outbound({ account }));
    expect(stage.double.ledger.map(({ from, service }) => [from, service])).toEqual([
      [pooled, MG],
      [digicel, MG],
      [natcom, undefined],
      ['12345', undefined],
      // A fixed sender, though its service would have chosen another.
      [main, OTHER],
      [press, undefined],
    ]);
    expect(new Set(stage.double.ledger.map(({ to }) => to)).size).toBe(2);
  });

  test('the answer comes to the account that was written to', async () => {
    for (const To of [pooled, digicel, natcom, '12345'])
      await stage.double.inbound('+50937000001', 'Bonjou', { To });
    for (const To of [main, press]) await stage.double.inbound('whatsapp:+50937000001', 'Bonjou', { To });
    expect(stage.inbounds().map(({ account }) => account)).toEqual([
      'twilio-sms',
      'twilio-sms-digicel',
      'twilio-sms-natcom',
      'twilio-sms-short',
      'twilio-whatsapp',
      'twilio-whatsapp-press',
    ]);
    expect(stage.said).toEqual([]);
  });

  test('a number that nobody named is not lost, and is told of once, without it', async () => {
    for (const _ of [1, 2]) await stage.double.inbound('+50937000001', 'Bonjou', { To: '+50928117777' });
    expect(stage.inbounds().map(({ account }) => account)).toEqual(['twilio-sms', 'twilio-sms']);
    expect(stage.said).toHaveLength(1);
    expect(stage.said[0]).toMatch(/TWILIO_SMS_FROM/);
    expect(stage.said[0]).not.toMatch(/28117777|37000001/);
  });
});
