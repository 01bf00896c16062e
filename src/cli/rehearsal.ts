import { ACTIONS, type ActionName } from '../conversation/actions/outcomes.ts';
import type { Choice } from '../core/message.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { Country } from '../country/country.ts';
import type { Flows } from '../engine/flow.ts';
import { step } from '../engine/step.ts';
import type { Effect, Input, Offer } from '../engine/types.ts';
import type { Texts } from '../i18n.ts';
import type { CountryReading } from '../reading.ts';
import { type Outcome, openRehearsalWorld } from './rehearsal-world.ts';

/** What one turn said, as the person would be told before it is fitted. */
export interface Said {
  readonly text: string;
  readonly choices: readonly Choice[];
  readonly keys: readonly string[];
  readonly ended: string | undefined;
  readonly handedOver: string | undefined;
}

export interface Rehearsal {
  begin(flow: string): Said;
  message(
    text: string,
    more?: { choice?: string; media?: boolean; location?: { latitude: number; longitude: number } },
  ): Said;
  readonly snapshot: Snapshot | null;
  /** How every action ended, in order: the `given` of an example. */
  readonly given: ReadonlyMap<string, readonly Outcome[]>;
}

/**
 * A flow without a database: the actions keep what they would have written in memory, for one person. For the
 * terminal only; what people get is conversation/turn.ts.
 *
 * @param person.language chosen already; `null` lets the flow ask
 * @param person.hasNumber whether they write from a number that can be called
 */
export function openRehearsal(
  {
    flows,
    texts,
    country,
    reading,
    places,
  }: { flows: Flows; texts: Texts; country: Country } & CountryReading,
  person: { language: string | null; hasNumber: boolean },
): Rehearsal {
  let snapshot: Snapshot | null = null;
  const world = openRehearsalWorld(country, person);
  const given = new Map<string, Outcome[]>();

  const act = (effect: Extract<Effect, { do: 'call' }>): Input => {
    if (!(effect.action in ACTIONS)) throw new Error(`no action is called ${effect.action}`);
    const ended = world.act(effect.action as ActionName, effect.with, snapshot?.answers ?? {});
    given.set(effect.action, [...(given.get(effect.action) ?? []), ended]);
    const { outcome, ...answers } = ended;
    return { kind: 'outcome', outcome, answers };
  };

  const asChoice = (offer: Offer): Choice => {
    if ('key' in offer) return { id: offer.id, label: texts.text(world.language, offer.key) };
    return 'label' in offer
      ? offer
      : { id: offer.id, label: places.label(offer.place, world.language ?? '') };
  };

  const play = (first: Input): Said => {
    const lines: string[] = [];
    const keys: string[] = [];
    let choices: Choice[] = [];
    let ended: string | undefined;
    let handedOver: string | undefined;
    let input: Input | undefined = first;
    while (input !== undefined) {
      const next = step(flows, snapshot, input, { now: new Date(), reading });
      snapshot = next.snapshot;
      input = undefined;
      for (const effect of next.effects) {
        if (effect.do === 'call') input = act(effect);
        else if (effect.do === 'end') ended = effect.outcome;
        else if (effect.do === 'handoff') handedOver = effect.reason;
        else {
          lines.push(texts.text(world.language, effect.key, effect.values));
          keys.push(effect.key);
          if (effect.do === 'ask') {
            choices = effect.choices.map(asChoice);
          }
        }
      }
    }
    return { text: lines.join('\n'), choices, keys, ended, handedOver };
  };

  return {
    begin: (flow) => play({ kind: 'begin', flow }),
    message: (text, more = {}) => {
      world.lastText = text;
      return play({ kind: 'message', text, ...more });
    },
    get snapshot() {
      return snapshot;
    },
    given,
  };
}
