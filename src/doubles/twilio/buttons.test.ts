import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fitContent } from '../../outbound/fit.ts';
import { openTwilioStage, outbound, type TwilioStage } from '../../testing/twilio-stage.ts';
import { until } from '../../testing/until.ts';

const HT = `HX${'a'.repeat(32)}`;
const yesNo = [
  { id: 'yes', label: 'Wi' },
  { id: 'no', label: 'Non' },
];
const places = Array.from({ length: 10 }, (_, n) => ({ id: `place-${n}`, label: `Komin nimewo ${n}` }));

let stage: TwilioStage;
beforeEach(async () => {
  stage = await openTwilioStage({
    account: { templates: { [HT]: 'Nou gen yon repons pou ou. Ekri nou.' } },
    settings: { TWILIO_WHATSAPP_TEMPLATES: `ht=${HT}` },
  });
});
afterEach(() => stage.close());

const last = () => stage.double.ledger.at(-1);
const complaints = () => stage.said.filter((line) => line.includes('no buttons'));

describe('a question on WhatsApp', () => {
  test('has buttons, and the one that is tapped comes back', async () => {
    const text = 'Ou dakò pou nou kenbe mesaj ou? 🙏 "Wi" oswa \'non\'';
    const { externalId } = await stage.channel.send(outbound({ text, choices: yesNo }));
    expect(last()).toMatchObject({ sid: externalId, body: text, buttons: yesNo, list: false });
    await stage.double.tap(externalId, 'no');
    expect(stage.inbounds()).toMatchObject([
      { text: 'Non', choice: 'no', answers: externalId, account: 'twilio-whatsapp' },
    ]);
    await until(() => stage.receipts().some(({ status }) => status === 'read'), { what: 'the receipts' });
  });

  test('of more than three choices is a list, and its row comes back', async () => {
    const { externalId } = await stage.channel.send(outbound({ text: 'Ki komin?', choices: places }));
    expect(last()).toMatchObject({ body: 'Ki komin?', buttons: places, list: true });
    await stage.double.tap(externalId, 'place-9');
    expect(stage.inbounds()[0]).toMatchObject({ text: 'Komin nimewo 9', choice: 'place-9' });
  });

  test('keeps its line breaks, blanks and tabs, which no variable may hold', async () => {
    for (const text of [
      'Premye liy\n\nDezyèm liy\nTwazyèm',
      'youn\t de      twa',
      ' \n a \r\n b \n',
      'a\u2028b',
      '{{1}} {{2}}',
    ]) {
      await stage.channel.send(outbound({ text, choices: yesNo }));
      expect(last()).toMatchObject({ body: text, buttons: yesNo });
    }
  });

  test('loses and reorders no character, whatever it says', async () => {
    const said = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.string({
        unit: fc.constantFrom('a', ' ', '\n', '\t', '\r', '{{1}}', '"', '\\', '🙏', '\u00a0'),
        maxLength: 40,
      }),
    );
    await fc.assert(
      fc.asyncProperty(said, async (text) => {
        await stage.channel.send(outbound({ text, choices: yesNo }));
        const heard = last();
        if (heard?.buttons) expect(heard.body).toBe(text);
        else expect(heard?.body).toBe(text === '' ? '1 Wi\n2 Non' : `${text}\n1 Wi\n2 Non`);
      }),
      { numRuns: 150 },
    );
    expect(stage.double.ledger.filter(({ buttons }) => buttons).length).toBeGreaterThan(100);
  }, 60_000);

  test('makes one content for each set of choices and shape of text, for all processes and times', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        stage.channel.send(outbound({ text: `Kesyon ${n}`, choices: yesNo })),
      ),
    );
    expect(stage.double.contents).toBe(1);
    await stage.reopen();
    await stage.channel.send(outbound({ text: 'Yon lòt', choices: yesNo }));
    expect(stage.double.contents).toBe(1);
    await stage.channel.send(outbound({ text: 'De\nliy', choices: yesNo }));
    await stage.channel.send(outbound({ text: 'Lòt repons', choices: places.slice(0, 2) }));
    expect(stage.double.contents).toBe(3);
    expect(new Set(stage.double.ledger.map(({ body }) => body)).size).toBe(23);
  });

  test('is numbered lines where the account may make no content, and buttons once it may', async () => {
    stage.double.tell({ content: 'forbidden' });
    for (const text of ['Youn?', 'De?']) {
      await stage.channel.send(outbound({ text, choices: yesNo }));
      expect(last()?.body).toBe(`${text}\n1 Wi\n2 Non`);
      expect(last()).not.toHaveProperty('buttons');
    }
    // Said once, and the second did not even ask.
    expect(complaints()).toHaveLength(1);
    expect(complaints()[0]).toContain('20403');
    expect(stage.double.contents).toBe(0);
    await stage.reopen();
    await stage.channel.send(outbound({ text: 'Twa?', choices: yesNo }));
    expect(last()).toMatchObject({ body: 'Twa?', buttons: yesNo });
  });

  test('is numbered lines where making a content fails or takes too long: the message itself was never in doubt', async () => {
    stage.double.tell({ content: 'broken' });
    await stage.channel.send(outbound({ text: 'Youn?', choices: yesNo }));
    expect(last()?.body).toBe('Youn?\n1 Wi\n2 Non');
    await stage.reopen();
    stage.double.tell({ content: 'hang' });
    await stage.channel.send(outbound({ text: 'De?', choices: yesNo }));
    expect(last()?.body).toBe('De?\n1 Wi\n2 Non');
    expect(stage.double.ledger).toHaveLength(2);
  }, 15_000);

  test('is sent in words where the content is gone, and the content is made anew', async () => {
    await stage.channel.send(outbound({ text: 'Youn?', choices: yesNo }));
    const before = last()?.contentSid ?? '';
    stage.double.removeContent(before);
    await stage.channel.send(outbound({ text: 'De?', choices: yesNo }));
    expect(last()?.body).toBe('De?\n1 Wi\n2 Non');
    await stage.channel.send(outbound({ text: 'Twa?', choices: yesNo }));
    expect(last()).toMatchObject({ body: 'Twa?', buttons: yesNo });
    expect(last()?.contentSid).not.toBe(before);
  });

  test('whose message is refused for another reason is not sent a second time in words', async () => {
    stage.double.tell({ call: 'refused', code: 21610 });
    await expect(stage.channel.send(outbound({ choices: yesNo }))).rejects.toMatchObject({
      kind: 'opted_out',
    });
    stage.double.tell({ call: 'drop' });
    await expect(stage.channel.send(outbound({ choices: yesNo }))).rejects.toMatchObject({
      kind: 'outcome_unknown',
    });
    expect(stage.double.ledger).toHaveLength(1);
  });

  test('is numbered lines where the operator wants no buttons, and by SMS', async () => {
    const channel = await stage.reopen({ TWILIO_BUTTONS: 'no' });
    expect(channel.capabilities['twilio-whatsapp']?.choices.support).toBe('fallback');
    await channel.send(outbound({ text: 'Youn?', choices: yesNo }));
    await channel.send(outbound({ text: 'De?', choices: yesNo, account: 'twilio-sms' }));
    expect(stage.double.ledger.map(({ body }) => body)).toEqual(['Youn?\n1 Wi\n2 Non', 'De?\n1 Wi\n2 Non']);
    expect(stage.double.contents).toBe(0);
  });

  test('fits as the capabilities say', async () => {
    const can = stage.channel.capabilities['twilio-whatsapp'];
    if (!can) throw new Error('no WhatsApp');
    for (const label of ['ç'.repeat(20), '🙏'.repeat(10)]) {
      const [part] = fitContent({ text: 'Ki sa?', choices: [{ id: 'i'.repeat(200), label }] }, can);
      await stage.channel.send(outbound({ ...part, choices: part?.choices ?? [] }));
      expect(last()?.buttons).toEqual([{ id: 'i'.repeat(200), label }]);
    }
    await stage.channel.send(outbound({ text: 'a'.repeat(can.choices.textMax ?? 0), choices: yesNo }));
    expect(last()?.buttons).toEqual(yesNo);
  });

  test('leaves neither its text nor its labels in the log or in the keys that are kept', async () => {
    stage.double.tell({ content: 'broken' });
    await stage.channel.send(outbound({ text: 'Yon sekrè?', choices: [{ id: 'x', label: 'Sekrè' }] }));
    expect(complaints()).toHaveLength(1);
    expect(stage.said.join('')).not.toMatch(/sekrè/i);
  });
});

