import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readCode } from '../desks/code.ts';
import { aloud, secondsAloud } from '../language/aloud.ts';
import { findRecord, listStanding, type StandingVerdict } from '../store/published-verdicts.ts';
import { audioPath, inTongue, LIST, radioPath, verdictPath } from './addresses.ts';
import { answer } from './answer.ts';
import type { PublicDeps } from './deps.ts';
import type { Page } from './layout.tsx';
import { inLanguage, languagesOf, type Reader } from './reader.ts';

const DAYS = 7;
const DAYS_MAX = 31;
/** Longer than any programme. */
const VERDICTS_MAX = 20;

type Request = FastifyRequest<{
  Params: { code?: string };
  Querystring: { days?: unknown };
}>;

/** What the pages lend: the language of who asks, the layout, and 404. */
export interface Pages {
  reader(request: FastifyRequest, among?: readonly string[]): Reader;
  show(request: FastifyRequest, reply: FastifyReply, reader: Reader, page: Page): FastifyReply;
  missing(request: FastifyRequest, reply: FastifyReply): FastifyReply;
}

/** `/verdicts/<CODE>/radio` and `/verdicts/radio?days=7`, each as a page to print and with `.txt` behind it as text. */
export function serveRadio(scope: FastifyInstance, deps: PublicDeps, pages: Pages): void {
  const { db } = deps.store;
  const plain = (request: FastifyRequest, reply: FastifyReply, lines: readonly string[]) =>
    answer(request, reply, { body: `${lines.join('\n\n')}\n`, type: 'text/plain; charset=utf-8' });

  for (const ending of ['', '.txt'] as const) {
    scope.get(`${LIST}/:code/radio${ending}`, async (request: Request, reply) => {
      const code = readCode(request.params.code ?? '');
      const verdict = code === null ? undefined : (await findRecord(db, code))?.standing;
      if (code === null || !verdict) return pages.missing(request, reply);
      const reader = pages.reader(request, languagesOf(deps, verdict));
      const lines = script(deps, reader, [verdict]);
      const path = radioPath(code, reader.language).replace('/radio', '/radio.txt');
      return ending === '.txt'
        ? plain(request, reply, lines)
        : pages.show(request, reply, reader, radioPage(deps, reader, [verdict], lines, path));
    });
    scope.get(`${LIST}/radio${ending}`, async (request: Request, reply) => {
      const reader = pages.reader(request);
      const asked = Number(request.query.days ?? DAYS);
      const days = Number.isInteger(asked) && asked >= 1 && asked <= DAYS_MAX ? asked : DAYS;
      const since = new Date(deps.now().getTime() - days * 86_400_000);
      const verdicts = await listStanding(db, { language: reader.language, since }, { limit: VERDICTS_MAX });
      const lines = verdicts.length > 0 ? script(deps, reader, verdicts) : [reader.t('radio.none')];
      const path = `${inTongue(`${LIST}/radio.txt`, reader.language)}&days=${days}`;
      return ending === '.txt'
        ? plain(request, reply, lines)
        : pages.show(request, reply, reader, radioPage(deps, reader, verdicts, lines, path, days));
    });
  }
}

function radioPage(
  deps: PublicDeps,
  reader: Reader,
  verdicts: readonly StandingVerdict[],
  lines: readonly string[],
  plain: string,
  days?: number,
): Page {
  const { t, language } = reader;
  return {
    title: t('radio.title'),
    languages: deps.texts.languages,
    body: (
      <article>
        <h1>{days === undefined ? t('radio.title') : t('radio.bundle', { days })}</h1>
        <p>
          <b>{t('radio.length', { seconds: seconds(lines) })}</b> · <a href={plain}>{t('radio.plain')}</a>
          {days === undefined && ' · '}
          {days === undefined && (
            <a href={inTongue(`${LIST}/radio`, language)}>{t('radio.bundle', { days: DAYS })}</a>
          )}
        </p>
        {verdicts.map(({ code, version, texts }) => (
          <p key={code}>
            <a href={inTongue(verdictPath(code), language)}>{t('public.code', { code })}</a>
            {texts[language]?.audioId && (
              // biome-ignore lint/a11y/useMediaCaption: what is spoken is the text below.
              <audio controls preload="none" src={audioPath(code, language, version)} />
            )}
          </p>
        ))}
        {lines.map((line) => (
          <p key={line} class="text spoken">
            {line}
          </p>
        ))}
      </article>
    ),
  };
}

/** What is read aloud, line by line: what is so comes first and last, the rumor once between. */
function script(deps: PublicDeps, reader: Reader, verdicts: readonly StandingVerdict[]): string[] {
  const { t } = reader;
  const said = verdicts.flatMap((verdict, n) => [
    ...(n === 0 ? [] : [t('radio.between')]),
    ...spoken(deps, reader, verdict),
  ]);
  const begin = deps.training ? [t('public.training')] : [];
  return [...begin, t('radio.open', { name: deps.publisher.name }), ...said, t('radio.close')];
}

function spoken(deps: PublicDeps, reader: Reader, verdict: StandingVerdict): string[] {
  const { t, language } = reader;
  const text = verdict.texts[language];
  const claim = inLanguage(deps, language, verdict.wording);
  const changed = inLanguage(deps, language, verdict.changed);
  const sources = verdict.sources.flatMap(({ title }) => (title.trim() === '' ? [] : [aloud(title)]));
  const lines = [
    text?.summary,
    changed?.language === language && t('radio.changed', { changed: changed.text }),
    // In another language nobody could read it out.
    claim?.language === language && t('radio.claim', { claim: claim.text }),
    t('radio.rating', { rating: t(`verdict.rating.${verdict.rating}`) }),
    text?.body && t('radio.why', { body: text.body }),
    text?.todo && t('radio.todo', { todo: text.todo }),
    sources.length > 0 && t('radio.sources', { sources: sources.join(', ') }),
  ];
  return lines.flatMap((line) => (line ? [aloud(line)] : []));
}

/** Rounded up to five. */
const seconds = (lines: readonly string[]) => Math.ceil(secondsAloud(lines) / 5) * 5;
