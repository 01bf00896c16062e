import { render } from 'preact-render-to-string';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBulletin, saveBulletin, viewBulletin } from '../../desks/bulletins/index.ts';
import { loadTexts } from '../../i18n.ts';
import { FORM } from '../../testing/bulletin-world.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { newVisitor } from '../../testing/visitor.ts';
import type { SignedVisit } from '../route.ts';
import { TestSendPart } from './part.tsx';

let console: ConsoleUnderTest;
beforeAll(async () => {
  console = await openConsole();
});
afterAll(() => console.close());

test('who composes gets a code for one language, shown once; others do not', async () => {
  const staff = await console.addMember('Wilner', 'verifier');
  await console.addMember('Nadège', 'analyst');
  const { bulletins, texts } = console.deps;
  const made = await createBulletin(bulletins, { by: staff, title: 'x', topic: FORM.topic });
  if (typeof made === 'string') throw new Error(made);
  const { id } = made;
  const path = `/bulletins/${id}/test`;
  const t = (key: string, values = {}) => loadTexts().text('fr', key, values);
  const shown = async () => {
    const view = await viewBulletin(bulletins, id);
    const visit = { deps: console.deps, staff, t, language: 'fr', formToken: 'x' } as unknown as SignedVisit;
    return view && render(<TestSendPart visit={visit} view={view} />);
  };
  expect(await shown()).toBe('');
  await saveBulletin(bulletins, { by: staff, id, version: 1, form: FORM });
  const part = await shown();
  expect(part).toContain(`action="${path}"`);
  expect([...(part ?? '').matchAll(/<option value="(..)"/g)].map(([, each]) => each)).toEqual(['ht', 'fr']);
  expect(part).toContain(texts.text('fr', 'common.language_name'));

  const wilner = newVisitor(console.url);
  await wilner.submit('/login', '/login', { name: 'Wilner', password: PASSWORD });
  const page = await wilner.submit('/account', path, { language: 'fr' });
  expect(page.status).toBe(200);
  expect(page.text).toMatch(/TEST \d{3} \d{4}/);
  const digits = /TEST (\d{3}) (\d{4})/.exec(page.text)?.slice(1).join('') ?? '';
  expect(console.logged.join()).not.toContain(digits);
  const refused = await wilner.submit('/account', path, { language: 'es' });
  expect(refused.location).toBe(`/bulletins/${id}?note=testsend.error.no_text`);
  expect((await wilner.submit('/account', '/bulletins/nothing/test', {})).status).toBe(404);
  const nadege = newVisitor(console.url);
  await nadege.submit('/login', '/login', { name: 'Nadège', password: PASSWORD });
  expect((await nadege.submit('/account', path, { language: 'fr' })).status).toBe(403);
});
