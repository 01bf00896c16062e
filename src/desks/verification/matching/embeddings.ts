import type { EmbeddingsService } from './messages.ts';

const TIMEOUT_MS = 2_000;
/** Many texts at once may take longer: nobody waits for them. */
const BATCH_TIMEOUT_MS = 30_000;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 300_000;
/** Far more than the vectors of a batch take as JSON. */
const LARGEST_ANSWER = 32 * 2 ** 20;
/** Models cut texts off sooner. */
const LONGEST_TEXT = 2_000;

/** Turns texts into vectors of their meaning, through a service that an operator runs. */
export interface Embeddings {
  /** A vector for each text, or undefined where the service is away, too slow, or says rubbish: one goes on by words. */
  embed(texts: readonly string[], options?: { readonly patient?: boolean }): Promise<number[][] | undefined>;
}

/**
 * `POST /v1/embeddings` as OpenAI has it, which Ollama, text-embeddings-inference, vLLM and llama.cpp answer as well.
 * After a failure it is left alone for a while, longer each time, so that a service that is away delays nobody.
 * @param tell is told once when it goes away, with a code, and once when it is back
 */
export function openEmbeddings(
  { url, model, key }: EmbeddingsService,
  tell: (state: 'away' | 'back', code: string) => void,
): Embeddings {
  let away = false;
  let pauseMs = FIRST_PAUSE_MS;
  let silentUntil = 0;

  const ask = async (texts: readonly string[], timeoutMs: number): Promise<number[][]> => {
    const response = await fetch(`${url}/v1/embeddings`, {
      method: 'POST',
      // Rumors go where the operator said, and nowhere else.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({
        model,
        input: texts.map((text) => text.slice(0, LONGEST_TEXT)),
        encoding_format: 'float',
      }),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Failure(`http_${response.status}`);
    }
    return vectorsOf(await readJson(response), texts.length);
  };

  return {
    async embed(texts, { patient = false } = {}) {
      if (texts.length === 0) return [];
      if (performance.now() < silentUntil) return undefined;
      try {
        const vectors = await ask(texts, patient ? BATCH_TIMEOUT_MS : TIMEOUT_MS);
        if (away) tell('back', 'ok');
        away = false;
        pauseMs = FIRST_PAUSE_MS;
        return vectors;
      } catch (error) {
        silentUntil = performance.now() + pauseMs;
        pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
        if (!away) tell('away', codeOf(error));
        away = true;
        return undefined;
      }
    },
  };
}

/** Says what is wrong in a word: what the service said may quote a text. */
class Failure extends Error {}

function codeOf(error: unknown): string {
  if (error instanceof Failure) return error.message;
  return error instanceof Error && error.name === 'TimeoutError' ? 'too_slow' : 'unreachable';
}

async function readJson(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER) throw new Failure('too_large');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new Failure('not_json');
  }
}

function vectorsOf(said: unknown, count: number): number[][] {
  const data = (said as { data?: unknown } | null)?.data;
  if (!Array.isArray(data) || data.length !== count) throw new Failure('wrong_count');
  const vectors: number[][] = [];
  for (const [at, each] of data.entries()) {
    const { index = at, embedding } = (each ?? {}) as { index?: unknown; embedding?: unknown };
    if (!Number.isInteger(index) || (index as number) < 0 || (index as number) >= count)
      throw new Failure('wrong_index');
    if (!isVector(embedding) || embedding.length !== (vectors[0] ?? embedding).length)
      throw new Failure('no_vector');
    vectors[index as number] = embedding;
  }
  if (vectors.length !== count || vectors.includes(undefined as never)) throw new Failure('wrong_index');
  return vectors;
}

const isVector = (said: unknown): said is number[] =>
  Array.isArray(said) &&
  said.length > 0 &&
  said.every((each) => typeof each === 'number' && Number.isFinite(each)) &&
  said.some((each) => each !== 0);
