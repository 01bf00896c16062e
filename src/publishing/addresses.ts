/** Where things are for the public. Printed on cards, kept by readers and search engines: they do not change. */

export const LIST = '/verdicts';
export const CORRECTIONS = '/verdicts/corrections';
export const METHOD = '/verdicts/method';

export const inTongue = (path: string, language: string) => `${path}?lang=${encodeURIComponent(language)}`;

export const verdictPath = (code: string) => `${LIST}/${code}`;

export type CardShape = 'square' | 'tall';
/** @param version so that who keeps pictures by address (WhatsApp, Facebook) takes a corrected one anew */
export const cardPath = (code: string, language: string, shape: CardShape, version: number) =>
  `${verdictPath(code)}/card.${language}.${shape}.png?v=${version}`;

/** @param ending what Atom's writer takes the type from: the second half of `audio/ogg` */
export const audioPath = (code: string, language: string, version: number, ending?: string) =>
  `${verdictPath(code)}/audio.${language}${ending === undefined ? '' : `.${ending}`}?v=${version}`;

export const radioPath = (code: string, language: string) => inTongue(`${verdictPath(code)}/radio`, language);

export const FEED_KINDS = ['rss', 'atom', 'json'] as const;
export type FeedKind = (typeof FEED_KINDS)[number];
export const feedPath = (kind: FeedKind, language?: string) =>
  language === undefined ? `/feeds/verdicts.${kind}` : inTongue(`/feeds/verdicts.${kind}`, language);

/** What may stand behind a link: nothing that a browser would run, whoever wrote the source. */
export function safeLink(url: string | null): string | undefined {
  if (url === null || !URL.canParse(url.trim())) return undefined;
  const parsed = new URL(url.trim());
  return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : undefined;
}
