import type { Medium } from '../../core/message.ts';
import type { BulletinForm, BulletinView } from '../../desks/bulletins/index.ts';
import type { Form } from '../form-values.ts';
import { localTime, readLocalTime } from '../local-time.ts';
import type { SignedVisit } from '../route.ts';
import { asChosen, asCommunes } from './places.ts';
import { clockOf } from './words.ts';

const MEDIA: readonly Medium[] = ['sms', 'whatsapp', 'telegram'];
const LONGEST_DAYS = 3_650;
const MONDAY = 1;
const SEVEN_O_CLOCK = 7 * 60;

/** The form of a bulletin, field by field, as its page shows it. */
export interface Fields {
  readonly title: string;
  readonly topic: string;
  readonly texts: Readonly<Record<string, { readonly text: string; readonly short: string }>>;
  readonly languages: readonly string[];
  /** Codes; a department stands for all its communes. */
  readonly places: readonly string[];
  readonly media: readonly string[];
  readonly days: string;
  readonly digest: boolean;
  readonly when: string;
  readonly at: string;
  readonly weekday: string;
  readonly time: string;
  readonly hours: string;
  readonly money: string;
}

export type Mistakes = Partial<Record<'at' | 'time' | 'hours' | 'days' | 'money', string>>;

/** What the parts of the form are drawn from. */
export interface OnForm {
  readonly visit: SignedVisit;
  readonly view: BulletinView;
  readonly fields: Fields;
  readonly mistakes: Mistakes;
}

/** What is saved. */
export function savedFields({ deps }: SignedVisit, { bulletin, texts }: BulletinView): Fields {
  const { title, topic, audience, digest, startsAt, weekly, validHours, mostMilli } = bulletin;
  const words = deps.texts.languages.flatMap((language) => {
    const { text, short } = texts[language] ?? { text: '', short: '' };
    return text + short === '' ? [] : [[language, { text, short }] as const];
  });
  return {
    ...{ title, topic, digest, texts: Object.fromEntries(words) },
    languages: audience.languages ?? [],
    places: asChosen(deps, audience.places ?? []),
    media: audience.media ?? [],
    days: String(audience.activeDays ?? ''),
    when: weekly ? 'weekly' : startsAt ? 'at' : 'now',
    at: localTime(startsAt, deps.timeZone),
    weekday: String(weekly?.weekday ?? MONDAY),
    time: clockOf(weekly?.minutes ?? SEVEN_O_CLOCK),
    hours: String(validHours),
    money: mostMilli === null ? '' : String(mostMilli / 1_000),
  };
}

/** What somebody sent. */
export function typedFields({ deps }: SignedVisit, form: Form): Fields {
  const words = deps.texts.languages.flatMap((language) => {
    const [text, short] = [form.get(`text_${language}`), form.get(`short_${language}`)];
    return text + short === '' ? [] : [[language, { text, short }] as const];
  });
  return {
    ...{ title: form.get('title'), topic: form.get('topic'), digest: form.get('digest') === '1' },
    texts: Object.fromEntries(words),
    languages: deps.texts.languages.filter((language) => form.all('language').includes(language)),
    places: asChosen(deps, asCommunes(deps, form.all('place'))),
    media: MEDIA.filter((medium) => form.all('medium').includes(medium)),
    days: form.get('days'),
    when: form.get('when'),
    at: form.get('at'),
    weekday: form.get('weekday'),
    time: form.get('time'),
    hours: form.get('hours'),
    money: form.get('money'),
  };
}

/** What the desk keeps of it, or what is wrong with which field. */
export function readFields(
  visit: SignedVisit,
  fields: Fields,
): { form: BulletinForm } | { mistakes: Mistakes } {
  const { deps, t } = visit;
  const { languages, media, when } = fields;
  const mistakes: Mistakes = {};
  const startsAt = when === 'at' ? readLocalTime(fields.at, deps.timeZone) : null;
  if (when === 'at' && (!startsAt || startsAt < deps.now())) mistakes.at = t('bulletins.error.time');
  const minutes = minutesOf(fields.time);
  const weekday = whole(fields.weekday, 0, 6);
  const weekly = when === 'weekly' && minutes !== null && weekday !== null ? { weekday, minutes } : null;
  if (when === 'weekly' && weekly === null) mistakes.time = t('bulletins.error.time');
  const validHours = whole(fields.hours, 1, 7 * 24);
  if (validHours === null) mistakes.hours = t('bulletins.mistake.hours');
  const activeDays = fields.days === '' ? undefined : whole(fields.days, 1, LONGEST_DAYS);
  if (activeDays === null) mistakes.days = t('bulletins.mistake.days');
  const mostMilli = fields.money === '' ? null : milliOf(fields.money);
  if (mostMilli === undefined) mistakes.money = t('bulletins.mistake.money');
  if (Object.keys(mistakes).length > 0 || validHours === null || mostMilli === undefined) return { mistakes };
  const places = asCommunes(deps, fields.places);
  return {
    form: {
      ...{ title: fields.title, topic: fields.topic, texts: fields.texts, digest: fields.digest },
      ...{ startsAt: startsAt ?? null, weekly, validHours, mostMilli },
      audience: {
        ...(languages.length > 0 && { languages }),
        ...(places.length > 0 && { places }),
        ...(media.length > 0 && { media: MEDIA.filter((medium) => media.includes(medium)) }),
        ...(activeDays && { activeDays }),
      },
    },
  };
}

function whole(text: string, least: number, most: number): number | null {
  const n = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return n >= least && n <= most ? n : null;
}

function minutesOf(text: string): number | null {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hour === undefined ? null : Number(hour) * 60 + Number(minute);
}

/** With comma or point, as both are typed. */
function milliOf(text: string): number | undefined {
  return /^\d{1,9}([.,]\d{1,3})?$/.test(text)
    ? Math.round(Number(text.replace(',', '.')) * 1_000)
    : undefined;
}
