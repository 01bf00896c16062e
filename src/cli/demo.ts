import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, getJson, type Ours, runTeledjol, runTwilioDouble } from './demo/processes.ts';
import { eventually, openPromises } from './demo/promises.ts';
import { playStory } from './demo/story.ts';

/**
 * Plays the main job on this machine: starts a double of the provider and two processes of the gateway that share
 * the work by role, on an embedded database of their own, and speaks HTTP with them. What people got is counted at
 * the far side. Leaves nothing behind.
 * @throws Error where a promise was broken or something did not come
 */
export async function runDemo(options: { json?: boolean }): Promise<void> {
  const began = Date.now();
  const say = (line: string) => {
    if (!options.json) console.log(line);
  };
  const promises = openPromises(say);
  const folder = await mkdtemp(join(tmpdir(), 'teledjol-demo-'));
  // Started by root, PostgreSQL runs as a user of its own, who must be able to pass through.
  await chmod(folder, 0o711);
  const running: Ours[] = [];
  try {
    say('The house opens');
    const port = await freePort();
    const gatewayUrl = `http://localhost:${port}`;
    const account = { sid: `AC${randomBytes(16).toString('hex')}`, token: randomBytes(16).toString('hex') };
    const senders = { sms: '+50922000000', whatsapp: '+50922000001' };
    const double = runTwilioDouble([
      ...['--account-sid', account.sid, '--auth-token', account.token, '--gateway-url', gatewayUrl],
      ...['--sms-from', senders.sms, '--whatsapp-from', senders.whatsapp],
    ]);
    running.push(double);
    const doubleUrl = (JSON.parse((await double.line(/^\{"url"/)).input) as { url: string }).url;
    const environment = {
      PORT: String(port),
      PUBLIC_URL: gatewayUrl,
      CHANNELS: 'simulator,twilio',
      TELEDJOL_DATA_DIR: folder,
      TELEDJOL_SECRET_KEY: randomBytes(32).toString('base64'),
      TWILIO_ACCOUNT_SID: account.sid,
      TWILIO_AUTH_TOKEN: account.token,
      TWILIO_SMS_FROM: senders.sms,
      TWILIO_WHATSAPP_FROM: senders.whatsapp,
      TWILIO_API_URL: doubleUrl,
    };
    const door = runTeledjol(['start'], { ...environment, ROLES: 'web,desks' });
    running.push(door);
    const worker = runTeledjol(['start'], { ...environment, ROLES: 'conversation,outbound' });
    running.push(worker);
    const [, adminLink = ''] = await door.line(/(http:\/\/\S+\/invite\/\S+)/);
    await worker.line(/"msg":"started"/);
    await eventually('an open door', async () => {
      const { status } = await getJson<{ status: string }>(`${gatewayUrl}/readyz`);
      return status === 'ok';
    });
    say(`  two processes on one embedded database, a double of the provider: ${gatewayUrl}`);
    await playStory({ gatewayUrl, doubleUrl, adminLink, promises, say });
  } catch (error) {
    const last = running.map(({ said }) => said.slice(-4).join('\n')).join('\n');
    say(last);
    throw error;
  } finally {
    for (const each of running.reverse()) await each.stop();
    await rm(folder, { recursive: true, force: true });
  }
  const seconds = Number(((Date.now() - began) / 1000).toFixed(1));
  if (options.json) console.log(JSON.stringify({ promises: promises.all, broken: promises.broken, seconds }));
  else {
    say(
      `\n${promises.all.length} promises, ${promises.all.length - promises.broken} kept, ${promises.broken} broken, in ${seconds} s`,
    );
    for (const { promise, kept } of promises.all) say(`  ${kept ? 'kept  ' : 'BROKEN'} ${promise}`);
  }
  if (promises.broken > 0) throw new Error(`${promises.broken} promises were broken`);
}
