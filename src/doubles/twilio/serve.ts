import { parseArgs } from 'node:util';
import { startTwilioDouble } from './server.ts';

/**
 * The double as a process of its own, for the demo and for drills: prints one line of JSON with its address
 * once it listens, then is asked over HTTP only.
 */
const { values } = parseArgs({
  options: {
    'account-sid': { type: 'string' },
    'auth-token': { type: 'string' },
    'gateway-url': { type: 'string' },
    'gateway-at': { type: 'string' },
    'sms-from': { type: 'string', default: '' },
    'whatsapp-from': { type: 'string', default: '' },
    port: { type: 'string', default: '0' },
  },
});

function needed(name: 'account-sid' | 'auth-token' | 'gateway-url'): string {
  const value = values[name];
  if (value) return value;
  console.error(`missing --${name}`);
  process.exit(2);
}

const double = await startTwilioDouble({
  accountSid: needed('account-sid'),
  authToken: needed('auth-token'),
  gatewayUrl: needed('gateway-url'),
  ...(values['gateway-at'] && { gatewayAt: values['gateway-at'] }),
  smsFrom: values['sms-from'],
  whatsappFrom: values['whatsapp-from'],
  port: Number(values.port),
});
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void double.close().then(() => process.exit(0)));
console.log(JSON.stringify({ url: double.url }));
