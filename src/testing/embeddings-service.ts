import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the service does: vectors of so many dimensions, something else word for word, a status, or nothing at all. */
type Mood =
  | { readonly dimensions: number }
  | { readonly says: string }
  | { readonly status: number }
  | 'hangs';

export interface EmbeddingsDouble {
  readonly url: string;
  /** The texts of each call. */
  readonly calls: string[][];
  readonly keys: (string | undefined)[];
  mood: Mood;
  close(): Promise<void>;
}

/**
 * An embeddings service over real HTTP. Each word is a direction of its own; words of one row of `same` share theirs, so
 * that two texts of quite other words can mean the same.
 */
export async function startEmbeddings(same: readonly (readonly string[])[] = []): Promise<EmbeddingsDouble> {
  const meaning = new Map(same.flatMap((row) => row.map((word) => [word, row[0] ?? word] as const)));
  const vectorOf = (text: string, dimensions: number) => {
    const vector = new Array<number>(dimensions).fill(0);
    for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
      let hash = 7;
      for (const sign of meaning.get(word) ?? word)
        hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) % 1_000_003;
      vector[hash % dimensions] = (vector[hash % dimensions] ?? 0) + 1;
    }
    return vector;
  };
  const calls: string[][] = [];
  const keys: (string | undefined)[] = [];
  const double: { mood: Mood } = { mood: { dimensions: 512 } };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.url !== '/v1/embeddings') return void response.writeHead(404).end();
    const { input } = JSON.parse(Buffer.concat(chunks).toString()) as { input: string[] };
    calls.push(input);
    keys.push(request.headers.authorization);
    const { mood } = double;
    if (mood === 'hangs') return;
    if ('status' in mood) return void response.writeHead(mood.status).end(input.join());
    response.writeHead(200, { 'content-type': 'application/json' });
    if ('says' in mood) return void response.end(mood.says);
    const data = input.map((text, index) => ({ index, embedding: vectorOf(text, mood.dimensions) }));
    // In any order, as the standard has it.
    response.end(JSON.stringify({ data: data.reverse() }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    keys,
    get mood() {
      return double.mood;
    },
    set mood(mood) {
      double.mood = mood;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
