import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Package {
  readonly dev?: boolean;
  readonly license?: string | { readonly type?: string };
  readonly licenses?: readonly { readonly type?: string }[];
  readonly dependencies?: object;
  readonly optionalDependencies?: object;
  readonly peerDependencies?: object;
}

const readJson = <T>(path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as T;

/** In words of SPDX, e.g. `MIT` or `(MIT OR GPL-2.0)`; empty where the package does not say. */
function licenceOf({ license, licenses }: Package): string {
  if (typeof license === 'string') return license;
  if (license?.type) return license.type;
  return (licenses ?? []).map(({ type }) => type ?? '').join(' OR ');
}

/** Whether somebody who builds on us may keep to Apache-2.0 for the whole: one permissive choice is enough. */
function leavesUsFree(licence: string): boolean {
  return licence.split(/\bOR\b/).some((choice) => {
    const words = choice.replace(/[()]/g, ' ').split(/\bAND\b/);
    return words.every((word) => PERMISSIVE.test(word.trim()));
  });
}

/** `MIT` of `MIT License`. */
const firstLine = (path: string) =>
  readFileSync(join(ROOT, path), 'utf8')
    .split('\n')[0]
    ?.replace(/ License$/, '') ?? '';

const PERMISSIVE =
  /^(MIT(-0)?|ISC|0BSD|Unlicense|Apache-2\.0|BSD(-[23]-Clause)?|BlueOak-1\.0\.0|Python-2\.0|CC0-1\.0|PostgreSQL|Zlib)$/;

/**
 * sharp's picture library is LGPL: a shared library in a package of its own, loaded as it comes and free to be
 * replaced, which is what the LGPL asks of whoever passes it on.
 */
const LIBVIPS = /^node_modules\/@img\/sharp-(libvips-|wasm32|win32-)/;

/** Fonts of cards: the OFL asks that they stay under it, and lets any program carry and draw with them. */
const FONTS = /^node_modules\/@fontsource\//;

/** What draws cards is MPL-2.0, whose terms are for its own files: they come as they are, and ask nothing of ours. */
const RESVG = /^node_modules\/@resvg\//;

/**
 * eSpeak NG is GPL-3.0. It runs as a program of its own, to which we talk over a channel (src/voice/espeak), so that its
 * licence asks nothing of ours; whoever passes the whole on passes it on under its own terms. See docs/voice.md.
 */
const ESPEAK = /^node_modules\/@echogarden\/espeak-ng-emscripten$/;

/** pdfkit's reader of PNG says in its LICENSE alone that it is MIT: believed as long as that stands there. */
const PNG_JS = 'node_modules/png-js';

const APART = [LIBVIPS, FONTS, RESVG, ESPEAK];

describe('the licences of what we ship', () => {
  const { packages } = readJson<{ packages: Record<string, Package> }>('package-lock.json');
  const shipped = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev);

  test('leave those who build on us free', () => {
    expect(shipped.length).toBeGreaterThan(50);
    const fettered = shipped
      .map(([path, locked]) => {
        // What is installed says it itself; what is for other machines is known from the lock file only.
        const own = `${path}/package.json`;
        const said = licenceOf(existsSync(join(ROOT, own)) ? readJson<Package>(own) : locked);
        return [path, path === PNG_JS && said === '' ? firstLine(`${path}/LICENSE`) : said] as const;
      })
      .filter(([path, licence]) => !leavesUsFree(licence) && !APART.some((each) => each.test(path)));
    expect(fettered).toEqual([]);
  });

  test('need no libsignal (GPL), which comes with Baileys: it is installed apart by who wants it', () => {
    const { dependencies, optionalDependencies, peerDependencies } = readJson<Package>('package.json');
    const named = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
    expect(named.filter((name) => /baileys|libsignal/.test(name))).toEqual([]);
    expect(shipped.map(([path]) => path).filter((path) => /baileys|libsignal/.test(path))).toEqual([]);
  });

  test.each([
    'GPL-3.0',
    'AGPL-3.0-or-later',
    'LGPL-3.0',
    'MIT AND GPL-2.0',
    'BUSL-1.1',
    'SEE LICENSE IN x',
    '',
  ])('would not with "%s"', (licence) => expect(leavesUsFree(licence)).toBe(false));

  test.each([
    'MIT',
    'Apache-2.0',
    '(MIT OR GPL-3.0-or-later)',
    'MIT AND ISC',
    'GPL-2.0 OR (MIT AND BSD-3-Clause)',
  ])('would with "%s"', (licence) => expect(leavesUsFree(licence)).toBe(true));
});
