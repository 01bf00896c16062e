import { capAlert } from '../../cap/alert.ts';
import type { CapAlert, CapCategory, CapInfo } from '../../cap/message.ts';
import type { Institution } from '../../country/watch.ts';
import { foldWords } from '../../language/fold.ts';
import type { IncidentRow } from '../../store/incidents.ts';
import type { ToldPacket } from '../../store/schema/watch.ts';
import type { TransmissionRow } from '../../store/transmissions.ts';
import { institutionOf, type WatchDesk } from './desk.ts';
import { placeCodeFor, rounded } from './precision.ts';

/** Circles as wide as what may be known of the place. */
const RADIUS_KM = { point: 1, section: 5, commune: 15 } as const;

/** How long what was said may be acted on. */
const WORTH_MS = 2 * 3_600_000;

/**
 * What an institution learns of an incident, and no more: never who told it. What a colleague wrote is left out where
 * it names the place more exactly than they may know it.
 *
 * @param of `placeNames`: of the place by its number, e.g. of a polling centre; `replaces`: the CAP message before
 * @returns `left`: what was kept back, by key
 */
export function packetFor(
  desk: Pick<WatchDesk, 'lines' | 'placeName' | 'verdictLanguages'>,
  incident: IncidentRow,
  { precision }: Pick<Institution, 'precision'>,
  of: {
    readonly reports: number;
    readonly independent: number;
    readonly placeNames?: readonly string[];
    readonly replaces?: string | undefined;
  },
): { told: ToldPacket; left: readonly string[] } {
  const { placeCode, latitude, longitude, summary, quantity } = incident;
  const known = placeCode ?? '';
  const shown = placeCodeFor(known, precision);
  const round = (degrees: number) => rounded(degrees, precision);
  const event = desk.lines.get(incident.code)?.name ?? {};
  const languages = [...new Set([...desk.verdictLanguages, ...Object.keys(event)])];
  const namesOf = (code: string) => languages.map((language) => desk.placeName(code, language));
  const finer = [...(shown === known ? [] : namesOf(known)), ...(of.placeNames ?? [])];
  const namesPlace = precision !== 'point' && summary !== null && names(summary, finer);
  return {
    told: {
      event,
      place: Object.fromEntries(
        languages.map((language) => [language, shown ? desk.placeName(shown, language) : '?']),
      ),
      ...(latitude !== null &&
        longitude !== null && {
          circle: { latitude: round(latitude), longitude: round(longitude), radiusKm: RADIUS_KM[precision] },
        }),
      from: incident.firstSeenAt.toISOString(),
      until: incident.lastSeenAt.toISOString(),
      severity: incident.severity,
      urgency: incident.urgency,
      certainty: incident.certainty,
      ...(quantity !== null && { quantity }),
      ...(summary !== null && !namesPlace && { summary }),
      reports: of.reports,
      independent: of.independent,
      exercise: incident.exercise,
      ...(of.replaces !== undefined && { replaces: of.replaces }),
    },
    left: [...(precision === 'point' ? [] : ['place']), ...(namesPlace ? ['summary'] : [])],
  };
}

/** Shorter ones are words of every day. */
const FEWEST = 4;

/** Whether words name one of these places; labels are cut and numbered: `Belle Fo. 6 (Kwadè.)`. */
function names(words: string, places: readonly string[]): boolean {
  const said = ` ${foldWords(words)}`;
  return places.some((label) => {
    const name = foldWords(label.replace(/\(.*\)|\d+/g, ' '));
    return name.length >= FEWEST && said.includes(` ${name}`);
  });
}

const CATEGORY: Readonly<Record<string, CapCategory>> = {
  police: 'Security',
  medical: 'Health',
  rights: 'Safety',
  civil: 'Safety',
};

/** The CAP 1.2 message to one institution; exercises say so. */
export function capFor(
  desk: WatchDesk,
  code: string,
  told: ToldPacket,
  sent: Pick<TransmissionRow, 'institution' | 'capIdentifier' | 'sentAt' | 'type'>,
  before: readonly Pick<TransmissionRow, 'capIdentifier' | 'sentAt'>[],
): string {
  const institution = institutionOf(desk, sent.institution);
  if (!institution) throw new Error('what is sent is sent to an institution of the cell');
  const { event, place } = told;
  const info = (language: string): CapInfo => ({
    language: desk.cell.capLanguages[language] ?? language,
    categories: [CATEGORY[desk.lines.get(code)?.refer[0] ?? ''] ?? 'Other'],
    event: event[language] ?? Object.values(event)[0] ?? code,
    urgency: told.urgency,
    severity: told.severity,
    certainty: told.certainty,
    eventCodes: [{ valueName: 'observer-card', value: code }],
    onset: new Date(told.from),
    expires: new Date(sent.sentAt.getTime() + WORTH_MS),
    headline: [event[language], place[language]].filter((each) => each).join(', '),
    ...(told.summary !== undefined && { description: told.summary }),
    parameters: [
      { valueName: 'reports', value: String(told.reports) },
      { valueName: 'independentSources', value: String(told.independent) },
      ...(told.quantity === undefined ? [] : [{ valueName: 'quantity', value: String(told.quantity) }]),
    ],
    area: {
      areaDesc: place[language] ?? '?',
      ...(told.circle && { circle: told.circle }),
    },
  });
  const head = {
    identifier: sent.capIdentifier,
    sender: desk.cell.sender,
    sent: sent.sentAt,
    timeZone: desk.timeZone,
    status: told.exercise ? ('Exercise' as const) : ('Actual' as const),
    scope: 'Restricted' as const,
    restriction: institution.name[desk.verdictLanguages.at(-1) ?? ''] ?? institution.id,
    info: desk.verdictLanguages.map(info),
  };
  const references = before.map(({ capIdentifier, sentAt }) => ({
    sender: desk.cell.sender,
    identifier: capIdentifier,
    sent: sentAt,
  }));
  const alert: CapAlert =
    sent.type === 'Alert' ? { ...head, msgType: 'Alert' } : { ...head, msgType: sent.type, references };
  return capAlert(alert);
}
