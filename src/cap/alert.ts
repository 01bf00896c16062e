import type { CapAlert, CapArea, CapInfo, CapValue } from './message.ts';
import { capCircle, capLanguage, capList, capName, capReference, capTime, isBlank } from './value.ts';
import { branch, each, leaf } from './xml.ts';

/**
 * A CAP 1.2 message as an XML document. The order of the elements is that of the standard (OASIS CAP 1.2, section
 * 3.4), which takes no other.
 *
 * Texts are kept in any script, but for what XML cannot carry: see `xmlText`.
 *
 * @throws RangeError where the message breaks what section 3.2 asks: a name with a space, comma, `<` or `&`; an Update,
 *   Cancel, Ack or Error without references; Restricted without a restriction; Private without addresses; a block
 *   without a category, of no language or with an impossible circle; a time that cannot be written
 */
export function capAlert(alert: CapAlert): string {
  const { identifier, sender, sent, timeZone, status, msgType, scope, note, references, incidents } = alert;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${branch(
    'alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"',
    leaf('identifier', capName('identifier', identifier)),
    leaf('sender', capName('sender', sender)),
    leaf('sent', capTime(sent, timeZone)),
    leaf('status', status),
    leaf('msgType', msgType),
    leaf('scope', scope),
    audience(alert),
    leaf('note', note),
    leaf('references', referencesOf(alert, references)),
    leaf('incidents', incidents?.length ? capList('incidents', incidents) : undefined),
    each(alert.info, (info) => infoBlock(info, timeZone)),
  )}`;
}

function audience(alert: CapAlert): string {
  switch (alert.scope) {
    case 'Public':
      return '';
    case 'Restricted':
      if (isBlank(alert.restriction)) throw new RangeError('A Restricted CAP alert needs a restriction');
      return leaf('restriction', alert.restriction);
    case 'Private':
      if (alert.addresses.length === 0) throw new RangeError('A Private CAP alert needs addresses');
      return leaf('addresses', capList('addresses', alert.addresses));
  }
}

function referencesOf(
  { msgType, timeZone }: CapAlert,
  references: CapAlert['references'] = [],
): string | undefined {
  if (references.length > 0)
    return references.map((reference) => capReference(reference, timeZone)).join(' ');
  if (msgType !== 'Alert') throw new RangeError(`A CAP message of type ${msgType} needs references`);
  return undefined;
}

function infoBlock(info: CapInfo, timeZone: string): string {
  if (info.categories.length === 0) throw new RangeError('A block of a CAP alert needs a category');
  const time = (name: 'effective' | 'onset' | 'expires') => {
    const at = info[name];
    return leaf(name, at && capTime(at, timeZone));
  };
  return branch(
    'info',
    leaf('language', capLanguage(info.language)),
    each(info.categories, (category) => leaf('category', category)),
    leaf('event', info.event),
    each(info.responseTypes, (response) => leaf('responseType', response)),
    leaf('urgency', info.urgency),
    leaf('severity', info.severity),
    leaf('certainty', info.certainty),
    values('eventCode', info.eventCodes),
    time('effective'),
    time('onset'),
    time('expires'),
    leaf('senderName', info.senderName),
    leaf('headline', info.headline),
    leaf('description', info.description),
    leaf('instruction', info.instruction),
    values('parameter', info.parameters),
    info.area ? areaBlock(info.area) : '',
  );
}

function areaBlock({ areaDesc, circle, geocodes }: CapArea): string {
  return branch(
    'area',
    leaf('areaDesc', areaDesc),
    leaf('circle', circle && capCircle(circle)),
    values('geocode', geocodes),
  );
}

function values(name: string, pairs: readonly CapValue[] | undefined): string {
  return each(pairs, ({ valueName, value }) =>
    branch(name, leaf('valueName', valueName), leaf('value', value)),
  );
}
