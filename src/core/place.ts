/** A unit of administration that a message can be about. */
export interface Place {
  /** P-code of OCHA: HT01, HT0111, HT0131-10. */
  readonly code: string;
  readonly kind: 'department' | 'commune' | 'section';
  /** By language; the first one is the official name, which every place has. */
  readonly name: Readonly<Record<string, string>>;
  /** Other names and spellings by which it is found, never shown. */
  readonly others: readonly string[];
  /** Code of the place that it lies in. */
  readonly parent?: string;
  /** By which a section is known: "3e section". */
  readonly number?: number;
  /** Degrees, WGS 84, of a point inside or of the centroid, to about 100 m. */
  readonly latitude: number;
  readonly longitude: number;
}

/** Words around a name when people say where they are; written as in a dictionary, found however they are spelt. */
export interface PlaceWords {
  /** Left out of names, too: la, du, des. */
  readonly articles: readonly string[];
  /** They say nothing about where: nan, zòn, mwen rete. */
  readonly filler: readonly string[];
  /** They say which kind of place is meant. */
  readonly kinds: Readonly<Record<Place['kind'], readonly string[]>>;
  /** first, second, … in order. */
  readonly ordinals: readonly (readonly string[])[];
  /** Words that stand for each other in names: petit, petite, ti. */
  readonly same: readonly (readonly string[])[];
  /** How a name is shortened on a button, in the order in which it is tried. */
  readonly shorter: readonly (readonly [long: string, short: string])[];
}

/** The places of a country and how people speak of them. */
export interface Gazetteer {
  readonly places: readonly Place[];
  /** Everyday names of what is no unit of its own: a quarter, a landmark; and the codes of where it lies. */
  readonly quarters: Readonly<Record<string, readonly string[]>>;
  readonly words: PlaceWords;
}
