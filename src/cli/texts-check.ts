import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { accountOf, capabilities } from '../channels/simulator/capabilities.ts';
import { segments } from '../core/sms.ts';
import type { Texts } from '../i18n.ts';
import { fitContent } from '../outbound/fit.ts';

const BUDGET = fileURLToPath(new URL('../../locales/sms.json', import.meta.url));

const budgetShape = z.object({
  files: z.array(z.string()),
  printed: z.array(z.string()).optional(),
  segments: z.record(z.string(), z.int().positive()),
  placeholders: z.record(z.string(), z.union([z.int().positive(), z.string()])),
});

/** What `locales/sms.json` allows; its notes say what is what. */
export type SmsBudget = z.infer<typeof budgetShape>;

/** @throws Error where the file is not as it should be */
export function readSmsBudget(path: string = BUDGET): SmsBudget {
  const read = budgetShape.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (read.success) return read.data;
  throw new Error(`locales/sms.json: ${z.prettifyError(read.error)}`);
}

/** One text as it goes out at its longest. */
export interface TextSize {
  readonly language: string;
  readonly key: string;
  /** It may go out by SMS: then it is held against its budget. */
  readonly sms: boolean;
  readonly alphabet: 'gsm7' | 'ucs2';
  /** Septets, or UTF-16 units where it is not GSM-7; of a question with its numbered choices. */
  readonly units: number;
  readonly segments: number;
  /** How many segments it may have. */
  readonly most: number;
  /** In words, for whoever writes texts; empty where it is in order. */
  readonly problems: readonly string[];
}

/** Measures every text of every language, by language and key. */
export function measureTexts(texts: Texts, budget: SmsBudget): TextSize[] {
  return texts.languages.flatMap((language) =>
    [...texts.keys(language)].sort().map((key) => measure(texts, budget, language, key)),
  );
}

function measure(texts: Texts, budget: SmsBudget, language: string, key: string): TextSize {
  const problems: string[] = [];
  const filled = (template: string) =>
    template.replace(/\{\{\s*([^}\s]+)\s*\}\}/g, (_all, name: string) => {
      const longest = longestOf(texts, budget, language, name);
      if (longest === null) problems.push(`locales/sms.json does not say how long {{${name}}} may be`);
      return 'A'.repeat(longest ?? 1);
    });
  const text = filled(texts.template(language, key) ?? '');
  const labels = choicesOf(texts, language, key).map(filled);
  const printed = budget.printed?.some((group) => key.startsWith(`${group}.`)) ?? false;
  const sms = !printed && budget.files.includes(key.slice(0, key.indexOf('.')));
  const written = segments([text, ...labels].join('\n'));
  const size = sms ? asSent(text, labels) : written;
  const most = budget.segments[key] ?? 1;
  if (written.alphabet === 'ucs2') problems.push(`not GSM-7: ${strangeIn([text, ...labels])}`);
  if (size.segments > most) problems.push(`${size.segments} SMS (${size.units} letters), ${most} allowed`);
  return {
    language,
    key,
    sms,
    alphabet: written.alphabet,
    units: size.units,
    segments: size.segments,
    most,
    problems: sms ? problems : [],
  };
}

/** Fitted by the one function that fits: what is counted here is what is billed. */
function asSent(text: string, labels: readonly string[]): { units: number; segments: number } {
  const phone = capabilities[accountOf('sms')];
  if (!phone) throw new Error('the simulator has no SMS phone');
  const choices = labels.map((label, at) => ({ id: String(at), label }));
  const parts = fitContent({ text, choices }, phone);
  return {
    units: parts.reduce((sum, part) => sum + segments(part.text).units, 0),
    segments: parts.reduce((sum, part) => sum + part.segments, 0),
  };
}

/** How a flow names them: `short` asks, `short.yes` and `short.no` are its choices; each may have a form for everybody. */
function choicesOf(texts: Texts, language: string, key: string): string[] {
  const forEverybody = key.endsWith('_any');
  const question = forEverybody ? key.slice(0, -'_any'.length) : key;
  return texts
    .keys(language)
    .filter((each) => each.startsWith(`${question}.`) && !each.endsWith('_any'))
    .map((each) => {
      const spoken = forEverybody ? texts.template(language, `${each}_any`) : undefined;
      return spoken ?? texts.template(language, each) ?? '';
    });
}

function longestOf(texts: Texts, budget: SmsBudget, language: string, name: string): number | null {
  const told = budget.placeholders[name];
  if (typeof told !== 'string') return told ?? null;
  const fills = texts.keys(language).filter((key) => key.startsWith(`${told}.`));
  const units = fills.map((key) => segments(texts.template(language, key) ?? '').units);
  return units.length === 0 ? null : Math.max(...units);
}

const strangeIn = (lines: readonly string[]) =>
  [...new Set(lines.join(''))].filter((sign) => segments(sign).alphabet === 'ucs2').join(' ');
