import { isoInZone, twoDigits } from '../language/wall-clock.ts';
import type { CapCircle, CapReference } from './message.ts';
import { xmlText } from './xml.ts';

/**
 * A time with the offset of its place, to the second. It never ends in `Z`, and UTC is `-00:00` (OASIS CAP 1.2,
 * section 3.3.2).
 */
export function capTime(at: Date, timeZone: string): string {
  if (Number.isNaN(at.getTime())) throw new RangeError('A time of a CAP alert is no time');
  const toTheMinute = isoInZone(at, timeZone);
  const [until, offset] = [toTheMinute.slice(0, -'00+00:00'.length), toTheMinute.slice(-'+00:00'.length)];
  const time = `${until}${twoDigits(at.getUTCSeconds())}${offset.replace('+00:00', '-00:00')}`;
  // Years of fewer digits than four, or more.
  if (!/^\d{4}-/.test(time) || Date.parse(time) !== Math.floor(at.getTime() / 1000) * 1000)
    throw new RangeError(`CAP has no way to write ${at.toISOString()} in ${timeZone}`);
  return time;
}

/** An identifier or a sender: white space and commas part them in references (section 3.2.1). */
export function capName(name: 'identifier' | 'sender', value: string): string {
  if (!/^[^\s,<&]+$/.test(value) || xmlText(value) !== value)
    throw new RangeError(
      `The ${name} of a CAP alert must be without spaces, commas, "<" and "&": ${JSON.stringify(value)}`,
    );
  return value;
}

/** `sender,identifier,sent`, as it stands in the message that is meant (section 3.2.1). */
export function capReference({ sender, identifier, sent }: CapReference, timeZone: string): string {
  return [capName('sender', sender), capName('identifier', identifier), capTime(sent, timeZone)].join(',');
}

/** A list parted by spaces, in which what has spaces stands in double quotes (section 3.2.1). */
export function capList(name: 'addresses' | 'incidents', items: readonly string[]): string {
  return items
    .map((item) => {
      if (isBlank(item) || item.includes('"'))
        throw new RangeError(`The ${name} of a CAP alert must each be a text without double quotes`);
      return /\s/.test(item) ? `"${item}"` : item;
    })
    .join(' ');
}

export function isBlank(text: string): boolean {
  return xmlText(text).trim() === '';
}

/** About a metre. */
const DECIMALS = 5;
const HALF_ROUND_THE_EARTH_KM = 20_038;

/** `latitude,longitude radius` (section 3.2.4). */
export function capCircle({ latitude, longitude, radiusKm }: CapCircle): string {
  const within = (number: number, least: number, most: number) => number >= least && number <= most;
  if (!within(latitude, -90, 90) || !within(longitude, -180, 180))
    throw new RangeError(`A circle of a CAP alert must be on the Earth: ${latitude},${longitude}`);
  if (!within(radiusKm, 0, HALF_ROUND_THE_EARTH_KM))
    throw new RangeError(`A circle of a CAP alert must have a radius in kilometres: ${radiusKm}`);
  // Rounded first, a number is never written with an exponent or as -0.
  const [lat, lon, radius] = [latitude, longitude, radiusKm].map((each) =>
    String(Number(each.toFixed(DECIMALS))),
  );
  return `${lat},${lon} ${radius}`;
}

/** A tag as in RFC 3066 (section 3.2.2). */
export function capLanguage(tag: string): string {
  if (!/^[a-z]{1,8}(-[a-z0-9]{1,8})*$/i.test(tag))
    throw new RangeError(`The language of a CAP alert must be a tag such as "fr-HT": ${JSON.stringify(tag)}`);
  return tag;
}
