import type { ClaimReview, WithContext } from 'schema-dts';
import type { StandingVerdict } from '../store/published-verdicts.ts';
import type { Rating } from '../store/verdicts.ts';
import { inTongue, LIST, safeLink, verdictPath } from './addresses.ts';
import type { PublicDeps } from './deps.ts';
import { inLanguage } from './reader.ts';

/**
 * Ours on a scale from 1 to 5. `unproven` and `harmful` have none: a number would say something about truth that we
 * do not say.
 */
const VALUE: Partial<Record<Rating, number>> = { false: 1, misleading: 2, half_true: 3, true: 5 };

/** What consumers show in one line (Full Fact, "Basic usage of ClaimReview"). */
const CLAIM_MAX = 75;

/** A verdict for machines: https://schema.org/ClaimReview. The type is made from the published vocabulary. */
export function claimReview(
  deps: PublicDeps,
  verdict: StandingVerdict,
  language: string,
): WithContext<ClaimReview> {
  const { texts, publicUrl, publisher } = deps;
  const claimed = inLanguage(deps, language, verdict.wording);
  const label = texts.text(language, `verdict.rating.${verdict.rating}`);
  const value = VALUE[verdict.rating];
  const seen = safeLink(verdict.firstSeen);
  return {
    '@context': 'https://schema.org',
    '@type': 'ClaimReview',
    url: `${publicUrl}${inTongue(verdictPath(verdict.code), language)}`,
    datePublished: verdict.publishedAt.toISOString(),
    dateModified: verdict.decidedAt.toISOString(),
    inLanguage: language,
    author: {
      '@type': 'Organization',
      name: publisher.name,
      url: safeLink(publisher.about) ?? `${publicUrl}${LIST}`,
    },
    claimReviewed: shortened(claimed?.text ?? verdict.texts[language]?.summary ?? verdict.code),
    reviewBody: verdict.texts[language]?.summary ?? '',
    itemReviewed: {
      '@type': 'Claim',
      ...(claimed && { name: claimed.text }),
      ...(verdict.claimant && { author: { '@type': 'Person', name: verdict.claimant } }),
      ...(verdict.firstSeenAt && { datePublished: verdict.firstSeenAt.toISOString() }),
      ...(seen && { firstAppearance: { '@type': 'CreativeWork', url: seen } }),
    },
    reviewRating: {
      '@type': 'Rating',
      alternateName: label,
      ...(value !== undefined && { ratingValue: value, bestRating: 5, worstRating: 1 }),
    },
  };
}

/** At a word's end, with an ellipsis: never a claim that says something else because it was cut. */
function shortened(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  if (flat.length <= CLAIM_MAX) return flat;
  const cut = flat.slice(0, CLAIM_MAX);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), CLAIM_MAX / 2)).trimEnd()}…`;
}

const UNSAFE: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** JSON that can stand in a `<script>`: nothing in it ends the element or begins a comment. */
export const jsonForPage = (value: object): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (sign) => UNSAFE[sign] ?? sign);
