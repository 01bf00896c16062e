import { expect, test } from 'vitest';
import { openWhatsAppCloudWorld } from '../testing/whatsapp-cloud.ts';
import { openTemplateBoard } from './template-board.ts';

test('a provider is asked once a minute, and what it does not say is not known', async () => {
  const world = await openWhatsAppCloudWorld();
  try {
    let now = 0;
    const board = openTemplateBoard([world.channel, { name: 'telegram' }], () => now);
    const names = async () => (await board.of('whatsapp-cloud'))?.map(({ name }) => name);
    expect(await names()).toEqual(['answer_ready', 'bulletin']);
    world.double.templates.remove('bulletin', 'fr');
    world.double.order({ file: 'templates_broken' });
    expect(await names()).toEqual(['answer_ready', 'bulletin']);
    now += 60_000;
    expect(await names()).toBeUndefined();
    now += 59_000;
    expect(await names()).toBeUndefined();
    now += 1_000;
    expect(await names()).toEqual(['answer_ready']);
    expect(await board.of('telegram')).toBeUndefined();
  } finally {
    await world.close();
  }
});
