import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openPairingDesk } from '../../channels/whatsapp-web/pairing.ts';
import { openLog } from '../../core/log.ts';
import { type SmsGatewayDouble, startSmsGatewayDouble } from '../../doubles/sms-gateway/server.ts';
import { startTelegramDouble, type TelegramDouble } from '../../doubles/telegram/server.ts';
import { startWhatsAppCloudDouble, type WhatsAppCloudDouble } from '../../doubles/whatsapp-cloud/server.ts';
import {
  type Person,
  startWhatsAppWebDouble,
  type WhatsAppWebDouble,
} from '../../doubles/whatsapp-web/server.ts';
import { openStore } from '../../store/connect.ts';
import { openKeep } from '../../store/keeps.ts';
import { freshDatabase } from '../database.ts';
import { until } from '../until.ts';
import { type House, openHouse, tellWhenRed } from './house.ts';
import { publishVerdict, VERDICT } from './publish-verdict.ts';

/*
 * One house with every door open. The same person writes the same rumor at each, is asked the same questions, and hears
 * the verdict there, each in the form that the door can carry.
 */
const OURS = { id: '109876543210001', display: '50928110001' };
const GATEWAY = {
  name: 'digicel',
  user: 'invented',
  password: 'password',
  secret: 'an-invented-secret',
  from: '2004',
};
const TOKEN = '7000000001:AAinvented-token_0123456789abcdefgh';
const META = {
  token: 'EAAAnInventedSystemUserToken',
  appSecret: 'an-invented-app-secret',
  verifyToken: 'an-invented-verify-token',
};
const RUMOR = 'Yo di zwazoble ap vole bwat vòt yo nan Jakmèl demen maten';

let house: House<'door' | 'rest'>;
let kannel: SmsGatewayDouble;
let telegram: TelegramDouble;
let meta: WhatsAppCloudDouble;
let web: WhatsAppWebDouble;
let database: Awaited<ReturnType<typeof freshDatabase>>;

beforeAll(async () => {
  [kannel, telegram, meta, web, database] = await Promise.all([
    startSmsGatewayDouble({ ...GATEWAY, kind: 'kannel' }),
    startTelegramDouble({ token: TOKEN, username: 'TeledjolTestBot' }),
    startWhatsAppCloudDouble({ ...META, phones: [OURS], patienceMs: 60_000 }),
    startWhatsAppWebDouble(),
    freshDatabase(),
  ]);
  house = await openHouse({
    processes: { door: 'web', rest: 'conversation,outbound,desks' },
    database: database.url,
    environment: {
      ...web.environment,
      CHANNELS: 'simulator,twilio,sms-gateway,telegram,whatsapp-cloud,whatsapp-web',
      WHATSAPP_WEB_ACCEPT_RISK: 'yes',
      WHATSAPP_WEB_URL: web.url,
      WHATSAPP_WEB_PER_MINUTE: '60',
      SMS_GATEWAYS: `digicel=kannel ${kannel.url.replace('//', '//invented:password@')}/cgi-bin/sendsms?from=2004&secret=${GATEWAY.secret}&national=509xxxxxxxx&per_second=500`,
      TELEGRAM_BOT_TOKEN: TOKEN,
      TELEGRAM_API_ROOT: telegram.url,
      TELEGRAM_MODE: 'polling',
      WHATSAPP_CLOUD_TOKEN: META.token,
      WHATSAPP_CLOUD_PHONE_ID: OURS.id,
      WHATSAPP_CLOUD_APP_SECRET: META.appSecret,
      WHATSAPP_CLOUD_VERIFY_TOKEN: META.verifyToken,
      WHATSAPP_CLOUD_API_URL: meta.url,
    },
  });
  kannel.aim(house.process.door.url);
  for (const secret of [...Object.values(META), GATEWAY.secret, 'zwazoble', ...NUMBERS])
    house.secrets.add(secret);
  await meta.subscribe(`${house.publicUrl}/hooks/whatsapp`);
  await linkDevice();
});
afterEach((context) => tellWhenRed(context, house));
afterAll(async () => {
  await house?.close();
  await Promise.all([kannel, telegram, meta, web].map((double) => double?.close()));
  await database?.drop();
});

/** As an administrator does in the console. */
async function linkDevice(): Promise<void> {
  const store = openStore({ url: database.url, seal: house.seal, log: openLog(undefined, 'silent') });
  const desk = openPairingDesk(openKeep(store, 'whatsapp-web'));
  await desk.ask({ do: 'qr' });
  await web.scan(await until(async () => (await desk.read()).qr, { withinMs: 60_000, what: 'a QR code' }));
  await until(async () => (await desk.read()).stands === 'up', { withinMs: 60_000, what: 'it is linked' });
  await store.close();
}

/** What somebody sees of one message of ours. */
interface Seen {
  readonly text: string;
  readonly buttons: readonly string[];
}
interface Door {
  /** Numbered lines where there are no buttons: then a number is typed. */
  readonly buttons: boolean;
  write(text: string): Promise<unknown> | unknown;
  tap(label: string): Promise<unknown> | unknown;
  seen(): readonly Seen[];
}

