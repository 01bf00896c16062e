import { pino } from 'pino';

/**
 * One line of JSON per thing that happened: past tense, which ids, never what people said.
 * The fields are a closed list on purpose: a text or a number has no field to slip through. Errors are cut
 * down to their kind, because a driver's message may quote the row it failed on.
 */
export interface LogFields {
  channel?: string;
  account?: string;
  queue?: string;
  role?: string;
  roles?: readonly string[];
  contactId?: string;
  messageId?: string | number;
  replyId?: string;
  partId?: string;
  tipId?: string;
  claimId?: string;
  verdictId?: string;
  bulletinId?: string;
  runId?: string;
  evidenceId?: string;
  waitingId?: string;
  reportId?: string;
  incidentId?: string;
  transmissionId?: string;
  /** Of the watch cell, by its id. */
  institution?: string;
  observerId?: string;
  /** Of early warning, by its id. */
  rule?: string;
  staffId?: string;
  flow?: string;
  /** Of a provider: its name there, which operators choose. */
  template?: string;
  state?: string;
  status?: number | string;
  kind?: string;
  code?: string;
  count?: number;
  attempt?: number;
  ms?: number;
  port?: number;
  pid?: number;
  path?: string;
  reason?: string;
  error?: unknown;
}

export interface Log {
  info(what: string, fields?: LogFields): void;
  warn(what: string, fields?: LogFields): void;
  error(what: string, fields?: LogFields): void;
}

/** What may be said of an error: its class, its code and where it was thrown, never its message. */
function describeError(error: unknown): { name: string; code?: string; at?: string } {
  if (!(error instanceof Error)) return { name: typeof error };
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = (cause as { code?: unknown }).code;
  const at = cause.stack
    ?.split('\n')
    // From source or as built; a package that is built has a dist/, too.
    .find((line) => /^\s+at .*\/(src|dist)\//.test(line) && !line.includes('node_modules'))
    ?.trim()
    .replace(/^at .*\/(src|dist)\//, '$1/')
    .replace(/\)$/, '');
  return { name: cause.name, ...(typeof code === 'string' && { code }), ...(at !== undefined && { at }) };
}

/** @param write where lines go; standard output unless told */
export function openLog(
  write?: (line: string) => void,
  level: 'info' | 'warn' | 'error' | 'silent' = 'info',
): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    write ? { write } : pino.destination({ fd: 1, sync: true }),
  );
  const put =
    (at: 'info' | 'warn' | 'error') =>
    (what: string, fields: LogFields = {}) => {
      const { error, ...rest } = fields;
      logger[at](error === undefined ? rest : { ...rest, error: describeError(error) }, what);
    };
  return { info: put('info'), warn: put('warn'), error: put('error') };
}
