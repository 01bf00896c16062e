import { capAlert } from '../../cap/alert.ts';
import type { CapAlert, CapCategory, CapInfo } from '../../cap/message.ts';
import type { Institution } from '../../country/watch.ts';
import type { IncidentRow, TransmissionRow } from '../../store/incidents.ts';
import { institutionOf, type WatchDesk } from './desk.ts';

/** What an institution learns of an incident, and no more: never who told it. */
export interface Packet {
  readonly event: Readonly<Record<string, string>>;
  readonly place: Readonly<Record<string, string>>;
  readonly circle?: { readonly latitude: number; readonly longitude: number; readonly radiusKm: number };
  /** What was kept back, by key. */
  readonly left: readonly string[];
}

/** Circles as wide as what may be known of the place. */
const RADIUS_KM = { point: 1, section: 5, commune: 15 } as const;
/** To a tenth of a degree it is the region, to a hundredth about a kilometre. */
export const DECIMALS = { point: 3, section: 2, commune: 1 } as const;

/** How long what was said may be acted on. */
const WORTH_MS = 2 * 3_600_000;

export function packetFor(
  desk: WatchDesk,
  incident: IncidentRow,
  { precision }: Pick<Institution, 'precision'>,
): Packet {
  const { placeCode, latitude, longitude, code } = incident;
  const known = placeCode ?? '';
  const shown = precision === 'commune' ? known.split('-')[0] : known;
  const round = (degrees: number) => Number(degrees.toFixed(DECIMALS[precision]));
  const names = (language: string) => (shown ? desk.placeName(shown, language) : '?');
  const line = desk.lines.get(code);
  return {
    event: line?.name ?? {},
    place: Object.fromEntries(desk.verdictLanguages.map((language) => [language, names(language)])),
    ...(latitude !== null &&
      longitude !== null && {
        circle: { latitude: round(latitude), longitude: round(longitude), radiusKm: RADIUS_KM[precision] },
      }),
    left: precision === 'point' ? [] : ['place'],
  };
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
  incident: IncidentRow,
  sent: Pick<TransmissionRow, 'institution' | 'capIdentifier' | 'sentAt' | 'type'>,
  before: readonly Pick<TransmissionRow, 'capIdentifier' | 'sentAt'>[],
  sources: { readonly reports: number; readonly independent: number },
): string {
  const institution = institutionOf(desk, sent.institution);
  if (!institution) throw new Error('what is sent is sent to an institution of the cell');
  const packet = packetFor(desk, incident, institution);
  const line = desk.lines.get(incident.code);
  const info = (language: string): CapInfo => ({
    language: desk.cell.capLanguages[language] ?? language,
    categories: [CATEGORY[line?.refer[0] ?? ''] ?? 'Other'],
    event: packet.event[language] ?? Object.values(packet.event)[0] ?? incident.code,
    urgency: incident.urgency,
    severity: incident.severity,
    certainty: incident.certainty,
    eventCodes: [{ valueName: 'observer-card', value: incident.code }],
    onset: incident.firstSeenAt,
    expires: new Date(sent.sentAt.getTime() + WORTH_MS),
    headline: [packet.event[language], packet.place[language]].filter((each) => each).join(', '),
    ...(incident.summary !== null && { description: incident.summary }),
    parameters: [
      { valueName: 'reports', value: String(sources.reports) },
      { valueName: 'independentSources', value: String(sources.independent) },
      ...(incident.quantity === null ? [] : [{ valueName: 'quantity', value: String(incident.quantity) }]),
    ],
    area: {
      areaDesc: packet.place[language] ?? '?',
      ...(packet.circle && { circle: packet.circle }),
    },
  });
  const head = {
    identifier: sent.capIdentifier,
    sender: desk.cell.sender,
    sent: sent.sentAt,
    timeZone: desk.timeZone,
    status: incident.exercise ? ('Exercise' as const) : ('Actual' as const),
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
