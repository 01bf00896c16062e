import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A file that somebody sends along. */
export interface SentFile {
  readonly contentType: string;
  readonly bytes: Buffer;
  /**
   * unannounced  without a length, as a stream
   * slow         a first piece, and then nothing more ever
   */
  readonly comes?: 'unannounced' | 'slow';
}

export interface StoredFile extends SentFile {
  readonly sid: string;
  readonly messageSid: string;
}

export interface MediaStore {
  add(messageSid: string, files: readonly SentFile[]): readonly StoredFile[];
  of(messageSid: string): readonly StoredFile[];
  find(messageSid: string, sid: string): StoredFile | undefined;
  remove(file: StoredFile): void;
  /** Answers as Twilio does: the file lies elsewhere, at an address that needs no credentials. */
  redirect(file: StoredFile, response: ServerResponse): void;
  /** How often the other host was shown the account's credentials: once is too often. */
  readonly leaks: number;
  close(): Promise<void>;
}

/** What people sent, and the host where it lies: another port, as with Twilio another host. */
export async function openMediaStore(): Promise<MediaStore> {
  const files = new Map<string, StoredFile>();
  let leaks = 0;

  const serve = ({ url = '', headers }: IncomingMessage, response: ServerResponse) => {
    if (headers.authorization !== undefined) leaks += 1;
    const file = files.get(url.slice(1));
    if (!file) {
      response.writeHead(403).end();
      return;
    }
    const { bytes, contentType, comes } = file;
    response.writeHead(200, {
      'content-type': contentType,
      ...(comes !== 'unannounced' && { 'content-length': bytes.length }),
    });
    if (comes === 'slow') response.write(bytes.subarray(0, 1));
    else response.end(bytes);
  };
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const of = (messageSid: string) => [...files.values()].filter((file) => file.messageSid === messageSid);
  return {
    add(messageSid, sent) {
      for (const file of sent) {
        const sid = `ME${randomBytes(16).toString('hex')}`;
        files.set(sid, { ...file, sid, messageSid });
      }
      return of(messageSid);
    },
    of,
    find: (messageSid, sid) => of(messageSid).find((file) => file.sid === sid),
    remove: ({ sid }) => {
      files.delete(sid);
    },
    redirect: ({ sid }, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${port}/${sid}` }).end();
    },
    get leaks() {
      return leaks;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
