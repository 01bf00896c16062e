import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FLOWS_DIRECTORY } from '../flows.ts';
import { readTextsFile } from '../i18n.ts';
import type { WrittenFlow } from '../store/flow-versions.ts';

/** The flow `status` as it comes with the program. */
export function statusFlow(): WrittenFlow {
  const source = readFileSync(join(FLOWS_DIRECTORY, 'status.yaml'), 'utf8');
  return { flow: 'status', version: 1, source, texts: readTextsFile('status').texts };
}

/** The same with other words. */
export function reworded(written: WrittenFlow, words: Readonly<Record<string, string>>): WrittenFlow {
  const texts = Object.entries(written.texts).map(([language, file]) => [
    language,
    { ...(file as object), ...words },
  ]);
  return { ...written, texts: Object.fromEntries(texts) };
}

export const SURE = 'Eske ou sèten?';

/** A second version, which asks once more before it looks. */
export function surerStatus(): WrittenFlow {
  const { source } = statusFlow();
  const states = source
    .slice(0, source.indexOf('examples:'))
    .replace('version: 1', 'version: 2')
    .replace('    goto: look\n', '    goto: sure\n')
    .replace(
      '  # `unknown`',
      `  sure:
    ask: sure
    expect: { choices: [go, stay] }
    goto: { go: look, stay: ask_code }
    retry: { max: 1, goto: { flow: start, state: wrong_choice } }

  # \`unknown\``,
    );
  const example = `examples:
  - name: it is asked once more
    begin: ask_code
    given: { case_status: unknown }
    chat:
      - bot: [ask_code]
      - user: 4F7K
      - bot: [sure]
      - user: "1"
      - bot: [unknown]
    ends: told
`;
  const words = { sure: SURE, 'sure.go': 'Ale', 'sure.stay': 'Rete' };
  return { ...reworded(statusFlow(), words), version: 2, source: states + example };
}
