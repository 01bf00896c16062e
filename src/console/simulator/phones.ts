import type { FastifyInstance } from 'fastify';
import type { Log } from '../../core/log.ts';
import type { Texts } from '../../i18n.ts';
import { openLedger } from './ledger.ts';
import { listReceived } from './list-received.ts';
import { receiveMessage } from './receive-message.ts';
import { sendByForm } from './send-by-form.ts';
import { serveAssets } from './serve-assets.ts';
import { showPhones } from './show-phones.tsx';
import { streamBubbles } from './stream-bubbles.ts';

export interface PhonesDeps {
  /** Signs what the simulator channel puts on a phone: only our own processes may. */
  readonly internalKey: Buffer;
  readonly texts: Texts;
  readonly log: Log;
}

/** Longest body of a request: a message of 20,000 characters, escaped, still fits. */
const BODY_LIMIT = 256 * 1024;

/**
 * The three phones that anyone may play with, and the far side of the simulator channel. Called only where that
 * channel is open: beside real channels there must be no door without a key.
 */
export async function registerPhones(app: FastifyInstance, deps: PhonesDeps): Promise<void> {
  const ledger = openLedger();
  await app.register(async (phones) => {
    // Raw bytes: a signature is over bytes, and the one form we have is read by hand.
    phones.removeAllContentTypeParsers();
    phones.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
      done(null, body),
    );
    const asset = serveAssets(phones);
    phones.post('/simulator/phones/:phone/:person/messages', receiveMessage(ledger, deps.internalKey));
    phones.get('/simulator/phones/:phone/:person/messages', listReceived(ledger));
    streamBubbles(phones, ledger, deps);
    phones.get('/simulator', showPhones(ledger, deps.texts, asset));
    phones.post('/simulator/send', sendByForm(app, ledger, deps));
  });
}
