import type { Gazetteer, Place } from '../core/place.ts';
import { PlaceIndex } from './place-index.ts';
import { labelOf } from './place-label.ts';
import { openPlaceReader, type PlaceWord } from './place-words.ts';

/** A button of WhatsApp holds as many. */
const BUTTON = 20;
/** More to choose from is no question for a phone. */
const MOST_ASKED = 5;
/** Who writes more is telling something, not naming a place. */
const LONGEST_ANSWER = 100;
const MOST_WORDS = 6;
/** What follows in a text that is told no longer says where. */
const LONGEST_TOLD = 1_000;
const MOST_WORDS_OF_NAME = 4;
const MOST_WORDS_BESIDE = 2;
/** Shorter ones are words of another sense: pap, twou. */
const FEWEST_WITHIN = 5;
const FAR_KM = 40;
const KM_TO_A_DEGREE = 111.2;

export interface PlaceFinder {
  /**
   * What a whole short answer names: by code, or by name in any language or spelling, alone or with words around it.
   * @returns one: sure; two to five: ask which; none: not found
   */
  find(text: string): readonly Place[];
  /** The one commune that a text of any length names; where it names several, or none, there is no one. */
  named(text: string): Place | undefined;
  byCode(code: string): Place | undefined;
  /** The section whose centroid is nearest, in degrees of WGS 84; none within 40 km: undefined. */
  nearest(latitude: number, longitude: number): Place | undefined;
  /** In GSM-7, told apart from namesakes; `max` in UTF-16 units, a button's 20 unless told. */
  label(place: Place, language: string, max?: number): string;
}

