/**
 * The language of somebody who is not signed in: what they chose here, else the first that their browser asks
 * for and we have, else the deployment's own.
 * @param accepts the `Accept-Language` header (RFC 9110 §12.5.4)
 */
export function chooseLanguage(
  languages: readonly string[],
  chosen: string | undefined,
  accepts: string | undefined,
): string {
  if (chosen !== undefined && languages.includes(chosen)) return chosen;
  const wanted = (accepts ?? '')
    .slice(0, 500)
    .split(',')
    .map((entry) => {
      const [range = '', ...rest] = entry.trim().split(';');
      const weight = rest.map((each) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(each)?.[1]).find(Boolean);
      return { language: range.split('-')[0]?.toLowerCase() ?? '', weight: Number(weight ?? 1) };
    })
    .filter(({ language, weight }) => weight > 0 && languages.includes(language))
    .sort((a, b) => b.weight - a.weight);
  return wanted[0]?.language ?? languages[0] ?? 'en';
}
