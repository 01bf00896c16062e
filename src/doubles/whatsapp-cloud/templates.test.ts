import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  failure,
  openWhatsAppCloud,
  openWhatsAppCloudWorld,
  toMarie,
  type WhatsAppCloudWorld,
} from '../../testing/whatsapp-cloud.ts';

let world: WhatsAppCloudWorld;
beforeEach(async () => {
  world = await openWhatsAppCloudWorld();
});
afterEach(() => world.close());

const bulletin = { name: 'bulletin', language: 'fr' };
const send = (params?: readonly string[]) =>
  world.channel.send(
    toMarie({ text: 'Biwo yo louvri.', template: { ...bulletin, ...(params && { params }) } }),
  );

test('a bulletin leaves a closed window as the variable of its template', async () => {
  await send(['Biwo yo louvri.']);
  expect(world.double.ledger).toMatchObject([
    {
      type: 'template',
      text: 'Nouvèl: Biwo yo louvri.',
      content: { components: [{ type: 'body', parameters: [{ type: 'text', text: 'Biwo yo louvri.' }] }] },
    },
  ]);
});

test('the variables are counted and looked at, as Meta does', async () => {
  const code = async (params?: readonly string[]) => (await failure(send(params))).code;
  expect(await code()).toBe('132000');
  expect(await code(['a', 'b'])).toBe('132000');
  for (const text of ['a\nb', 'a\tb', 'a     b']) expect(await code([text])).toBe('132018');
  expect(await code(['x'.repeat(1_020)])).toBe('132005');
  expect(world.double.ledger).toEqual([]);
});

test.each([
  ['PAUSED', 'paused', '132015'],
  ['DISABLED', 'disabled', '132016'],
  ['REJECTED', 'rejected', '132001'],
  ['PENDING', 'pending', '132001'],
  ['LIMIT_EXCEEDED', 'other', '132001'],
])('one that is %s is told of as such, and does not leave', async (status, ours, code) => {
  world.double.templates.set({
    ...bulletin,
    status,
    ...(status === 'REJECTED' && { reason: 'PROMOTIONAL' }),
  });
  expect(await failure(send(['a']))).toMatchObject({ kind: 'template_refused', code });
  expect(await world.channel.templates?.()).toContainEqual({
    ...bulletin,
    status: ours,
    category: 'marketing',
    ...(ours === 'rejected' && { reason: 'PROMOTIONAL' }),
    ...(ours === 'other' && { reason: 'LIMIT_EXCEEDED' }),
  });
});

test('all pages are asked for, and one that was taken away is missing', async () => {
  for (let n = 0; n < 230; n++)
    world.double.templates.set({ name: `t${n}`, language: 'fr', quality: 'GREEN' });
  world.double.templates.remove('bulletin', 'fr');
  const all = (await world.channel.templates?.()) ?? [];
  expect(all).toHaveLength(231);
  expect(all.at(-1)).toEqual({
    name: 't229',
    language: 'fr',
    status: 'approved',
    category: 'utility',
    quality: 'GREEN',
  });
  expect(all.some(({ name }) => name === 'bulletin')).toBe(false);
});

test('where Meta does not say, that is an error; where nobody told us whom to ask, nobody asks', async () => {
  world.double.order({ file: 'templates_broken' });
  expect((await failure(world.channel.templates?.() ?? Promise.resolve())).kind).toBe('unavailable');
  expect(openWhatsAppCloud().templates).toBeUndefined();
});

test('news of a template is answered like everything else, and brings nobody a message', async () => {
  const { status } = await world.double.templateNews({ ...bulletin, reason: 'PROMOTIONAL' }, 'REJECTED');
  expect(status).toBe(200);
  expect([...world.inbounds(), ...world.receipts()]).toEqual([]);
});
