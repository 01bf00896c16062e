/** What XML 1.0 has no place for (section 2.2), be it escaped: most control characters, and halves of pairs. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * What of a text is read back from an XML document. Line ends become those that every reader makes of them (XML 1.0,
 * section 2.11).
 */
export function xmlText(text: string): string {
  return text.replace(FORBIDDEN, '').replace(/\r\n?/g, '\n');
}

/** An element with a text in it; nothing where there is no text. */
export function leaf(name: string, text: string | undefined): string {
  if (text === undefined) return '';
  const escaped = xmlText(text).replace(/[&<>]/g, (sign) => ESCAPES[sign] ?? '');
  return `<${name}>${escaped}</${name}>\n`;
}

/** An element with others in it, as they were written. */
export function branch(name: string, ...inside: readonly string[]): string {
  return `<${name}>\n${inside.join('')}</${name.split(' ', 1)}>\n`;
}

/** The same for each of a list, which may be missing. */
export function each<T>(items: readonly T[] | undefined, write: (item: T) => string): string {
  return (items ?? []).map(write).join('');
}
