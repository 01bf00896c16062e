import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { End } from './double.ts';
import { startWhatsAppWebDouble } from './server.ts';

/**
 * The double as a process of its own, for the demo and for drills: prints one line of JSON with its address and with
 * the environment that makes the gateway take it for WhatsApp. Then it reads what our phone and people do, a line each:
 *
 *     scan QR-TEXT              our phone scans what the console shows
 *     type CODE                 … or types it
 *     write NUMBER TEXT         somebody writes; their LID is made of the number
 *     end REASON                the connection ends, as in double.ts: 515, 401, replaced, drop, …
 *
 * What people receive it prints as JSON, a line each.
 */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, number: { type: 'string', default: '50937990000' } },
});

// libsignal tells what it does, keys included.
for (const loud of ['info', 'warn'] as const) console[loud] = () => undefined;

const double = await startWhatsAppWebDouble({ port: Number(values.port), number: values.number });
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void double.close().then(() => process.exit(0)));
console.log(JSON.stringify({ url: double.url, environment: double.environment }));

let told = 0;
setInterval(() => {
  for (const { id, to, message } of double.ledger.slice(told)) {
    told += 1;
    console.log(JSON.stringify({ to: to.number, id, message }));
  }
}, 200);

for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(JSON.stringify({ done: line.split(' ')[0], ...(await carryOut(line.trim())) }));
  } catch (error) {
    console.log(JSON.stringify({ error: error instanceof Error ? error.message : 'no' }));
  }
}

async function carryOut(line: string): Promise<{ id?: string }> {
  const [, verb, rest = ''] = /^(\w+)\s+(.+)$/.exec(line) ?? [];
  switch (verb) {
    case 'scan':
      await double.scan(rest);
      return {};
    case 'type':
      await double.typeCode(rest);
      return {};
    case 'write': {
      const [, number = '', text = ''] = /^(\d+)\s+(.+)$/.exec(rest) ?? [];
      if (!text) throw new Error('write NUMBER TEXT');
      return { id: await double.person(number, `2${number}`).writes(text) };
    }
    case 'end':
      double.end((/^\d+$/.test(rest) ? Number(rest) : rest) as End);
      return {};
    default:
      throw new Error('scan QR, type CODE, write NUMBER TEXT, or end REASON');
  }
}
