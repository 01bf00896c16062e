import type { Log } from '../../core/log.ts';

/** One sender of ours: at least one of `number` and `service` is set. */
export interface Sender {
  /** `twilio-sms`, `twilio-sms-natcom`, … */
  readonly account: string;
  readonly medium: 'sms' | 'whatsapp';
  /** A number (E.164), short code or sender id, without `whatsapp:`. */
  readonly number?: string;
  /** The Messaging Service it leaves through. */
  readonly service?: string;
  /** How fast the operator says it may send. */
  readonly perSecond: number;
}

export interface Senders {
  readonly all: readonly Sender[];
  of(account: string): Sender | undefined;
  /**
   * To which account a message came. Who writes to a number that is not in the settings still reaches us: it is taken
   * for the first sender of its medium, which is said once.
   * @param to as Twilio writes it, or empty
   * @param service the Messaging Service it came by, or empty
   * @returns undefined where the medium has no sender at all
   */
  accountFor(medium: Sender['medium'], to: string, service: string): string | undefined;
}

const DEFAULT_PER_SECOND = 10;

/**
 * Reads the lists of senders and of their speeds.
 * @param setting the trimmed value of a setting; empty where it is not set
 * @throws Error in one line where no sender is set, or a name says nothing or too much
 */
export function openSenders(setting: (name: string) => string, log: Log): Senders {
  const all = [
    ...sendersOf('sms', 'TWILIO_SMS', setting),
    ...sendersOf('whatsapp', 'TWILIO_WHATSAPP', setting),
  ];
  if (all.length === 0)
    throw new Error(
      'set TWILIO_SMS_FROM or TWILIO_WHATSAPP_FROM: the channel twilio has no number to send from',
    );
  const told = new Set<string>();
  return {
    all,
    of: (account) => all.find((one) => one.account === account),
    accountFor(medium, to, service) {
      const number = to.replace(/^whatsapp:/, '');
      const ours = all.filter((one) => one.medium === medium);
      const found =
        ours.find((one) => one.number !== undefined && one.number === number) ??
        ours.find((one) => one.service !== undefined && one.service === service);
      if (found) return found.account;
      const [first] = ours;
      if (first && !told.has(medium)) {
        told.add(medium);
        log.warn(
          `a message came to a number or service that TWILIO_${medium.toUpperCase()}_FROM does not name: taken for its first`,
          { channel: 'twilio', account: first.account },
        );
      }
      return first?.account;
    },
  };
}

function sendersOf(medium: Sender['medium'], prefix: string, setting: (name: string) => string): Sender[] {
  const from = `${prefix}_FROM`;
  const senders: Omit<Sender, 'perSecond'>[] = [];
  const names: string[] = [];
  for (const { name, value } of entriesOf(setting(from))) {
    const [service, inService] = value.startsWith('MG') && value.length >= 34 ? value.split('/') : [];
    const number = (service === undefined ? value : inService)?.replace(/^whatsapp:/, '');
    const account = `twilio-${medium}${name === '' ? '' : `-${name}`}`;
    if (names.includes(name))
      throw new Error(`${from} has two senders ${name === '' ? 'without a name' : `called ${name}`}`);
    if (senders.some((one) => one.number === number && one.service === service))
      throw new Error(`${from} names one sender twice: ${account}`);
    names.push(name);
    senders.push({ account, medium, ...(number && { number }), ...(service && { service }) });
  }

  const speeds = new Map(entriesOf(setting(`${prefix}_PER_SECOND`)).map(({ name, value }) => [name, value]));
  for (const name of speeds.keys())
    if (name !== '' && !names.includes(name))
      throw new Error(`${prefix}_PER_SECOND names ${name}, which is no sender of ${from}`);
  return senders.map((sender, at) => ({
    ...sender,
    perSecond: Number(speeds.get(names[at] ?? '') ?? speeds.get('')) || DEFAULT_PER_SECOND,
  }));
}

function entriesOf(list: string): { name: string; value: string }[] {
  return list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const at = entry.indexOf('=');
      return { name: entry.slice(0, Math.max(0, at)), value: entry.slice(at + 1) };
    });
}
