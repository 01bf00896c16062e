import { type RadioBlock, radioPdf } from '../../../printing/radio.ts';
import { type Voice, VoiceError } from '../../../voice/index.ts';
import type { BulletinDesk } from '../desk.ts';
import { type RadioPart, type RadioScript, secondsOf } from './script.ts';

/** Figures and capitals: what eyes take in at once and tongues stumble over. */
const STUMBLE = /(?<![\p{L}\d])(?:\p{Lu}{2,}|[\d.,]*\d[\p{L}\d.,%/-]*)/gu;
/** Nobody stumbles over 26. */
const EASY = /^\d{1,3}$/;
/** No paper is as wide as a word without end. */
const breakable = (text: string) => text.replace(/\S{28}(?=\S)/g, '$& ');
const smallBreakable = (text: string) => text.replace(/\S{44}(?=\S)/g, '$& ');

interface Words {
  readonly texts: BulletinDesk['texts'];
  readonly voice: Pick<Voice, 'words'>;
  /** Of the public pages, without a slash at the end. */
  readonly publicUrl: string;
}

/** The script on paper, in the language in which it is read: large, numbered, each part with its seconds. */
export function radioPaper(script: RadioScript, words: Words): Promise<Buffer> {
  const { language, parts, short } = script;
  const t = (key: string, values = {}) => words.texts.text(language, key, values);
  const blocks = (of: readonly RadioPart[], recorded: boolean): RadioBlock[] => {
    let number = 0;
    return of.map(({ kind, lines, code, seconds }) => {
      if (kind === 'item') number += 1;
      const hints = hintsOf(lines, language, words.voice);
      return {
        head: kind === 'item' ? `${number}.` : t(`airtime.${kind}`),
        beside: t('airtime.seconds', { seconds }),
        lines: lines.map(breakable),
        notes: [
          ...(hints.length > 0 ? [t('airtime.hints', { hints: hints.join('; ') })] : []),
          ...(code ? [`${t('public.code', { code })} · ${words.publicUrl}/verdicts/${code}`] : []),
          ...(kind === 'item' && recorded ? [t('airtime.recorded')] : []),
        ].map(smallBreakable),
      };
    });
  };
  return radioPdf({
    title: t('airtime.title'),
    about: t('airtime.about', {
      ...{ day: script.day, language: t('common.language_name'), seconds: secondsOf(parts) },
    }),
    parts: blocks(parts, script.audioId !== null),
    ...(short && {
      short: { title: t('airtime.short', { seconds: secondsOf(short) }), parts: blocks(short, false) },
    }),
    page: (n, of) => t('situation.page', { n, of }),
  });
}

/** How the voice says what is no word, each once: `CEP = se e pe`. */
function hintsOf(lines: readonly string[], language: string, voice: Words['voice']): string[] {
  const found = lines.flatMap((line) => line.match(STUMBLE) ?? []).map((one) => one.replace(/[.,/-]+$/, ''));
  return [...new Set(found)].flatMap((bare) => {
    if (EASY.test(bare)) return [];
    const said = saidAs(bare, language, voice);
    return said === '' || said.toLowerCase() === bare.toLowerCase() ? [] : [`${bare} = ${said}`];
  });
}

function saidAs(written: string, language: string, voice: Words['voice']): string {
  try {
    return voice.words(written, language).replace(/[.,]+$/, '');
  } catch (error) {
    if (error instanceof VoiceError) return '';
    throw error;
  }
}
