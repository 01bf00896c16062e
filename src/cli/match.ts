import { writeFileSync } from 'node:fs';
import { openEmbeddings } from '../desks/verification/matching/embeddings.ts';
import type { Reasons } from '../matching/explain.ts';
import { FusedMatcher } from '../matching/fused-matcher.ts';
import { GATE } from '../matching/gate-set.ts';
import type { ClaimText, Found } from '../matching/matcher.ts';
import { type Finds, measure } from './match/measure.ts';
import { type ReadTip, readClaims, readQrels, readTips } from './match/read.ts';
import { twinFinder } from './match/twins.ts';
import { table } from './table.ts';

export interface MatchOptions {
  readonly claims: string;
  readonly tips: string;
  readonly qrels?: string;
  readonly run?: string;
  readonly json?: boolean;
  readonly embeddings?: string;
  readonly embeddingsModel?: string;
  readonly embeddingsAlike?: string;
}

/** Below the first one asked for: further ones change no measure that is printed. */
const SHOWN = 3;
/** Texts that go to an embeddings service together. */
const AT_ONCE = 64;

/**
 * Prints which known claims are found for which tip and why; where the right ones are known, how well that goes.
 * @throws Error of one line, saying which file and line is wrong
 */
export async function runMatch(options: MatchOptions): Promise<void> {
  const claims = readClaims(options.claims);
  const tips = readTips(options.tips);
  const right = options.qrels ? readQrels(options.qrels, new Set(claims.map(({ id }) => id))) : undefined;
  if (right && !tips.some(({ id }) => right.has(id)))
    throw new Error(`${options.qrels}: none of its tips stands in ${options.tips}`);
  const texts = claims.map(({ id, text, title }) => ({ claimId: id, textId: id, text, title }));
  const matcher = await finderOf(options, texts, tips);

  const run: string[] = [];
  const keep = (tip: ReadTip, found: readonly Found[]) => {
    found.forEach(({ claimId, score }, at) => {
      run.push([tip.id, 'Q0', claimId, at + 1, score.toFixed(6), 'teledjol'].join('\t'));
    });
  };
  if (right) {
    const { measured, shipped } = measure(matcher, tips, right, twinFinder(claims), keep);
    if (options.json) console.log(JSON.stringify(measured));
    else {
      const { gate, tips: counted, ...rest } = measured;
      const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
      console.log(`${counted} tips, ${claims.length} claims`);
      console.log(table(Object.keys(rest), [Object.values(rest).map(String)]));
      console.log(
        `gate by cross-validation: answers ${percent(gate.coverage)} of known rumors, and ${percent(gate.false_rate)} of unseen ones wrongly`,
      );
      console.log(
        `gate as it is set (${GATE.how}): answers ${percent(shipped.coverage)}, of them ${percent(shipped.rightOfAnswered)} right; of unseen ones ${percent(shipped.falseRate)}`,
      );
    }
  } else {
    for (const tip of tips) {
      const found = matcher.find(tip, { limit: options.run ? 20 : SHOWN });
      keep(tip, found);
      say(tip, found.slice(0, SHOWN), options.json ?? false);
    }
  }
  if (options.run) writeFileSync(options.run, `${run.join('\n')}\n`);
}

/** By words, and where a service is named by meaning, too. */
async function finderOf(
  options: MatchOptions,
  texts: readonly ClaimText[],
  tips: readonly ReadTip[],
): Promise<Finds> {
  const { embeddings: url, embeddingsModel: model = '', embeddingsAlike = '' } = options;
  const alike = Number(embeddingsAlike);
  if (url !== undefined && (model === '' || !(alike > 0 && alike < 1)))
    throw new Error('--embeddings also needs --embeddings-model, and --embeddings-alike between 0 and 1');
  const matcher = new FusedMatcher(url === undefined ? undefined : alike);
  for (const text of texts) matcher.put(text);
  const vectors = new Map<string, number[]>();
  if (url !== undefined) {
    const service = { url: url.replace(/\/+$|\/v1\/?$/g, ''), model, alike };
    const { embed } = openEmbeddings(service, (_, code) => console.error(`the embeddings service: ${code}`));
    const vectorsOf = async (said: readonly string[]) => {
      const made = await embed(said, { patient: true });
      if (!made) throw new Error(`${url} gives no vectors`);
      return made;
    };
    for (let some = matcher.lacking(AT_ONCE); some.length > 0; some = matcher.lacking(AT_ONCE)) {
      const made = await vectorsOf(some.map(({ text }) => text));
      some.forEach((text, at) => {
        matcher.understand(text, made[at] ?? []);
      });
    }
    for (let at = 0; at < tips.length; at += AT_ONCE) {
      const some = tips.slice(at, at + AT_ONCE);
      const made = await vectorsOf(some.map(({ text }) => text));
      some.forEach(({ id }, n) => {
        vectors.set(id, made[n] ?? []);
      });
    }
  }
  return { find: (tip, how) => matcher.find(tip, how, vectors.get(tip.id)) };
}

function say(tip: ReadTip, found: readonly Found[], json: boolean): void {
  const decision = found[0]?.band ?? 'new';
  if (json) {
    const shown = found.map(({ claimId, score, sure, band, reasons }) => ({
      claimId,
      score,
      sure,
      band,
      reasons,
    }));
    console.log(JSON.stringify({ tip: tip.id, decision, found: shown }));
    return;
  }
  console.log(`${tip.id}: ${decision}`);
  for (const { claimId, sure, text, reasons } of found)
    console.log(
      `  ${claimId}  ${(100 * sure).toFixed(0)} %  ${text.text.replace(/\s+/g, ' ')}\n${why(reasons)}`,
    );
}

/** A line for each kind of thing in common that there is. */
const why = (reasons: Reasons) =>
  Object.entries(reasons)
    .filter(([, those]) => those.length > 0)
    .map(([kind, those]) => `    ${kind}: ${those.join(', ')}`)
    .join('\n');
