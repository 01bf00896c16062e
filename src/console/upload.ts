import type { FastifyRequest } from 'fastify';
import { LARGEST_FILE } from '../media/limits.ts';

/** The one file of a form. */
export type Upload = { readonly bytes: Buffer; readonly name: string } | 'too_big';

interface Parts {
  /** As the query parser would hand them over. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly file: Upload | null;
}

const LIMITS = { fileSize: LARGEST_FILE, files: 1, fields: 20, fieldSize: 64 * 1024, parts: 21 };

/**
 * Reads a form that carries a file.
 * @param mayRead whether the fields so far prove that the form is one of ours: before that not a byte of a file is
 *   taken into memory
 */
export async function readUpload(
  request: FastifyRequest,
  mayRead: (fields: Parts['fields']) => Promise<boolean>,
): Promise<Parts> {
  const fields: Record<string, string[]> = Object.create(null);
  let file: Upload | null = null;
  try {
    for await (const part of request.parts({ limits: LIMITS })) {
      if (part.type === 'field') {
        if (typeof part.value === 'string')
          fields[part.fieldname] = [...(fields[part.fieldname] ?? []), part.value];
      } else if (!(await mayRead(fields))) {
        part.file.resume();
        return { fields, file: null };
      } else {
        const bytes = await part.toBuffer();
        // A browser sends an empty one where none was chosen.
        if (bytes.length > 0) file = { bytes, name: part.filename };
      }
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'FST_REQ_FILE_TOO_LARGE')) throw error;
    file = 'too_big';
  }
  return { fields, file };
}
