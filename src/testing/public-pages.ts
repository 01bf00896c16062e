import Fastify from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { openLog } from '../core/log.ts';
import { loadTexts } from '../i18n.ts';
import type { PublicDeps } from '../publishing/deps.ts';
import { registerPublishing } from '../publishing/register.tsx';
import type { Store } from '../store/connect.ts';
import * as schema from '../store/schema.ts';
import type { Rating } from '../store/verdicts.ts';
import { freshDatabase } from './database.ts';
import { openTestStore } from './people.ts';
import { clearFolder, tempFolder } from './temp-folder.ts';

/** A verdict that was published, by the rows that publication leaves. */
export interface Published {
  readonly code: string;
  readonly rating?: Rating;
  readonly wording?: Readonly<Record<string, string>>;
  readonly texts?: Readonly<
    Record<string, { summary: string; body?: string; todo?: string; audioId?: string }>
  >;
  readonly sources?: readonly { title: string; url: string | null }[];
  readonly at?: Date;
  readonly category?: string;
  readonly claimant?: string;
  readonly firstSeen?: string;
  readonly firstSeenAt?: Date;
}

export interface PublicPages {
  readonly url: string;
  readonly store: Store;
  readonly deps: PublicDeps;
  /** What was logged, a JSON object a line. */
  readonly logged: string[];
  publish(verdict: Published): Promise<{ claimId: string; verdictId: string }>;
  /** A new version in the place of the one that stands. */
  correct(
    claimId: string,
    verdict: Omit<Published, 'code'> & { changed?: Record<string, string> },
  ): Promise<string>;
  withdraw(claimId: string, at?: Date): Promise<void>;
  get(
    path: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; text: string; headers: Headers }>;
  close(): Promise<void>;
}

export const PUBLIC_URL = 'https://verite.example.ht';
/** Their names must never be read outside. */
export const STAFF = ['Wilner Anvante', 'Mirlande Anvante', 'Guerda Anvante'] as const;

/** The public pages on a real server and a database of its own. */
export async function openPublicPages(options: Partial<PublicDeps> = {}): Promise<PublicPages> {
  const database = await freshDatabase();
  const store = openTestStore(database.url);
  const dataDir = await tempFolder();
  const logged: string[] = [];
  const people = STAFF.map((name) => ({
    id: uuidv7(),
    name,
    role: 'lead' as const,
    passwordHash: 'none',
    language: 'fr',
  }));
  await store.db.insert(schema.staff).values(people);
  const [authorId = '', checkerId = '', leadId = ''] = people.map(({ id }) => id);
  const deps: PublicDeps = {
    store,
    texts: loadTexts(),
    publisher: { name: 'Laverite Ayiti', contact: 'korije@verite.example.ht', about: '' },
    publicUrl: PUBLIC_URL,
    dataDir,
    timeZone: 'America/Port-au-Prince',
    categories: [
      { id: 'electoral', name: { ht: 'Eleksyon', fr: 'Élections', en: 'Elections', es: 'Elecciones' } },
    ],
    training: false,
    log: openLog((line) => void logged.push(line)),
    now: () => new Date(),
    ...options,
  };
  const app = Fastify();
  await registerPublishing(app, deps);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });

  async function addVersion(claimId: string, version: number, verdict: Omit<Published, 'code'>) {
    const { at = new Date(), texts = WRITTEN } = verdict;
    const verdictId = uuidv7();
    await store.db.insert(schema.verdict).values({
      id: verdictId,
      claimId,
      version,
      rating: verdict.rating ?? 'false',
      state: 'published',
      sources: verdict.sources ?? [],
      authorId,
      checkerId,
      leadId,
      checkedAt: at,
      decidedAt: at,
    });
    const rows = Object.entries(texts).map(([language, said]) => ({
      verdictId,
      language,
      body: '',
      ...said,
    }));
    await store.db.insert(schema.verdictText).values(rows);
    return verdictId;
  }
  return {
    url,
    store,
    deps,
    logged,
    async publish(verdict) {
      const claimId = uuidv7();
      const { code, wording = { ht: 'Biwo vòt yo fèmen a midi.', fr: 'Les bureaux ferment à midi.' } } =
        verdict;
      await store.db.insert(schema.claim).values({
        id: claimId,
        code,
        wording,
        state: 'published',
        category: verdict.category ?? null,
        claimant: verdict.claimant ?? null,
        firstSeen: verdict.firstSeen ?? null,
        firstSeenAt: verdict.firstSeenAt ?? null,
        createdBy: authorId,
      });
      return { claimId, verdictId: await addVersion(claimId, 1, verdict) };
    },
    async correct(claimId, { changed = {}, ...verdict }) {
      const { rows } = await store.pool.query<{ version: number }>(
        `update verdict set state = 'superseded' where claim_id = $1 and state = 'published' returning version`,
        [claimId],
      );
      const verdictId = await addVersion(claimId, (rows[0]?.version ?? 0) + 1, verdict);
      await store.pool.query('update verdict set changed = $2 where id = $1', [verdictId, changed]);
      return verdictId;
    },
    async withdraw(claimId, at = new Date()) {
      await store.pool.query(
        `update verdict set state = 'withdrawn', withdrawn_at = $2, withdrawn_by = $3
          where claim_id = $1 and state = 'published'`,
        [claimId, at, leadId],
      );
      await store.pool.query(`update claim set state = 'closed' where id = $1`, [claimId]);
    },
    async get(path, headers = {}) {
      const answer = await fetch(url + path, { headers, redirect: 'manual' });
      return { status: answer.status, text: await answer.text(), headers: answer.headers };
    },
    async close() {
      await app.close();
      await store.close();
      await database.drop();
      await clearFolder(dataDir);
    },
  };
}

const WRITTEN = {
  ht: {
    summary: 'Biwo vòt yo louvri jiska 4è. KEP konfime sa.',
    body: 'KEP di biwo vòt yo louvri depi 6è jiska 4è.',
    todo: 'Ale vote lè ou vle jiska 4è.',
  },
  fr: {
    summary: 'Les bureaux de vote ouvrent jusqu’à 16h. Le CEP le confirme.',
    body: 'Le CEP confirme : les bureaux sont ouverts de 6h à 16h.',
    todo: 'Allez voter jusqu’à 16h.',
  },
};
