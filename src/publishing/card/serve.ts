import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readCode } from '../../desks/code.ts';
import { drawPng } from '../../media/draw.ts';
import { findRecord, type StandingVerdict } from '../../store/published-verdicts.ts';
import { LIST, verdictPath } from '../addresses.ts';
import { answer } from '../answer.ts';
import type { PublicDeps } from '../deps.ts';
import { inLanguage, readerIn } from '../reader.ts';
import { type CardWords, composeCard } from './compose.ts';
import { openDrawn } from './drawn.ts';

const NAME = /^card\.([a-z]{2,3})\.(square|tall)\.png$/;

/** `/verdicts/<CODE>/card.<language>.<square|tall>.png`, as long as the verdict stands. */
export function serveCards(
  scope: FastifyInstance,
  deps: PublicDeps,
  missing: (request: FastifyRequest, reply: FastifyReply) => FastifyReply,
): void {
  const drawn = openDrawn({ dir: join(deps.dataDir, 'cards'), draw: drawPng, log: deps.log });
  scope.get<{ Params: { code: string; file: string } }>(`${LIST}/:code/:file`, async (request, reply) => {
    const [, language = '', shape] = NAME.exec(request.params.file) ?? [];
    const code = readCode(request.params.code);
    if (code === null || (shape !== 'square' && shape !== 'tall')) return missing(request, reply);
    const verdict = (await findRecord(deps.store.db, code))?.standing;
    if (!verdict || !(language in verdict.texts)) return missing(request, reply);
    const svg = composeCard(cardWords(deps, verdict, language), shape);
    const key = createHash('sha256').update(svg).digest('hex');
    const png = await drawn.of(key, svg);
    if (!png) return reply.code(503).header('retry-after', '5').send();
    reply.header('content-disposition', `inline; filename="${code}-${language}.png"`);
    return answer(request, reply, { body: png, type: 'image/png', changedAt: verdict.decidedAt });
  });
}

function cardWords(deps: PublicDeps, verdict: StandingVerdict, language: string): CardWords {
  const { t, day } = readerIn(deps, language);
  const { code, rating } = verdict;
  return {
    rating,
    label: t(`verdict.rating.${rating}`),
    summary: verdict.texts[language]?.summary ?? '',
    claimLabel: t('public.card.rumor'),
    claim: inLanguage(deps, language, verdict.wording)?.text ?? '',
    publisher: deps.publisher.name,
    verify: t('public.card.verify'),
    command: `${t('public.card.command')} ${code}`,
    address: `${deps.publicUrl}${verdictPath(code)}`,
    date: day(verdict.decidedAt),
    ...(deps.training && { training: t('public.card.training') }),
  };
}
