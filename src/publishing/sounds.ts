import type { FastifyInstance } from 'fastify';
import { readCode } from '../desks/code.ts';
import { fileAnswer } from '../media/file-answer.ts';
import { openFile } from '../store/blobs.ts';
import { findRecord } from '../store/published-verdicts.ts';
import { LIST } from './addresses.ts';
import type { PublicDeps } from './deps.ts';

/** The recorded verdict, as long as it stands; players ask for pieces of it. */
export function serveSounds(scope: FastifyInstance, { store }: PublicDeps): void {
  scope.get<{ Params: { code: string; language: string } }>(
    `${LIST}/:code/audio.:language`,
    async (request, reply) => {
      const code = readCode(request.params.code);
      const [language = ''] = request.params.language.split('.');
      const record = code === null ? undefined : await findRecord(store.db, code);
      const audioId = record?.standing?.texts[language]?.audioId;
      const file = audioId ? await openFile(store, audioId) : undefined;
      if (code === null || file?.kind !== 'audio') return reply.code(404).send();
      const name = `${code}-${language}`;
      const { status, headers, body } = fileAnswer({ ...file, name }, request.headers.range);
      return reply
        .code(status)
        .headers({ ...headers, 'cache-control': 'public, max-age=60, must-revalidate' })
        .send(body);
    },
  );
}