describe('outside the window', () => {
  test('an approved template may leave, without a text of ours', async () => {
    const template = stage.channel.capabilities['twilio-whatsapp']?.window?.templates.ht;
    expect(template).toEqual({ name: HT, language: 'ht' });
    if (!template) return;
    await stage.channel.send(outbound({ text: 'Nou gen yon repons', template }));
    expect(last()).toMatchObject({ body: 'Nou gen yon repons pou ou. Ekri nou.', contentSid: HT });
  });

  test('what left all the same is told by its receipt', async () => {
    stage.double.tell({ receipts: 'failed', code: 63016 });
    await stage.channel.send(outbound());
    await until(() => stage.receipts().length === 2, { what: 'two receipts' });
    expect(stage.receipts()[1]).toMatchObject({
      status: 'failed',
      error: { code: '63016', meaning: 'window_closed' },
    });
  });
});

describe('a template that carries a bulletin', () => {
  const BULLETIN = `HX${'b'.repeat(32)}`;
  const GONE = `HX${'c'.repeat(32)}`;
  let own: TwilioStage;
  beforeEach(async () => {
    own = await openTwilioStage({
      account: {
        templates: { [HT]: 'Ekri nou.', [BULLETIN]: 'Nouvèl: {{1}}' },
        approvals: { [BULLETIN]: { status: 'rejected', rejection_reason: 'PROMOTIONAL' } },
      },
      settings: {
        TWILIO_WHATSAPP_TEMPLATES: `ht=${HT}`,
        TWILIO_WHATSAPP_BULLETIN_TEMPLATES: `ht=${BULLETIN},fr=${GONE}`,
      },
    });
  });
  afterEach(() => own.close());

  test('takes it as its variable, and other variables are refused', async () => {
    const template = own.channel.capabilities['twilio-whatsapp']?.window?.bulletins?.ht;
    if (!template) throw new Error('no template');
    const send = (...params: string[]) => own.channel.send(outbound({ template: { ...template, params } }));
    await send('Biwo yo louvri.');
    expect(own.double.ledger.at(-1)).toMatchObject({
      body: 'Nouvèl: Biwo yo louvri.',
      contentSid: BULLETIN,
    });
    await expect(send()).rejects.toMatchObject({ kind: 'rejected', code: '63028' });
    await expect(send('a\nb')).rejects.toMatchObject({ code: '21656' });
    await expect(
      own.channel.send(outbound({ template: { name: GONE, language: 'fr', params: ['a'] } })),
    ).rejects.toMatchObject({ kind: 'template_refused', code: '21655' });
  });

  test('is told of as WhatsApp judges it; what is not there is missing', async () => {
    expect(await own.channel.templates?.()).toEqual([
      { name: HT, language: 'ht', status: 'approved', category: 'utility' },
      {
        name: BULLETIN,
        language: 'ht',
        status: 'rejected',
        reason: 'PROMOTIONAL',
        category: 'utility',
      },
    ]);
  });
});
