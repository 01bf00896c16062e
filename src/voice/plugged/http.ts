import { LONGEST_ANSWER, type PluggedVoice } from './engine.ts';

/** POST {text, language} as JSON; the answer is the sound. Redirects are not followed: the text goes where we were told. */
export function httpVoice(url: string, timeoutMs: number): PluggedVoice {
  return {
    name: 'http',
    async say(text, language) {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'audio/wav, audio/ogg' },
        body: JSON.stringify({ text, language }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (!answer.ok || !answer.body) {
        await answer.body?.cancel();
        throw new Error(`status ${answer.status}`);
      }
      const pieces: Uint8Array[] = [];
      let size = 0;
      for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) {
        size += piece.length;
        if (size > LONGEST_ANSWER) throw new Error('too long');
        pieces.push(piece);
      }
      return Buffer.concat(pieces);
    },
  };
}
