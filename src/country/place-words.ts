import type { Place, PlaceWords } from '../core/place.ts';

/** A word of a name or an answer, as it is written and as it sounds. */
export interface PlaceWord {
  readonly plain: string;
  readonly sound: string;
}

/** What somebody said about a place, taken apart. */
export interface Said {
  /** Every word but numbers, those that count and those that name a kind. */
  readonly all: readonly PlaceWord[];
  /** Runs of these without words in front or behind that say nothing, the longest first: kay Jakmèl is a town. */
  readonly runs: readonly (readonly PlaceWord[])[];
  /** Of these, what may be a name. */
  readonly content: readonly PlaceWord[];
  /** "3e seksyon": 3. */
  readonly number?: number;
  readonly kind?: Place['kind'];
}

/** Reads what people write about places. */
export interface PlaceReader {
  said(text: string): Said;
  /** The words of a name, articles left out unless nothing else is there. */
  name(text: string): { all: readonly PlaceWord[]; content: readonly PlaceWord[] };
}

const COUNTED = /^(\d{1,2})(?:e|er|re|em|eme|emme|iem|ieme|yem|yeme|nd|nde)$/;

/** @param fold words as they sound (`foldSpelling`) */
export function openPlaceReader(words: PlaceWords, fold: (text: string) => string): PlaceReader {
  const heard = (word: string) => fold(word).replaceAll(' ', '');
  const same = new Map(
    words.same.flatMap(([first = '', ...others]) =>
      others.map((word) => [heard(word), heard(first)] as const),
    ),
  );
  const sound = (word: string) => {
    const said = heard(word);
    return same.get(said) ?? said;
  };
  const articles = new Set(words.articles.map(sound));
  const filler = new Set([...articles, ...words.filler.map(sound)]);
  const kinds = new Map(
    Object.entries(words.kinds).flatMap(([kind, names]) =>
      names.map((name) => [sound(name), kind as Place['kind']] as const),
    ),
  );
  const ordinals = new Map(
    words.ordinals.flatMap((names, at) => names.map((name) => [sound(name), at + 1] as const)),
  );

  function wordsOf(text: string): PlaceWord[] {
    return plainWords(text).map((plain) => ({ plain, sound: sound(plain) }));
  }
  const without = (left: ReadonlySet<string>, all: PlaceWord[]) =>
    all.filter((word) => !left.has(word.sound));

  return {
    name(text) {
      const all = wordsOf(text);
      const content = without(articles, all);
      return { all, content: content.length > 0 ? content : all };
    },
    said(text) {
      const all: PlaceWord[] = [];
      let number: number | undefined;
      let kind: Place['kind'] | undefined;
      const spoken = wordsOf(text);
      const kindAt = spoken.map((word) => kinds.get(word.sound));
      for (const [at, word] of spoken.entries()) {
        const beside = kindAt[at + 1] === 'section' || kindAt[at - 1] === 'section';
        const counted =
          COUNTED.exec(word.plain)?.[1] ?? (beside ? word.plain.match(/^\d{1,2}$/)?.[0] : undefined);
        const ordinal = beside ? ordinals.get(word.sound) : undefined;
        if (counted ?? ordinal) number = Number(counted ?? ordinal);
        else if (kindAt[at]) kind = kindAt[at];
        else if (!/^\d+$/.test(word.plain)) all.push(word);
      }
      return {
        all,
        runs: runsOf(all, filler),
        content: without(filler, all),
        ...(number && { number }),
        ...(kind && { kind }),
      };
    },
  };
}

function runsOf(all: readonly PlaceWord[], filler: ReadonlySet<string>): PlaceWord[][] {
  const says = (word: PlaceWord) => !filler.has(word.sound);
  const first = all.findIndex(says);
  const last = all.findLastIndex(says);
  const runs: PlaceWord[][] = [];
  for (let from = 0; from <= first; from++) {
    for (let to = last + 1; to <= all.length; to++) runs.push(all.slice(from, to));
  }
  return runs.sort((a, b) => b.length - a.length);
}

/** Lower case, without marks; a number that is glued to a name stands alone: delmas33. */
function plainWords(text: string): string[] {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}\p{Cf}]+/gu, '')
    .replace(/(\p{L}{3})(?=\d)/gu, '$1 ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
