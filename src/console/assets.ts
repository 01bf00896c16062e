import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A file that browsers may fetch. Read once at start; small files only. */
export interface Asset {
  /** Name under `/assets`, e.g. `console.css`. */
  readonly name: string;
  /** Where it stands, or what makes it. */
  readonly file: URL | (() => string);
  readonly type: 'text/css' | 'text/javascript' | 'image/svg+xml' | 'image/jpeg';
}

export interface LoadedAsset {
  readonly body: Buffer;
  readonly type: string;
  /** Of the content: the address changes with it, so browsers may keep it for ever. */
  readonly version: string;
}

/** @throws where a file is missing or two rooms use one name: found at start, not by a visitor */
export function loadAssets(assets: readonly Asset[]): ReadonlyMap<string, LoadedAsset> {
  const loaded = new Map<string, LoadedAsset>();
  for (const { name, file, type } of assets) {
    if (loaded.has(name)) throw new Error(`two files want to be /assets/${name}`);
    const body = typeof file === 'function' ? Buffer.from(file()) : readFileSync(file);
    const version = createHash('sha256').update(body).digest('base64url').slice(0, 12);
    loaded.set(name, { body, type: type === 'image/jpeg' ? type : `${type}; charset=utf-8`, version });
  }
  return loaded;
}

/** @returns the address of an asset with its fingerprint */
export function assetUrl(assets: ReadonlyMap<string, LoadedAsset>, name: string): string {
  const asset = assets.get(name);
  if (!asset) throw new Error(`no asset is called ${name}`);
  return `/assets/${name}?v=${asset.version}`;
}

export const CONSOLE_ASSETS: readonly Asset[] = [
  { name: 'console.css', file: new URL('./assets/console.css', import.meta.url), type: 'text/css' },
  { name: 'icon.svg', file: new URL('./assets/icon.svg', import.meta.url), type: 'image/svg+xml' },
  { name: 'players.js', file: new URL('./assets/players.js', import.meta.url), type: 'text/javascript' },
  {
    name: 'htmx.js',
    file: new URL(import.meta.resolve('htmx.org/dist/htmx.min.js')),
    type: 'text/javascript',
  },
];
