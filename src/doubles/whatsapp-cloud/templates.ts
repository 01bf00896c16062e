import { type Refusal, refusal } from './refusal.ts';

/** A message template of the business account, in one language. */
export interface FiledTemplate {
  readonly name: string;
  readonly language: string;
  /** What it says, with `{{1}}` and so on where it has variables; left out: its name. */
  readonly body?: string;
  /** Left out: `APPROVED`. */
  readonly status?: string;
  /** Why it was rejected. */
  readonly reason?: string;
  readonly category?: 'MARKETING' | 'UTILITY';
  readonly quality?: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN';
}

/** What stands in the way of one that is there. Whatever is not approved is to the sender as if it were not there. */
const NOT_SENDABLE: Readonly<Record<string, Refusal>> = {
  PAUSED: refusal(132_015, 'the template is paused'),
  DISABLED: refusal(132_016, 'the template is disabled'),
};

/** Meta's limit for what stands in the place of a variable. */
const UNFIT = /[\r\n\t]| {5,}/;
const LONGEST_BODY = 1_024;

/** The templates of the account; what people at Meta decide about them is set from outside. */
export function openTemplates(filed: readonly FiledTemplate[]) {
  const all = [...filed];
  const at = (name: string, language: string) =>
    all.findIndex((one) => one.name === name && one.language === language);

  return {
    /** Files it, or changes what is there. */
    set(template: FiledTemplate): void {
      const found = at(template.name, template.language);
      if (found === -1) all.push(template);
      else all[found] = { ...all[found], ...template };
    },

    remove(name: string, language: string): void {
      const found = at(name, language);
      if (found !== -1) all.splice(found, 1);
    },

    /** What a phone shows, or why Meta does not send it. */
    render(name: string, language: string, params: readonly string[]): string | Refusal {
      const template = all[at(name, language)];
      if (!template) return refusal(132_001, 'no such template in that language', 404);
      const { status = 'APPROVED', body = name } = template;
      if (status !== 'APPROVED')
        return NOT_SENDABLE[status] ?? refusal(132_001, 'the template is not approved', 404);
      const wanted = new Set(body.match(/\{\{\d+\}\}/g)).size;
      if (params.length !== wanted)
        return refusal(132_000, `${params.length} parameters, and the template has ${wanted}`);
      if (params.some((param) => param === '')) return refusal(131_008, 'a parameter is empty');
      if (params.some((param) => UNFIT.test(param)))
        return refusal(132_018, 'a parameter holds a new line, a tab or more than four spaces');
      const said = body.replace(/\{\{(\d+)\}\}/g, (_, n: string) => params[Number(n) - 1] ?? '');
      return said.length > LONGEST_BODY ? refusal(132_005, 'the text is too long') : said;
    },

    /** A page of the list, as the API gives it. */
    page(query: URLSearchParams, address: string): Record<string, unknown> {
      const limit = Number(query.get('limit') ?? 25);
      const from = Number(query.get('after') ?? 0);
      const fields = (query.get('fields') ?? 'name,status').split(',');
      const data = all.slice(from, from + limit).map((one, n) => {
        const whole: Record<string, unknown> = {
          name: one.name,
          language: one.language,
          status: one.status ?? 'APPROVED',
          category: one.category ?? 'UTILITY',
          rejected_reason: one.reason ?? 'NONE',
          quality_score: { score: one.quality ?? 'UNKNOWN' },
        };
        const given = fields.filter((field) => field in whole).map((field) => [field, whole[field]]);
        return { ...Object.fromEntries(given), id: String(300_000_000_000_000 + from + n) };
      });
      const after = String(from + limit);
      return {
        data,
        paging: {
          cursors: { before: String(from), after },
          ...(from + limit < all.length && { next: `${address}&after=${after}` }),
        },
      };
    },
  };
}
