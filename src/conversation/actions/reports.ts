import { addToReport, openReport } from '../../desks/reports/index.ts';
import type { Turn } from '../in-hand.ts';
import { type Actions, type Given, wayOf } from './run.ts';

/** `latitude,longitude`, as a question keeps a pin. */
function pinOf(pin: string | undefined): { latitude: number; longitude: number } | undefined {
  const [latitude, longitude] = (pin ?? '').split(',').map(Number);
  return latitude !== undefined &&
    longitude !== undefined &&
    Number.isFinite(latitude) &&
    Number.isFinite(longitude)
    ? { latitude, longitude }
    : undefined;
}

const PRECISIONS = ['minute', 'part', 'day'] as const;

/** The numbers to call, in the person's language, e.g. `114 polis, 116 anbilans`. */
export function emergencyNumbers({ deps, contact }: Turn): string {
  const language = contact.language ?? contact.guessedLanguage ?? deps.texts.languages[0] ?? '';
  return deps.country.emergency
    .map(({ number, name }) => `${number} ${name[language] ?? Object.values(name)[0] ?? ''}`.trim())
    .join(', ');
}

export const REPORTS: Actions<'open_report' | 'add_to_report' | 'raise_danger'> = {
  async open_report(turn, { kind }) {
    const { message } = turn;
    const { code, repeated } = await openReport(turn.tx, {
      ...wayOf(turn),
      kind: kind === 'community' ? 'community' : 'incident',
      text: message.text ?? '',
      location: message.location ?? undefined,
    });
    return { outcome: repeated ? 'repeated' : 'opened', answers: { code } };
  },

  /** Whatever of this is known; with `words`, what they just wrote as well. */
  async add_to_report(turn, given) {
    const { tx, contact, message } = turn;
    const { code = '', place, place_said: placeSaid, when } = given;
    const pin = pinOf(given.place_pin) ?? message.location ?? undefined;
    const precision = PRECISIONS.find((each) => each === given.when_precision);
    const words = [given.words === 'yes' ? (message.text ?? '') : '', unreadTime(given)];
    await addToReport(tx, {
      code,
      contactId: contact.id,
      messageId: message.id,
      text: words.filter((each) => each !== '').join('\n'),
      placeCode: place || undefined,
      placeText: placeSaid || undefined,
      latitude: pin?.latitude,
      longitude: pin?.longitude,
      happenedAt: when === undefined ? undefined : new Date(when),
      happenedPrecision: precision,
      danger: given.danger === undefined ? undefined : given.danger === 'yes',
    });
    return { outcome: 'done' };
  },

  async raise_danger(turn, { code = '' }) {
    const { tx, contact, message } = turn;
    await addToReport(tx, { code, contactId: contact.id, messageId: message.id, danger: true });
    return { outcome: 'done', answers: { emergency: emergencyNumbers(turn) } };
  },
};

/** A time that could not be read stays in their words. */
const unreadTime = ({ when, when_said: said }: Given) => (when === undefined && said ? said : '');
