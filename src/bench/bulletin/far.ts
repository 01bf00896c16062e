import type { Scene } from '../../cli/drill/scene.ts';
import type { TelegramDouble } from '../../doubles/telegram/server.ts';
import type { Subscriber } from './people.ts';

/** Of a hundred phones: numbers that are none any more, and people who have blocked the bot. */
const DEAD = 0.5;
const BLOCKED = 2;
/** At each provider: calls that it takes and never answers, and calls that it puts off. */
const HANGING = 3;
const THROTTLED = 20;

/** The providers' side of a bulletin: who will get nothing, and how often each has got it. */
export interface FarSide {
  readonly people: readonly Subscriber[];
  /** Refused for good. */
  readonly refused: ReadonlySet<Subscriber>;
  /** How often each of these people has got a text. */
  counts(text: string): ReadonlyMap<Subscriber, number>;
  /** How many messages all of them have taken. */
  taken(): number;
}

/** Makes some receivers refuse, block and hang. */
export function makeHard(
  { far }: Pick<Scene, 'far'>,
  telegram: TelegramDouble,
  people: readonly Subscriber[],
): FarSide {
  const refused = new Set<Subscriber>();
  for (const [n, one] of people.entries()) {
    const unlucky = (percent: number) => (n * 7_919) % 1_000 < percent * 10;
    if (one.way === 'telegram') {
      telegram.knew(Number(one.value));
      if (!unlucky(BLOCKED)) continue;
      telegram.blocks(Number(one.value));
      refused.add(one);
    } else if (unlucky(DEAD)) {
      if (one.way === 'whatsapp')
        far.whatsapp.tell({ call: 'refused', code: 63_024, to: `whatsapp:${one.value}`, times: 20 });
      else far[one.way].tell({ call: 'refused', to: one.value, times: 20 });
      refused.add(one);
    }
  }
  for (const side of [far.digicel, far.natcom, far.whatsapp]) {
    side.tell({ call: 'hang', times: HANGING });
    side.tell({ call: 'throttled', times: THROTTLED });
  }
  telegram.tell({ call: 'hang', times: HANGING });
  telegram.tell({ call: 'throttled', times: THROTTLED });

  const keyed = new Map(people.map((one) => [keyOf(one.way, one.value), one]));
  return {
    people,
    refused,
    taken: () =>
      far.digicel.ledger.length +
      far.natcom.ledger.length +
      far.whatsapp.ledger.length +
      telegram.ledger.length,
    counts(text) {
      const all: [string, string][] = [
        ...(['digicel', 'natcom'] as const).flatMap((way) =>
          far[way].ledger.map((one): [string, string] => [keyOf(way, one.to), one.text]),
        ),
        ...far.whatsapp.ledger.map((one): [string, string] => [keyOf('whatsapp', one.to), one.body]),
        ...telegram.ledger.map((one): [string, string] => [
          keyOf('telegram', String(one.chat)),
          String(one.parameters.text ?? ''),
        ]),
      ];
      const counts = new Map<Subscriber, number>();
      for (const [key, said] of all) {
        const one = keyed.get(key);
        if (one && said.startsWith(text)) counts.set(one, (counts.get(one) ?? 0) + 1);
      }
      return counts;
    },
  };
}

const keyOf = (way: Subscriber['way'], value: string) => `${way} ${value.replace(/\D/g, '').slice(-9)}`;
