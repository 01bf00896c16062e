import { randomUUID } from 'node:crypto';
import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import type { Log } from '../../core/log.ts';
import type { Texts } from '../../i18n.ts';
import type { Ledger } from './ledger.ts';
import { isPerson, isPhone } from './phone-address.ts';
import { sentAlong, shownAlong } from './sent-along.ts';
import { languageOf } from './show-phones.tsx';

/** As long as a page without a script waits for the answer before it is shown again. */
const PATIENCE_MS = 2_000;
/** What is sent here is also kept in memory, and anyone may send. */
const LONGEST = 4_096;

/**
 * Sending from a page whose script does not run: goes through the very webhook that the script would post to,
 * and then shows the page again.
 */
export function sendByForm(
  app: FastifyInstance,
  ledger: Ledger,
  { texts, log }: { texts: Texts; log: Log },
): RouteHandlerMethod {
  return async (request, reply) => {
    const form = new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '');
    const phone = form.get('phone');
    const person = form.get('person');
    const text = form.get('text')?.replaceAll('\r\n', '\n') ?? '';
    const along = sentAlong(form);
    const language = languageOf(texts, form.get('lang') ?? undefined);
    const say = (name: string) => texts.text(language, `simulator.${name}`);
    if (!isPhone(phone) || !isPerson(person) || text.length > LONGEST || along === null)
      return reply.code(400).send();
    const choice = form.get('choice');
    const forwarded = form.get('forwarded') !== null;

    // Noted first, or the answer would stand above it.
    const takeBack = ledger.sent(phone, person, { text: shownAlong(along, say) ?? text, forwarded });
    const answered = nextReceived(ledger, person);
    const { statusCode } = await app.inject({
      method: 'POST',
      url: '/hooks/simulator/message',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify({
        id: `form-${randomUUID()}`,
        phone,
        person,
        text,
        ...(forwarded && { forwarded: 'often' }),
        ...(choice !== null && { choice }),
        ...along,
      }),
    });
    const taken = statusCode >= 200 && statusCode < 300;
    if (!taken) {
      takeBack();
      log.warn('phone page could not send', { status: statusCode });
    }
    await answered(taken ? PATIENCE_MS : 0);
    const back = new URLSearchParams({ person, lang: form.get('lang') ?? '', ...(!taken && { unsent: '' }) });
    return reply.redirect(`/simulator?${back}#${phone}`, 303);
  };
}

/** Listens from now on. @returns waits until something has come since, or the time is up */
function nextReceived(ledger: Ledger, person: string): (patienceMs: number) => Promise<void> {
  let heard = () => {};
  let unfollow = () => {};
  const coming = new Promise<void>((resolve) => {
    heard = resolve;
    unfollow = ledger.follow(person, ({ received }) => {
      if (received) resolve();
    });
  });
  return async (patienceMs) => {
    const timer = setTimeout(heard, patienceMs);
    await coming;
    clearTimeout(timer);
    unfollow();
  };
}