const NUMBERS = ['37920001', '37920002', '37920003', '37920004', '815920005', '37920006'] as const;
let onTheirPhone: Person | undefined;
const lastOf = <T>(all: readonly T[]): T => {
  const last = all.at(-1);
  if (last === undefined) throw new Error('nothing has come yet');
  return last;
};

const doors: Readonly<Record<string, () => Door>> = {
  'SMS by an operator': () => ({
    buttons: false,
    write: (text) => kannel.sms(NUMBERS[0], text),
    tap: () => undefined,
    seen: () =>
      kannel.ledger.filter(({ to }) => to.endsWith(NUMBERS[0])).map(({ text }) => ({ text, buttons: [] })),
  }),
  'SMS by Twilio': () => ({
    buttons: false,
    write: (text) => house.process.door.inbound(`+509${NUMBERS[1]}`, text),
    tap: () => undefined,
    seen: () => house.heard(`+509${NUMBERS[1]}`).map(({ body }) => ({ text: body, buttons: [] })),
  }),
  'WhatsApp by Twilio': () => {
    const person = `whatsapp:+509${NUMBERS[2]}`;
    return {
      buttons: true,
      write: (text) => house.process.door.inbound(person, text),
      tap: (label) => {
        const { sid, buttons } = lastOf(house.heard(person));
        return house.double.tap(sid, buttons?.find((button) => button.label === label)?.id ?? '');
      },
      seen: () =>
        house
          .heard(person)
          .map(({ body, buttons }) => ({ text: body, buttons: (buttons ?? []).map(({ label }) => label) })),
    };
  },
  'WhatsApp by Meta': () => {
    const person = { phone: `509${NUMBERS[3]}` };
    const heard = () => meta.ledger.filter(({ to }) => to === person.phone);
    return {
      buttons: true,
      write: (body) => meta.write(person, { type: 'text', text: { body } }),
      tap: (label) => meta.tap(person, lastOf(heard()), label),
      seen: () => heard().map(({ text, buttons }) => ({ text, buttons: buttons.map(({ title }) => title) })),
    };
  },
  Telegram: () => {
    const chat = Number(NUMBERS[4]);
    const heard = () => telegram.ledger.filter((sent) => sent.chat === chat);
    return {
      buttons: true,
      write: (text) => telegram.says(chat, text),
      tap: (label) => {
        const sent = lastOf(heard());
        telegram.taps(sent, sent.buttons.find(({ text }) => text === label)?.callback_data ?? '');
      },
      seen: () =>
        heard().map(({ parameters, buttons }) => ({
          text: String(parameters.text),
          buttons: buttons.map(({ text }) => text),
        })),
    };
  },
  'WhatsApp as a linked device': () => {
    onTheirPhone ??= web.person(`509${NUMBERS[5]}`, '207000000079206');
    const person = onTheirPhone;
    return {
      buttons: false,
      write: (text) => person.writes(text),
      tap: () => undefined,
      seen: () =>
        person.heard().map(({ message }) => ({
          text: message.conversation ?? message.extendedTextMessage?.text ?? '',
          buttons: [],
        })),
    };
  },
};

const hears = (door: Door, count: number) =>
  until(() => door.seen()[count - 1], { withinMs: 90_000, what: `answer ${count} has come` });
const choose = (door: Door, label: string, n: number) =>
  door.buttons ? door.tap(label) : door.write(String(n));

test.each(Object.entries(doors))('%s: the whole first talk', async (_name, open) => {
  const door = open();
  await door.write(RUMOR);
  const kept = await hears(door, 1);
  expect(kept.text).toMatch(/k[òo]d: [A-Z0-9]{4}/i);
  expect(kept.buttons).toEqual(door.buttons ? ['Kreyòl', 'Francais', 'English', 'Español'] : []);
  if (!door.buttons) expect(kept.text).toMatch(/\n1\.? Kreyòl\n2\.? Francais/);
  await choose(door, 'Kreyòl', 1);
  const consent = await hears(door, 2);
  expect(consent.text).toMatch(/Ou dak[òo] pou nou kenbe/);
  expect(consent.buttons).toEqual(door.buttons ? ['Wi', 'Non'] : []);
  await choose(door, 'Wi', 1);
  expect((await hears(door, 3)).text).toMatch(/KI KOTE [A-Z0-9]{4}/);
});

test('each hears the verdict once, where they asked', async () => {
  await house.quiet(60_000);
  await publishVerdict(house, 'door', Object.keys(doors).length);
  for (const open of Object.values(doors)) {
    const door = open();
    await until(() => door.seen().some(({ text }) => VERDICT.test(text)), {
      withinMs: 60_000,
      what: 'the verdict',
    });
  }
  await house.quiet(60_000);
  for (const open of Object.values(doors))
    expect(
      open()
        .seen()
        .filter(({ text }) => VERDICT.test(text)),
    ).toHaveLength(1);
});

test('STOP is heard at each door, once', async () => {
  for (const open of Object.values(doors)) {
    const door = open();
    const before = door.seen().length;
    await door.write('Sispann!');
    expect((await hears(door, before + 1)).text).toMatch(/p ap ekri ou ank[òo]/);
    await door.write('sispann');
    await house.quiet(60_000);
    expect(door.seen()).toHaveLength(before + 1);
  }
});
