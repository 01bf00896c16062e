import { ACTIONS, type ActionName } from '../conversation/actions/outcomes.ts';
import type { Choice } from '../core/message.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { newCode } from '../desks/code.ts';
import type { Flows } from '../engine/flow.ts';
import { step } from '../engine/step.ts';
import type { Effect, Input } from '../engine/types.ts';
import type { Texts } from '../i18n.ts';
import { foldWords } from '../language/fold.ts';

type Outcome = { readonly outcome: string } & Readonly<Record<string, string>>;

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
  message(text: string, more?: { choice?: string; media?: boolean }): Said;
  readonly snapshot: Snapshot | null;
  /** How every action ended, in order: the `given` of an example. */
  readonly given: ReadonlyMap<string, readonly Outcome[]>;
}

/**
 * A flow without a database: the actions keep what they would have written in memory, for one person. For the
 * terminal only; what people get is conversation/turn.ts.
 *
 * @param language chosen already; `null` lets the flow ask
 */
export function openRehearsal(flows: Flows, texts: Texts, language: string | null): Rehearsal {
  let snapshot: Snapshot | null = null;
  let speaks = language;
  let consented = false;
  let lastText = '';
  const tips = new Map<string, string>();
  const given = new Map<string, Outcome[]>();

  const world: Record<ActionName, (args: Readonly<Record<string, string>>) => Outcome> = {
    keep_tip: () => {
      const words = foldWords(lastText);
      const known = tips.get(words);
      const code = known ?? newCode();
      tips.set(words, code);
      return { outcome: known === undefined ? 'kept' : 'repeated', code };
    },
    what_is_missing: () => {
      if (speaks === null) return { outcome: 'language' };
      if (!consented) return { outcome: 'consent' };
      return { outcome: snapshot?.answers.code === undefined ? 'nothing' : 'nothing_after_tip' };
    },
    set_language: ({ language: chosen }) => {
      speaks = chosen ?? speaks;
      return { outcome: 'done' };
    },
    record_consent: () => {
      consented = true;
      return { outcome: 'done' };
    },
    forget_person: () => {
      tips.clear();
      consented = false;
      return { outcome: 'done' };
    },
    tip_status: ({ code = '' }) => ({
      outcome: [...tips.values()].includes(code.toUpperCase()) ? 'waiting' : 'unknown',
      code: code.toUpperCase(),
    }),
  };

  const act = (effect: Extract<Effect, { do: 'call' }>): Input => {
    if (!(effect.action in ACTIONS)) throw new Error(`no action is called ${effect.action}`);
    const ended = world[effect.action as ActionName](effect.with);
    given.set(effect.action, [...(given.get(effect.action) ?? []), ended]);
    const { outcome, ...answers } = ended;
    return { kind: 'outcome', outcome, answers };
  };

  const play = (first: Input): Said => {
    const lines: string[] = [];
    const keys: string[] = [];
    let choices: Choice[] = [];
    let ended: string | undefined;
    let handedOver: string | undefined;
    let input: Input | undefined = first;
    while (input !== undefined) {
      const next = step(flows, snapshot, input);
      snapshot = next.snapshot;
      input = undefined;
      for (const effect of next.effects) {
        if (effect.do === 'call') input = act(effect);
        else if (effect.do === 'end') ended = effect.outcome;
        else if (effect.do === 'handoff') handedOver = effect.reason;
        else {
          lines.push(texts.text(speaks, effect.key, effect.values));
          keys.push(effect.key);
          if (effect.do === 'ask') {
            choices = effect.choices.map(({ id, key }) => ({ id, label: texts.text(speaks, key) }));
          }
        }
      }
    }
    return { text: lines.join('\n'), choices, keys, ended, handedOver };
  };

  return {
    begin: (flow) => play({ kind: 'begin', flow }),
    message: (text, more = {}) => {
      lastText = text;
      return play({ kind: 'message', text, ...more });
    },
    get snapshot() {
      return snapshot;
    },
    given,
  };
}
