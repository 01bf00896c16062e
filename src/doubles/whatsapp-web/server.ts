import type { WhatsAppWebDouble } from './double.ts';

export type * from './double.ts';

/** A stand-in for WhatsApp's multi-device servers, their media servers and everybody's phones. */
export async function startWhatsAppWebDouble(_options: { port?: number } = {}): Promise<WhatsAppWebDouble> {
  throw new Error('not built yet');
}
