import { afterEach, beforeEach, expect, test } from 'vitest';
import { ACTIONS } from './conversation/actions/outcomes.ts';
import { openLog } from './core/log.ts';
import { loadFlowTexts } from './flows.ts';
import { loadTexts } from './i18n.ts';
import { type LiveFlows, openLiveFlows } from './live-flows.ts';
import {
  activateFlow,
  BY_FILES,
  changingFlows,
  draftFlow,
  dropDraft,
  keepFlowFiles,
  listFlowVersions,
  type WrittenFlow,
} from './store/flow-versions.ts';
import { SMS } from './testing/accounts.ts';
import { reworded, SURE, statusFlow, surerStatus } from './testing/changed-flow.ts';
import { type ConversationWorld, openConversationWorld } from './testing/conversation-world.ts';

const texts = loadTexts();
const files = loadFlowTexts(texts, ACTIONS);
const lines: string[] = [];
let world: ConversationWorld;
let live: LiveFlows;

const open = () =>
  openLiveFlows({
    store: world.store,
    texts,
    actions: ACTIONS,
    files,
    log: openLog((line) => void lines.push(line)),
  });
const activate = (written: WrittenFlow) =>
  changingFlows(world.store.db, (tx) => activateFlow(tx, written, 'Roz'));
const draft = (written: WrittenFlow) => changingFlows(world.store.db, (tx) => draftFlow(tx, written, 'Roz'));
const complaints = () => lines.filter((line) => line.includes('"level":"error"'));

beforeEach(async () => {
  lines.length = 0;
  world = await openConversationWorld({
    capabilities: new Map([
      ['simulator-sms', SMS],
      ['digicel', SMS],
    ]),
    spokenAt: (account) => live.of(account === 'simulator-sms' ? 'simulator' : 'sms-gateway'),
  });
  live = await open();
});
afterEach(() => world.close());

/** On a real phone, not on the phone page. */
const says = (from: string, text: string) => world.says(from, text, { account: 'digicel' });
const ROZ = '+50937000001';
const JAN = '+50937000002';
const ASKED = texts.text('ht', 'status.ask_code');
const UNKNOWN = texts.text('ht', 'status.unknown');

test('a draft is heard on the phone page and nowhere else, until it is dropped', async () => {
  await draft(reworded(statusFlow(), { ask_code: 'Ki kod?' }));
  await live.refresh();
  expect(await world.says(ROZ, 'ki kote')).toEqual(['Ki kod?']);
  expect(await says(JAN, 'ki kote')).toEqual([ASKED]);
  await dropDraft(world.store.db, 'status');
  await live.refresh();
  expect(await world.says('+50937000003', 'ki kote')).toEqual([ASKED]);
});

test('what is made active is heard by everybody, in every process, without a restart', async () => {
  const other = await open();
  await activate(reworded(statusFlow(), { ask_code: 'Ki kod?' }));
  for (const each of [live, other]) await each.refresh();
  expect(await says(ROZ, 'ki kote')).toEqual(['Ki kod?']);
  live = other;
  expect(await says(JAN, 'ki kote')).toEqual(['Ki kod?']);
});

test('who is at a question of version 1 finishes on version 1, and begins on version 2 next time', async () => {
  expect(await says(ROZ, 'ki kote')).toEqual([ASKED]);
  await activate(surerStatus());
  await live.refresh();
  expect(await says(JAN, 'ki kote')).toEqual([ASKED]);
  expect(await says(JAN, 'mwen pa konnen')).toEqual([expect.stringContaining(SURE)]);
  expect(await says(ROZ, 'mwen pa konnen')).toEqual([UNKNOWN]);
  expect(await says(ROZ, 'ki kote')).toEqual([ASKED]);
  expect(await says(ROZ, 'mwen pa konnen')).toEqual([expect.stringContaining(SURE)]);
});

test('who is at a question that is gone finishes it, with its own words and buttons', async () => {
  await activate(surerStatus());
  await live.refresh();
  await says(ROZ, 'ki kote');
  await says(ROZ, 'mwen pa konnen');
  await activate({
    ...statusFlow(),
    version: 3,
    source: statusFlow().source.replace('version: 1', 'version: 3'),
  });
  await live.refresh();
  expect(await says(ROZ, 'petèt')).toEqual([expect.stringContaining(SURE)]);
  expect(await says(ROZ, 'Ale')).toEqual([UNKNOWN]);
});

