import type { Capabilities } from '../core/channel.ts';
import type { Attachment, Choice, Content, Extra, Location, Template } from '../core/message.ts';
import { foldToGsm7, segments } from '../core/sms.ts';
import { split, splitTail } from './split.ts';

/** What one provider call will carry. */
export interface Fitted {
  /** Empty where a file or a place goes alone; beside a file its caption. */
  readonly text: string;
  readonly choices?: readonly Choice[];
  readonly extra?: Extra;
  /** SMS segments on a `gsm7` account, 1 elsewhere: what the pace of the account is counted in. */
  readonly segments: number;
}

/**
 * Fits what we want to say into what an account can carry: pure, the same in gives the same out.
 * Nothing is lost and nothing changes its order. Where choices cannot be buttons or a list they become numbered
 * lines, and the numbers are what people answer; a file that the channel cannot carry becomes a line with its link,
 * a place a line with a map. What is to be looked at comes first and the words last, with the choices under them,
 * because the end is what a person sees.
 * @param linkOf a public address of a file; left out, a file that cannot be sent as it is is left out, too
 * @returns the provider calls in order; none for a content that says nothing
 */
export function fitContent(
  content: Content,
  capabilities: Capabilities,
  linkOf?: (attachment: Attachment) => string,
): Fitted[] {
  const { template, attachment, location } = content;
  // Its words stand at the provider, but for its variables; ours are what the desk reads.
  if (template) return [{ text: content.text, extra: { template: inOneLine(template) }, segments: 1 }];

  const gsm7 = capabilities.text.alphabet === 'gsm7';
  const fold = gsm7 ? foldToGsm7 : (text: string) => text;
  const prefersShort = capabilities.text.prefers === 'short';
  const full = fold(prefersShort ? (content.short ?? content.text) : content.text).trimEnd();
  const choices = (content.choices ?? []).map(({ id, label }) => ({ id, label: fold(label) }));
  const file = attachment && wayOf(attachment, capabilities, full === '' && choices.length === 0);
  // Only where the words can still take its place in one call.
  const beside = file === 'full' && attachment?.saysText && full.length <= capabilities.text.max;
  const said = beside ? fold(content.beside ?? full).trimEnd() : full;
  const pin = location && capabilities.location === 'full';

  const lines: string[] = [];
  if (attachment && file === 'link' && linkOf) lines.push(fold(linkOf(attachment)));
  if (location && !pin) lines.push(fold(mapLine(location)));
  const buttons = carriesChoices(choices, capabilities) && (said !== '' || lines.length > 0);
  if (!buttons && choices.length > 0) {
    lines.push(choices.map(({ label }, at) => `${at + 1} ${label}`).join('\n'));
  }

  const { max } = capabilities.text;
  const texts = addLines(split(said, max), lines, max);
  if (buttons) {
    texts.push(...splitTail(texts.pop() ?? '', Math.min(max, capabilities.choices.textMax ?? max)));
  }
  const parts: Omit<Fitted, 'segments'>[] = texts.map((text, at) => ({
    text,
    ...(buttons && at === texts.length - 1 && { choices }),
  }));
  if (location && pin) parts.unshift({ text: '', extra: { location } });
  const [first] = parts;
  if (said !== full && first && parts.length === 1) parts[0] = { ...first, extra: { unspoken: full } };
  if (attachment && file === 'full') {
    const [words] = parts;
    const caption = parts.length === 1 && choices.length === 0 && words?.extra === undefined && words?.text;
    if (caption && mayHaveCaption(attachment, caption, capabilities)) {
      parts[0] = { text: caption, extra: { attachment } };
    } else parts.unshift({ text: '', extra: { attachment } });
  }
  return parts.map((part) => ({ ...part, segments: gsm7 ? Math.max(1, segments(part.text).segments) : 1 }));
}

/**
 * Providers refuse a variable with a line break, a tab or a long run of blanks (Meta: 132018, Twilio: 21656), and a
 * bulletin has paragraphs: they follow each other.
 */
function inOneLine(template: Template): Template {
  if (!template.params) return template;
  return { ...template, params: template.params.map((param) => param.trim().replace(/\s+/g, ' ')) };
}

/** How a file goes. Where it would be left out and there are no words that could do instead, a link is better than silence. */
function wayOf(
  { kind, size, contentType }: Attachment,
  { files }: Capabilities,
  alone: boolean,
): 'full' | 'link' | 'none' {
  const way = files[kind];
  const isTaken =
    kind !== 'document' || files.documents === undefined || files.documents.includes(contentType);
  if (way === 'full' && (size > files.sizeMax || !isTaken)) return 'link';
  return way === 'none' && alone ? 'link' : way;
}

/** A voice note is never captioned: no phone shows it. */
function mayHaveCaption({ kind }: Attachment, text: string, { files }: Capabilities): boolean {
  return kind !== 'voice' && text.length <= files.captionMax;
}

/** Whether the choices can be buttons, or rows of a list; the channel tells which by their number. */
function carriesChoices(choices: readonly Choice[], { choices: can }: Capabilities): boolean {
  const { support, idMax = Number.POSITIVE_INFINITY, list } = can;
  const within = (room: { max: number; labelMax: number }) =>
    choices.length <= room.max && choices.every(({ label }) => label.length <= room.labelMax);
  // Providers refuse two buttons that are called the same, or have no name.
  const distinct = (of: readonly string[]) => new Set(of).size === of.length && !of.includes('');
  return (
    choices.length > 0 &&
    support === 'full' &&
    (within(can) || (list !== undefined && within(list))) &&
    distinct(choices.map(({ id }) => id)) &&
    distinct(choices.map(({ label }) => label.trim())) &&
    choices.every(({ id }) => Buffer.byteLength(id) <= idMax)
  );
}

/** A metre is enough; a map of nobody's country, in letters that every SMS has. */
function mapLine({ latitude, longitude, label = '' }: Location): string {
  const degrees = (value: number) => Number(value.toFixed(5));
  const map = `https://www.openstreetmap.org/?mlat=${degrees(latitude)}&mlon=${degrees(longitude)}`;
  return label === '' ? map : `${label} ${map}`;
}

/** Each of these stays together below the text, or moves together to a part of its own. */
function addLines(texts: readonly string[], blocks: readonly string[], max: number): string[] {
  const all = [...texts];
  for (const block of blocks) {
    const last = all.at(-1);
    if (last !== undefined && last.length + 1 + block.length <= max)
      all[all.length - 1] = `${last}\n${block}`;
    else all.push(...split(block, max));
  }
  return all;
}
