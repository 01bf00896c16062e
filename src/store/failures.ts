/**
 * Is the database away (stopped, restarting, unreachable, too busy to let us in), so that the same statement may
 * succeed later? Everything else is about the statement or its data: repeating it changes nothing.
 *
 * Codes: PostgreSQL's class 08 (connection), 53 (resources), 57P0x (shutdown, crash, starting up), 40001/40P01 (asked to
 * try again), 25006 (read only while failing over), 55P03 (lock not available).
 */
export function isDatabaseAway(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === 'string') {
      if (/^(08...|53...|57P0.|40001|40P01|25006|55P03)$/.test(code)) return true;
      if (/^(ECONN|ENOTFOUND|EAI_|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT)/.test(code)) return true;
      return false;
    }
    // The driver gives these no code.
    if (
      /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed and is not queryable|Cannot use a pool after|^timeout expired$/.test(
        at.message,
      )
    ) {
      return true;
    }
  }
  return false;
}

/**
 * Is it about what was to be written, so that the same would fail for ever and others would not? Only what surely is:
 * a table that is not there or a password that is wrong fails alike for everybody, and then everybody has to wait.
 *
 * Codes: PostgreSQL's class 22 (data), 23 (constraints) and 54 (too large, for an index for instance); a TypeError and
 * its like are a slip of ours over this one thing.
 */
export function isAboutTheRow(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === 'string' && /^(22|23|54)...$/.test(code)) return true;
    if (at instanceof TypeError || at instanceof RangeError) return true;
  }
  return false;
}

/** Did it only meet others who held the same tables or rows (55P03 not in time, 40P01 deadlock)? Nothing was done. */
export function isBusy(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (/^(55P03|40P01)$/.test(String((at as { code?: unknown }).code))) return true;
  }
  return false;
}
