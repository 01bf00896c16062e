import type { TemplateStatus } from '../../core/channel.ts';
import { openFarSide } from '../http-call.ts';
import { readAnswer } from './graph.ts';
import { type Json, object, objects, text } from './json.ts';

/**
 * Meta's status of a template, in our words. Source: developers.facebook.com, WhatsApp Business Management API,
 * "WhatsApp Message Template", field `status`.
 */
const STATUS: Readonly<Record<string, TemplateStatus['status']>> = {
  APPROVED: 'approved',
  PENDING: 'pending',
  IN_APPEAL: 'pending',
  REJECTED: 'rejected',
  PAUSED: 'paused',
  DISABLED: 'disabled',
};

const FIELDS = 'name,language,status,category,rejected_reason,quality_score';
/** An account has 250 templates, or 6,000 where it is verified; each in several languages. */
const PER_PAGE = 100;
const MOST_PAGES = 50;

/** Asks Meta how the templates of a business account stand. */
export function openTemplates({
  apiUrl,
  token,
  businessId,
}: {
  apiUrl: string;
  token: string;
  businessId: string;
}) {
  const farSide = openFarSide(apiUrl, { timeoutMs: 10_000, connections: 2 });

  async function page(after: string): Promise<Json> {
    const query = new URLSearchParams({ fields: FIELDS, limit: String(PER_PAGE), ...(after && { after }) });
    const answer = await farSide.call({
      method: 'GET',
      path: `/${businessId}/message_templates?${query}`,
      headers: { authorization: `Bearer ${token}` },
    });
    return readAnswer(answer);
  }

  return {
    /** @throws SendError and nothing else */
    async list(): Promise<TemplateStatus[]> {
      const found: TemplateStatus[] = [];
      let after = '';
      for (let n = 0; n < MOST_PAGES; n++) {
        const told = await page(after);
        found.push(...objects(told.data).map(statusOf));
        const paging = object(told.paging);
        after = text(object(paging?.cursors)?.after);
        // The last page has a cursor, too, but no next one.
        if (after === '' || text(paging?.next) === '') break;
      }
      return found;
    },
    close: () => farSide.close(),
  };
}

function statusOf(told: Json): TemplateStatus {
  const word = text(told.status);
  const status = Object.hasOwn(STATUS, word) ? STATUS[word] : undefined;
  const why = text(told.rejected_reason);
  const reason = why !== '' && why !== 'NONE' ? why : status === undefined ? word : '';
  const quality = text(object(told.quality_score)?.score);
  return {
    name: text(told.name),
    language: text(told.language),
    status: status ?? 'other',
    ...(reason !== '' && { reason }),
    ...(text(told.category) !== '' && { category: text(told.category).toLowerCase() }),
    ...(quality !== '' && quality !== 'UNKNOWN' && { quality }),
  };
}
