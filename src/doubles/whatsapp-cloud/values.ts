import type { Person, Phone } from './account.ts';

/** One message of a person, before it is wrapped. */
export interface Said {
  readonly type: string;
  readonly [field: string]: unknown;
}

const seconds = () => String(Math.floor(Date.now() / 1000));

/** The `value` of a change that carries one message. */
export function messageValue(
  phone: Phone,
  { phone: number, userId }: Person,
  id: string,
  said: Said,
): Record<string, unknown> {
  return {
    ...about(phone),
    contacts: [
      {
        profile: { name: 'Yon Moun' },
        ...(number !== undefined && { wa_id: number }),
        ...(userId !== undefined && { user_id: userId }),
      },
    ],
    messages: [
      {
        ...(number !== undefined && { from: number }),
        ...(userId !== undefined && { from_user_id: userId }),
        id,
        timestamp: seconds(),
        ...said,
      },
    ],
  };
}

/** The `value` of a change that carries statuses of one message. */
export function statusValue(
  phone: Phone,
  message: { readonly id: string; readonly to: string; readonly callbackData: string | undefined },
  statuses: readonly { readonly status: string; readonly code?: number }[],
): Record<string, unknown> {
  const toPhone = /^\d+$/.test(message.to);
  return {
    ...about(phone),
    statuses: statuses.map(({ status, code }) => ({
      id: message.id,
      status,
      timestamp: seconds(),
      ...(toPhone ? { recipient_id: message.to } : { recipient_user_id: message.to }),
      ...(message.callbackData !== undefined && { biz_opaque_callback_data: message.callbackData }),
      ...(['sent', 'delivered'].includes(status) && {
        pricing: { billable: true, pricing_model: 'PMP', category: 'service', type: 'regular' },
      }),
      ...(code !== undefined && {
        errors: [{ code, title: 'a title', message: 'a title', error_data: { details: 'some words' } }],
      }),
    })),
  };
}

/** One webhook from several changes, each in an entry of its own or all in one. */
export function webhookOf(
  values: readonly Record<string, unknown>[],
  together: boolean,
): Record<string, unknown> {
  const changes = values.map((value) => ({ value, field: 'messages' }));
  const entry = together
    ? [{ id: '200000000000001', changes }]
    : changes.map((change, n) => ({ id: `20000000000000${n}`, changes: [change] }));
  return { object: 'whatsapp_business_account', entry };
}

const about = ({ id, display }: Phone) => ({
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: display, phone_number_id: id },
});
