import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import { capabilities as phones } from '../channels/simulator/capabilities.ts';
import { ACTIONS } from '../conversation/actions/outcomes.ts';
import type { Capabilities } from '../core/channel.ts';
import { loadFlows } from '../flows.ts';
import { loadTexts } from '../i18n.ts';
import { fitContent } from '../outbound/fit.ts';
import { readingHere } from '../reading.ts';
import { openRehearsal, type Said } from './rehearsal.ts';

/** The simulator's phones have the limits of the real ones: what is shown here is what would be sent. */
function capabilitiesOf(medium: string): Capabilities {
  const all = Object.values(phones);
  const found = all.find((each) => each.medium === medium);
  if (!found)
    throw new Error(`no phone is called "${medium}": known are ${all.map((each) => each.medium).join(', ')}`);
  return found;
}

function show(said: Said, capabilities: Capabilities): void {
  if (said.text === '') console.log('  (silent)');
  for (const part of said.text === '' ? [] : fitContent(said, capabilities)) {
    const size = capabilities.text.alphabet === 'gsm7' ? ` (${part.segments} SMS)` : '';
    console.log(`${part.text.replace(/^/gm, '  ')}${size}`);
    if (part.choices) console.log(`  ${part.choices.map(({ label }, n) => `[${n + 1} ${label}]`).join(' ')}`);
  }
  if (said.handedOver !== undefined) console.log(`  -> a person takes over (${said.handedOver})`);
  if (said.ended !== undefined) console.log(`  -> ended (${said.ended})`);
}

/**
 * Talks to a flow in the terminal, or reads one message a line from a pipe. `/media` before the words sends a
 * picture with them, `/pin 18.53,-72.33` a place; an empty line or end of input stops.
 */
export async function runChat(
  flow: string,
  options: { lang: string; channel: string; asExample?: boolean },
): Promise<void> {
  const texts = loadTexts();
  const flows = loadFlows(texts, ACTIONS);
  if (!flows.byName.has(flow)) {
    throw new Error(`no flow is called "${flow}": known are ${[...flows.byName.keys()].join(', ')}`);
  }
  if (!texts.languages.includes(options.lang)) {
    throw new Error(`no language is called "${options.lang}": known are ${texts.languages.join(', ')}`);
  }
  const capabilities = capabilitiesOf(options.channel);
  const rehearsal = openRehearsal(
    { flows, texts, ...readingHere(texts) },
    { language: options.lang, hasNumber: capabilities.medium !== 'telegram' },
  );
  const keyOf = (key: string) => (key.startsWith(`${flow}.`) ? key.slice(flow.length + 1) : key);
  const chat: Record<string, unknown>[] = [];

  let last = rehearsal.begin(flow);
  const hear = (said: Said) => {
    last = said;
    chat.push({ bot: said.keys.map(keyOf) });
    show(said, capabilities);
  };
  hear(last);

  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
  if (last.ended === undefined) lines.prompt();
  for await (const line of last.ended === undefined ? lines : []) {
    if (process.stdin.isTTY && line.trim() === '') break;
    const media = /^\/media ?/.exec(line);
    const [, latitude, longitude] = /^\/pin (-?[\d.]+), ?(-?[\d.]+)$/.exec(line) ?? [];
    if (latitude !== undefined && longitude !== undefined) {
      const [north, east] = [Number(latitude), Number(longitude)];
      chat.push({ pin: [north, east] });
      hear(rehearsal.message('', { location: { latitude: north, longitude: east } }));
    } else {
      const text = media ? line.slice(media[0].length) : line;
      chat.push(media ? { media: text } : { user: text });
      hear(rehearsal.message(text, media ? { media: true } : {}));
    }
    if (last.ended !== undefined || rehearsal.snapshot === null) break;
    lines.prompt();
  }
  lines.close();
  if (!options.asExample) return;

  const given = Object.fromEntries(
    [...rehearsal.given].map(([action, ends]) => [
      action,
      ends.map((end) => (Object.keys(end).length === 1 ? end.outcome : end)),
    ]),
  );
  const example = {
    name: 'what happens here, in a sentence',
    ...(rehearsal.given.size > 0 && { given }),
    chat,
    ...(last.ended !== undefined && { ends: last.ended }),
    ...(last.handedOver !== undefined && { hands_over: last.handedOver }),
  };
  console.log(`\n# under "examples:" of flows/${flow}.yaml\n${stringify([example], { lineWidth: 110 })}`);
}
