import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ILogger } from '@whiskeysockets/baileys/lib/Utils/logger.js';
import { quieten } from './quiet.ts';
import { checkSignatures } from './signatures.ts';

/**
 * The only place that loads Baileys. It is not among what we ship, because libsignal, which it needs, is GPL-3.0: who
 * wants this channel installs it. Types of it are taken away when we are built.
 */
export type Baileys = typeof import('@whiskeysockets/baileys');

const NAME = '@whiskeysockets/baileys';
/** Exactly this one: others speak an older protocol, or were made by somebody who steals accounts. */
const VERSION = '7.0.0-rc14';

/**
 * @param from the file that would load it
 * @throws Error in one line that says what to type
 */
export function checkInstalled(from: string = import.meta.url): void {
  const found = installedVersion(from);
  if (found === VERSION) return;
  throw new Error(
    `whatsapp-web needs ${NAME} ${VERSION}, and ${found === undefined ? 'it is not installed' : `${found} is installed`}: type npm ci --include=dev, or build the image with --build-arg WHATSAPP_WEB=yes`,
  );
}

function installedVersion(from: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(packagePath(from), 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : 'another version';
  } catch {
    return undefined;
  }
}

const packagePath = (from: string) => createRequire(from).resolve(`${NAME}/package.json`);

let loading: Promise<Baileys> | undefined;

/** Loaded once, when first needed: it costs a second and some 60 MB. */
export function loadBaileys(): Promise<Baileys> {
  loading ??= (async () => {
    checkInstalled();
    quieten();
    const baileys = await import('@whiskeysockets/baileys');
    checkSignatures(baileys, packagePath(import.meta.url));
    return baileys;
  })();
  return loading;
}

/** Baileys' log quotes texts, numbers and keys: none of it is handed on. What happened we say ourselves. */
export const silence: ILogger = {
  level: 'silent',
  child: () => silence,
  trace: () => {},
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};
