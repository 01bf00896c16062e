import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether programs that are not ours can say what a voice note is (Debian: ffmpeg, opus-tools). */
export function hasSoundTools(): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return ['ffprobe', 'ffmpeg', 'opusinfo'].every((name) =>
    folders.some((folder) => existsSync(join(folder, name))),
  );
}

export interface SoundFacts {
  readonly codec: string;
  readonly channels: number;
  readonly rate: number;
  readonly seconds: number;
  /** Integrated loudness by ffmpeg's EBU R 128; it needs a second of sound and more. */
  readonly lufs: number;
  /** What opusinfo finds wrong. */
  readonly warnings: string;
}

/** What ffprobe, ffmpeg and opusinfo say of a file. */
export async function soundFacts(file: string): Promise<SoundFacts> {
  const wanted = [
    '-show_entries',
    'stream=codec_name,channels,sample_rate:format=duration,format_name',
    '-of',
    'json',
  ];
  const [probed, measured, told] = await Promise.all([
    run('ffprobe', ['-v', 'warning', ...wanted, file]),
    run('ffmpeg', ['-hide_banner', '-nostats', '-i', file, '-af', 'ebur128', '-f', 'null', '-']),
    run('opusinfo', [file]).catch((error: { stdout: string }) => error),
  ]);
  const { streams, format } = JSON.parse(probed.stdout);
  const loudness = [...measured.stderr.matchAll(/^ +I: +(-?[\d.]+) LUFS/gm)].at(-1)?.[1];
  return {
    codec: `${format.format_name} ${streams[0].codec_name}`,
    channels: streams[0].channels,
    rate: Number(streams[0].sample_rate),
    seconds: Number(format.duration),
    lufs: Number(loudness),
    warnings:
      probed.stderr + (told.stdout.match(/^.*(?:warning|error|negative|invalid).*$/gim) ?? []).join('\n'),
  };
}
