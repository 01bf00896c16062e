import { type Account, serviceOf } from './account.ts';

const STOP = /^(stop|stopall|unsubscribe|cancel|end|quit|revoke|optout)$/i;
const START = /^(start|yes|unstop)$/i;
const HELP = /^(help|info)$/i;

type Word = 'STOP' | 'START' | 'HELP';

/** What Twilio makes of a word by itself. */
export interface Heard {
  /** Its own answer to the person. */
  readonly reply?: string;
  /** Told in the webhook with Advanced Opt-Out only. */
  readonly optOutType?: Word;
}

/**
 * Twilio's own keeping of who wants to hear nothing: by number and in English as it comes, by service and on
 * WhatsApp, too, with Advanced Opt-Out. The message goes on to the gateway all the same.
 */
export function openOptOuts(account: Account) {
  const blocked = new Set<string>();
  const keyOf = (person: string, sender: string) =>
    `${person} ${serviceOf(account, sender)?.advancedOptOut ? serviceOf(account, sender)?.sid : sender}`;

  return {
    isBlocked: (person: string, sender: string) => blocked.has(keyOf(person, sender)),

    hears(person: string, sender: string, body: string): Heard {
      const advanced = serviceOf(account, sender)?.advancedOptOut ?? false;
      if (!advanced && (account.ignoresStop || sender.startsWith('whatsapp:'))) return {};
      const word = wordOf(body.trim());
      if (!word) return {};
      const key = keyOf(person, sender);
      const was = blocked.has(key);
      if (word === 'STOP') blocked.add(key);
      if (word === 'START') blocked.delete(key);
      const answers = word === 'HELP' || was !== (word === 'STOP');
      return {
        ...(answers && { reply: `Twilio answers ${word}` }),
        // YES is a keyword only of who has been stopped.
        ...(advanced && (word !== 'START' || was) && { optOutType: word }),
      };
    },
  };
}

function wordOf(body: string): Word | undefined {
  if (STOP.test(body)) return 'STOP';
  if (START.test(body)) return 'START';
  return HELP.test(body) ? 'HELP' : undefined;
}
