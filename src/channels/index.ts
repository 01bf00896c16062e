import type { Channel, ChannelContext, OpenChannel, Setting } from '../core/channel.ts';
import { settings as simulator } from './simulator/settings.ts';
import { settings as smsGateway } from './sms-gateway/settings.ts';
import { settings as telegram } from './telegram/settings.ts';
import { settings as twilio } from './twilio/settings.ts';
import { settings as whatsappCloud } from './whatsapp-cloud/settings.ts';
import { settings as whatsappWeb } from './whatsapp-web/settings.ts';

interface Folder {
  readonly settings: Readonly<Record<string, Setting>>;
  /** A channel that is not open is never loaded: a provider's SDK costs seconds of start and memory. */
  readonly load: () => Promise<{ readonly open: OpenChannel }>;
}

/**
 * Every folder beside this file, written down so that it works the same from source and compiled.
 * `testing/channels.test.ts` compares it with the disk: a new folder without a line here fails there.
 */
const FOLDERS: Readonly<Record<string, Folder>> = {
  simulator: { settings: simulator, load: () => import('./simulator/index.ts') },
  'sms-gateway': { settings: smsGateway, load: () => import('./sms-gateway/index.ts') },
  telegram: { settings: telegram, load: () => import('./telegram/index.ts') },
  twilio: { settings: twilio, load: () => import('./twilio/index.ts') },
  'whatsapp-cloud': { settings: whatsappCloud, load: () => import('./whatsapp-cloud/index.ts') },
  'whatsapp-web': { settings: whatsappWeb, load: () => import('./whatsapp-web/index.ts') },
};

/** The names that `CHANNELS` may list. */
export function channelNames(): string[] {
  return Object.keys(FOLDERS);
}

/** @throws Error in one line, naming the known channels */
export function channelSettings(name: string): Readonly<Record<string, Setting>> {
  return folder(name).settings;
}

/**
 * Opens the named channels, each once, in the order named. A name that is not known stops everything before
 * anything is opened; when one cannot open, those already open are closed again.
 * @param contextOf what main hands to the channel of that name
 */
export async function openChannels(
  names: readonly string[],
  contextOf: (name: string) => ChannelContext,
): Promise<Channel[]> {
  const wanted = [...new Set(names)].map((name) => ({ name, ...folder(name) }));
  const opened: Channel[] = [];
  try {
    for (const { name, load } of wanted) {
      const channel = (await load()).open(contextOf(name));
      opened.push(channel);
      checkAccountNames(channel);
    }
  } catch (error) {
    await Promise.all(opened.map((channel) => channel.close()));
    throw error;
  }
  return opened;
}

/**
 * Names of accounts stand in logs, metrics and addresses, where no number of anybody may.
 * @throws Error in one line
 */
export function checkAccountNames({ name, capabilities }: Pick<Channel, 'name' | 'capabilities'>): void {
  if (Object.keys(capabilities).some((account) => /\d{6}/.test(account)))
    throw new Error(`an account of ${name} is named by a number: give it a name, e.g. its operator's`);
}

/** What of open channels decides how well an account is: see store/sender-health.ts. */
export function accountFacts(channels: readonly Channel[]) {
  return new Map(
    channels.flatMap(({ name, capabilities, receive }) =>
      Object.entries(capabilities).map(([account, { pace }]) => [
        account,
        { channel: name, pace, listens: receive.listen !== undefined },
      ]),
    ),
  );
}

function folder(name: string): Folder {
  const found = Object.hasOwn(FOLDERS, name) ? FOLDERS[name] : undefined;
  if (!found) throw new Error(`no channel is called "${name}": known are ${channelNames().join(', ')}`);
  return found;
}
