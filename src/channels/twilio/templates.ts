import type { TemplateStatus } from '../../core/channel.ts';
import type { Template } from '../../core/message.ts';
import { SendError } from '../../core/send-error.ts';
import type { Api } from './api.ts';

/**
 * WhatsApp's approval of a content, in our words. Source: twilio.com/docs/content, "Fetch an approval status
 * request".
 */
const STATUS: Readonly<Record<string, TemplateStatus['status']>> = {
  approved: 'approved',
  pending: 'pending',
  received: 'pending',
  rejected: 'rejected',
  paused: 'paused',
  disabled: 'disabled',
};

/** Asks Twilio how WhatsApp judges these contents; one that is there no more is left out. @throws SendError */
export async function templateStatuses(api: Api, templates: readonly Template[]): Promise<TemplateStatus[]> {
  const { contents } = (await api.client()).content.v1;
  const found = await Promise.all(
    templates.map(async (template): Promise<TemplateStatus[]> => {
      try {
        const { whatsapp } = await contents(template.name).approvalFetch().fetch();
        return [statusOf(template, whatsapp)];
      } catch (error) {
        if (!(error instanceof SendError)) throw new SendError('unavailable', 'sdk');
        if (error.code === '20404') return [];
        throw error;
      }
    }),
  );
  return found.flat();
}

/** @param told declared by the SDK as objects, and really texts */
function statusOf({ name, language }: Template, told: Readonly<Record<string, unknown>>): TemplateStatus {
  const text = (field: string) => (typeof told[field] === 'string' ? told[field] : '');
  const word = text('status');
  const status = Object.hasOwn(STATUS, word) ? STATUS[word] : undefined;
  const reason = text('rejection_reason') || (status === undefined ? word : '');
  return {
    name,
    language,
    status: status ?? 'other',
    ...(reason !== '' && { reason }),
    ...(text('category') !== '' && { category: text('category').toLowerCase() }),
  };
}
