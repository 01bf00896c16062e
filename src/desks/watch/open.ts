import type { Recently } from '../../core/recently.ts';
import type { Country } from '../../country/country.ts';
import type { ObserverCode } from '../../country/observer-code.ts';
import type { Store } from '../../store/connect.ts';
import type { WatchDesk } from './desk.ts';
import type { RegistryKeeper } from './registry.ts';

/** The desk of a deployment. @param from.cards what observers' texts are read by */
export function watchDeskOf(from: {
  readonly store: Store;
  readonly country: Pick<Country, 'watch' | 'verdictLanguages' | 'observerCard'>;
  readonly timeZone: string;
  readonly cards: {
    readonly lines: ReadonlyMap<string, ObserverCode>;
    readonly registry: RegistryKeeper;
    commentIn(text: string): string | null;
  };
  placeName(code: string, language: string): string;
  readonly recently: Recently;
  now(): Date;
}): WatchDesk {
  const { store, country, timeZone, cards } = from;
  return {
    store,
    cell: country.watch,
    lines: cards.lines,
    received: country.observerCard.received,
    registry: cards.registry,
    recently: from.recently,
    timeZone,
    placeName: from.placeName,
    verdictLanguages: country.verdictLanguages,
    commentIn: cards.commentIn,
    now: from.now,
  };
}

/** The largest places of a country, by code. */
export const departmentsOf = (country: Pick<Country, 'places'>): readonly string[] =>
  country
    .places()
    .places.filter(({ kind }) => kind === 'department')
    .map(({ code }) => code);

/** Codes of the communes of a department. */
export const communesOf = (country: Pick<Country, 'places'>, department: string): readonly string[] =>
  country
    .places()
    .places.filter(({ kind, parent }) => kind === 'commune' && parent === department)
    .map(({ code }) => code);
