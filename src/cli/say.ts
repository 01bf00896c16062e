import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readVoice } from '../config.ts';
import { openLog } from '../core/log.ts';
import { decodeNote, type Engine, lufsOf, openVoice, type Voice } from '../voice/index.ts';
import { eachLineInTurn } from './lines.ts';

interface SayOptions {
  lang: string;
  maxSeconds?: string;
  voice?: string;
  ipa?: boolean;
  json?: boolean;
}

/**
 * Speaks a text as a voice note, or with `-` each line of standard input that says anything, as `0001.ogg` … by line.
 * @param out the file, or the folder; not needed with `--ipa`
 * @throws Error with one line
 */
export async function runSay(text: string, out: string | undefined, options: SayOptions): Promise<void> {
  const { maxSeconds, engine } = checked(out, options);
  // Standard output is for what was asked.
  const voice = openVoice({ ...readVoice(), log: openLog((line) => process.stderr.write(line)) });
  try {
    if (text === '-' && out !== undefined) await mkdir(out, { recursive: true });
    await eachLineInTurn(text, async (each, number) => {
      if (text === '-' && each.trim() === '') return '';
      if (out === undefined || options.ipa) return ipaLine(voice, each, options);
      const file = text === '-' ? join(out, `${String(number).padStart(4, '0')}.ogg`) : out;
      const note = await voice.speak(each, options.lang, { ...maxSeconds, ...engine });
      await writeFile(file, note.bytes);
      const lufs = Math.round(10 * lufsOf(await decodeNote(note.bytes))) / 10;
      const { seconds, cut } = note;
      const bytes = note.bytes.length;
      if (options.json) return `${JSON.stringify({ file, seconds, bytes, lufs, ...(cut && { cut }) })}\n`;
      return `${file}: ${seconds} s, ${bytes} bytes, ${lufs} LUFS${cut ? ', cut' : ''}\n`;
    });
  } finally {
    await voice.close();
  }
}

async function ipaLine(voice: Voice, text: string, { lang, json }: SayOptions): Promise<string> {
  const ipa = await voice.ipa(text, lang);
  return `${json ? JSON.stringify({ ipa }) : ipa}\n`;
}

function checked(
  out: string | undefined,
  { ipa, maxSeconds, voice }: SayOptions,
): { maxSeconds?: { maxSeconds: number }; engine?: { engine: Engine } } {
  if (out === undefined && !ipa) throw new Error('say where to: teledjol say "<text>" OUT.ogg');
  const seconds = Number(maxSeconds);
  if (maxSeconds !== undefined && !(seconds >= 1 && seconds <= 600))
    throw new Error(`--max-seconds ${maxSeconds} is no number from 1 to 600`);
  if (voice !== undefined && voice !== 'builtin' && voice !== 'plugged')
    throw new Error(`--voice ${voice}: there are builtin and plugged`);
  return {
    ...(maxSeconds !== undefined && { maxSeconds: { maxSeconds: seconds } }),
    ...(voice !== undefined && { engine: { engine: voice } }),
  };
}
