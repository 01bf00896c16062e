/** A place as the page lets it be typed: latitude and longitude in degrees. */
export const POSITION = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*$/;

/** What goes with a message that the page sends without a script; simulator.js reads the same form. */
export interface SentAlong {
  readonly location?: { readonly latitude: number; readonly longitude: number };
  readonly media?: readonly { readonly url: string; readonly contentType: string }[];
}

/** What stands in the bubble of a picture or a place: they have no words of their own. */
export function shownAlong({ media, location }: SentAlong, say: (name: string) => string): string | null {
  if (media) return `[${say('picture')}]`;
  if (location) return `[${say('position')} ${location.latitude}, ${location.longitude}]`;
  return null;
}

/** @returns null: the position is none */
export function sentAlong(form: URLSearchParams): SentAlong | null {
  const picture = form.get('picture');
  if (picture !== null) return { media: [{ url: picture, contentType: 'image/jpeg' }] };
  if (form.get('pin') === null) return {};
  const [, latitude, longitude] = POSITION.exec(form.get('position') ?? '') ?? [];
  if (latitude === undefined || longitude === undefined) return null;
  return { location: { latitude: Number(latitude), longitude: Number(longitude) } };
}