const BROKEN: [string, (written: WrittenFlow) => WrittenFlow, RegExp][] = [
  [
    'YAML that cannot be read',
    (written) => ({ ...written, source: written.source.replace('states:', 'states: [') }),
    /"path":"status\.yaml:\d+"/,
  ],
  [
    'a state to nowhere',
    (written) => ({
      ...written,
      source: written.source.replace('save: code\n    goto: look', 'save: code\n    goto: book'),
    }),
    /"flow":"status","path":"status\.yaml:15","reason":"states\.ask_code\.goto: there is no state book"/,
  ],
  [
    'a missing text',
    ({ texts: all, ...written }) => ({ ...written, texts: { ...all, fr: {} } }),
    /"reason":"states\.ask_code\.ask: the text status\.ask_code is missing in locales\/fr\/status\.json"/,
  ],
  [
    'texts that are none',
    ({ texts: all, ...written }) => ({ ...written, texts: { ...all, ht: { ask_code: 7 } } }),
    /"path":"locales\/ht\/status\.json:1"/,
  ],
];

test.each(BROKEN)(
  '%s, written straight into the table, never replaces what works',
  async (_what, broken, line) => {
    const good = reworded(statusFlow(), { ask_code: 'Ki kod?' });
    await activate(good);
    await live.refresh();
    const menu = files.find(({ flow }) => flow === 'menu');
    if (!menu) throw new Error('no menu');
    await activate(broken(good));
    await activate(reworded(menu, { menu: 'Ki sa?' }));
    await draft(broken({ ...good, texts: { ...good.texts, en: {} } }));
    for (let i = 0; i < 2; i++) await live.refresh();
    expect(await says(ROZ, 'ki kote')).toEqual(['Ki kod?']);
    expect(await world.says(JAN, 'ki kote')).toEqual(['Ki kod?']);
    // A neighbour in order is taken on all the same.
    expect(live.of('').texts.text('ht', 'menu.menu')).toBe('Ki sa?');
    expect(live.refused()).toBe(1);
    expect(complaints().some((each) => line.test(each))).toBe(true);
    const told = complaints().length;
    await live.refresh();
    expect(complaints()).toHaveLength(told);
    // A process that starts now has only the files to fall back on.
    live = await open();
    expect(await says('+50937000009', 'ki kote')).toEqual([ASKED]);
  },
);

test('a table is mended by hand and taken on', async () => {
  await activate({ ...statusFlow(), source: 'flow: [' });
  await live.refresh();
  expect(live.refused()).toBe(1);
  await world.store.pool.query(
    `update flow_version set source = $1, texts = texts || '{"ht": null}'::jsonb - 'ht' where flow = 'status' and state = 'active'`,
    [statusFlow().source],
  );
  await live.refresh();
  expect(live.refused()).toBe(0);
});

test('an older version that can no longer be finished is told, and who is on it goes on where `moved` says', async () => {
  await says(ROZ, 'ki kote');
  const v2 = surerStatus();
  await activate({
    ...reworded(v2, { unknown: 'Pa gen {{place}}.' }),
    source: v2.source.replace('takes: [code]', 'takes: [code, place]'),
  });
  await live.refresh();
  expect(lines.some((line) => /"code":"1".*status\.unknown .*\{\{place\}\}/.test(line))).toBe(true);
  expect(await says(ROZ, 'mwen pa konnen')).toEqual([ASKED]);
});

test('files are the truth of a release, unless an operator has gone further', async () => {
  const active = async () =>
    (await listFlowVersions(world.store.db)).filter(
      ({ flow, state }) => flow === 'status' && state === 'active',
    );
  const keep = (written: WrittenFlow) => keepFlowFiles(world.store.db, [written]);
  expect(await active()).toMatchObject([{ version: 1, by: BY_FILES }]);
  await keep(reworded(statusFlow(), { ask_code: 'Ki kod?' }));
  expect(await active()).toMatchObject([
    { version: 1, by: BY_FILES, texts: { ht: { ask_code: 'Ki kod?' } } },
  ]);
  await activate(reworded(statusFlow(), { ask_code: 'Kod la?' }));
  expect(await keep(statusFlow())).toEqual({ activated: [], operators: ['status'] });
  expect(await active()).toMatchObject([{ by: 'Roz', texts: { ht: { ask_code: 'Kod la?' } } }]);
  expect(await keep(surerStatus())).toEqual({ activated: ['status'], operators: [] });
  expect(await active()).toMatchObject([{ version: 2, by: BY_FILES }]);
  expect(await keep(statusFlow())).toEqual({ activated: [], operators: [] });
  expect(await active()).toMatchObject([{ version: 2 }]);
});