/** @param fold words as they sound (`foldSpelling` of language/, which stands beside this folder, not below) */
export function openPlaceFinder(gazetteer: Gazetteer, fold: (text: string) => string): PlaceFinder {
  const { places, quarters, words } = gazetteer;
  const reader = openPlaceReader(words, fold);
  const byCode = new Map(places.map((place) => [place.code, place]));
  const sections = places.filter(({ kind }) => kind === 'section');
  const index = new PlaceIndex();
  /** Without sections, whose names are too many to look for them in the middle of an answer. */
  const communesOnly = new PlaceIndex();
  const bearers = new Map<string, Place[]>();

  for (const place of places) {
    for (const name of [...Object.values(place.name), ...place.others]) enter(name, place);
    const known = fold(Object.values(place.name)[0] ?? '');
    bearers.set(known, [...(bearers.get(known) ?? []), place]);
  }
  for (const [name, codes] of Object.entries(quarters)) {
    for (const code of codes) enter(name, placeOf(code));
  }

  function placeOf(code: string): Place {
    const place = byCode.get(code);
    if (!place) throw new Error(`a quarter lies in ${code}, which is no place: mend the table of quarters`);
    return place;
  }

  function enter(name: string, place: Place): void {
    const { all, content } = reader.name(name);
    for (const into of place.kind === 'commune' ? [index, communesOnly] : [index]) {
      into.add(all, place);
      if (content.length < all.length) into.add(content, place);
    }
  }

  /** A section and its commune: "Bizoton, Kafou" or the other way round. */
  function pairs(content: readonly PlaceWord[]): Place[] {
    const found = new Set<Place>();
    for (let cut = 1; cut < content.length; cut++) {
      for (const [inner, outer] of [
        [content.slice(0, cut), content.slice(cut)],
        [content.slice(cut), content.slice(0, cut)],
      ] as const) {
        const around = new Set(index.exact(outer).map(({ code }) => code));
        for (const place of index.exact(inner))
          if (place.parent && around.has(place.parent)) found.add(place);
      }
    }
    return [...found];
  }

  /** A commune with a few words around it: the longest run of words that is one. */
  function within(content: readonly PlaceWord[]): Place[] {
    for (
      let length = content.length - 1;
      length >= Math.max(1, content.length - MOST_WORDS_BESIDE);
      length--
    ) {
      const found = new Set<Place>();
      for (let from = 0; from + length <= content.length; from++) {
        const run = content.slice(from, from + length);
        if (lettersIn(run) < FEWEST_WITHIN) continue;
        for (const place of communesOnly.exact(run)) found.add(place);
      }
      if (found.size > 0) return [...found];
    }
    return [];
  }

  function named(text: string): Place | undefined {
    const { content } = reader.said(text.slice(0, LONGEST_TOLD));
    const found = new Set<Place>();
    for (let from = 0; from < content.length; from++) {
      for (let length = Math.min(MOST_WORDS_OF_NAME, content.length - from); length >= 1; length--) {
        const run = content.slice(from, from + length);
        if (lettersIn(run) < FEWEST_WITHIN) break;
        const here = communesOnly.exact(run);
        for (const place of here) found.add(place);
        if (here.length > 0) break;
      }
    }
    return found.size === 1 ? [...found][0] : undefined;
  }

  function find(text: string): readonly Place[] {
    if (text.length > LONGEST_ANSWER) return [];
    const code = codeIn(text);
    if (code) return [byCode.get(code)].filter((place) => place !== undefined);
    const { all, runs, content, number, kind } = reader.said(text);
    // Nothing but words that say nothing: O Kay is a town, but mèsi does not mean the section of Mercy.
    if (content.length === 0) return index.exact(all).filter((place) => place.kind === (kind ?? 'commune'));
    if (content.length > MOST_WORDS) return [];
    const exact = firstOf(
      ...runs.map((run) => () => index.exact(run)),
      () => index.exact(content),
      () => pairs(content),
      () => within(content),
      () => index.near(content),
    );
    return chosen(exact, number, kind);
  }

  function chosen(found: readonly Place[], number: number | undefined, kind: Place['kind'] | undefined) {
    let left = found;
    if (number !== undefined) {
      const counted = left.filter((place) => place.number === number);
      const inside = sections.filter(
        (s) => s.number === number && left.some(({ code }) => code === s.parent),
      );
      if (counted.length > 0) return inOrder(counted);
      if (inside.length > 0) return inOrder(inside);
    }
    if (kind && left.some((place) => place.kind === kind)) left = left.filter((place) => place.kind === kind);
    // A commune stands for a section of its own that bears its name, and a department for its chief town's.
    const codes = new Set(left.map((place) => place.code));
    return inOrder(left.filter((place) => !(place.parent && codes.has(place.parent))));
  }

  return {
    find,
    named,
    byCode: (code) => byCode.get(code.trim().toUpperCase()),
    nearest: (latitude, longitude) => nearestOf(sections, latitude, longitude),
    label(place, language, max = BUTTON) {
      const alike =
        bearers.get(fold(Object.values(place.name)[0] ?? ''))?.filter((other) => other !== place) ?? [];
      const section = place.kind === 'section';
      const namesakes = {
        elsewhere:
          section && alike.some((other) => other.parent !== place.parent && other.code !== place.parent),
        inCommune:
          section && alike.some((other) => other.parent === place.parent || other.code === place.parent),
      };
      const parent = place.parent === undefined ? undefined : byCode.get(place.parent);
      return labelOf(place, parent, namesakes, words, language, max);
    },
  };
}

/** HT0111, ht 0131-10, HT013110. */
function codeIn(text: string): string | undefined {
  const [, commune, section] = /^\s*(ht[ -]?\d{2}(?:\d{2})?)(?:[ -]?(\d{2}))?\s*$/i.exec(text) ?? [];
  if (!commune) return undefined;
  return commune.replace(/[ -]/, '').toUpperCase() + (section ? `-${section}` : '');
}

function lettersIn(words: readonly PlaceWord[]): number {
  return words.reduce((sum, { plain }) => sum + plain.length, 0);
}

function firstOf(...ways: (() => Place[])[]): Place[] {
  for (const way of ways) {
    const found = way();
    if (found.length > 0) return found;
  }
  return [];
}

const SIZE: Readonly<Record<Place['kind'], number>> = { commune: 0, department: 1, section: 2 };

function inOrder(found: readonly Place[]): readonly Place[] {
  return found
    .toSorted((a, b) => SIZE[a.kind] - SIZE[b.kind] || a.code.localeCompare(b.code))
    .slice(0, MOST_ASKED);
}

function nearestOf(places: readonly Place[], latitude: number, longitude: number): Place | undefined {
  let nearest: Place | undefined;
  let least = (FAR_KM / KM_TO_A_DEGREE) ** 2;
  const narrowing = Math.cos((latitude * Math.PI) / 180);
  for (const place of places) {
    const distance = (place.latitude - latitude) ** 2 + ((place.longitude - longitude) * narrowing) ** 2;
    if (distance <= least) [nearest, least] = [place, distance];
  }
  return nearest;
}
