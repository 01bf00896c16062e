import type { Kind } from '../kind.ts';

/**
 * "SMS Gateway for Android" (sms-gate.app): a phone with a SIM. Sources: its documentation, "Webhooks", "Sending
 * messages" and "Status tracking". The phone joins long SMS by itself; its `messageId` of a received message is made
 * of the text and not unique, so the event's own id counts.
 */
export const android: Kind = {
  proof: 'signature',
  message: {
    from: ['payload.sender', 'payload.phoneNumber'],
    text: ['payload.message'],
    id: ['id'],
    at: ['payload.receivedAt'],
    codings: {},
    usual: 'utf-8',
    sim: ['payload.simNumber'],
  },
  receipt: {
    address: '',
    status: ['event'],
    statuses: {
      'sms:sent': { status: 'sent' },
      'sms:delivered': { status: 'delivered' },
      'sms:failed': { status: 'failed', meaning: 'unreachable' },
    },
    part: ['payload.messageId'],
    code: ['payload.reason'],
  },
  event: { name: ['event'], message: 'sms:received' },
  taken: { status: 200 },
  send: {
    method: 'POST',
    body: 'json',
    utf8: true,
    basic: true,
    puts: {
      // Ours: a call that is made twice is one message, and every event brings it back.
      id: { of: 'part' },
      'textMessage.text': { of: 'text' },
      phoneNumbers: { of: 'to', list: true },
      simNumber: { of: 'sim' },
      withDeliveryReport: { is: true },
    },
    extras: ['skipPhoneValidation', 'deviceActiveWithin'],
    // 409: there is a message with that id already, which is this one.
    success: { statuses: [200, 201, 202, 409], says: /^/ },
    errors: [
      { status: 400, says: /phone/i, means: 'invalid_address', code: 'phone_number' },
      { status: 400, says: /device/i, means: 'misconfigured', code: 'device' },
    ],
  },
  segments: 10,
  // Android itself asks its owner from 30 SMS in half an hour on, unless told otherwise.
  perSecond: 0.5,
};
