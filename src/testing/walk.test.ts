import { afterAll, beforeAll, expect, test } from 'vitest';
import { segments } from '../core/sms.ts';
import { countryOf } from '../country/index.ts';
import type { Desk } from '../desks/verification/desk.ts';
import { approve, assess, dismissTips, openClaim, saveDraft, submit } from '../desks/verification/index.ts';
import { offersOf } from '../engine/answer.ts';
import { type AskState, type Flow, isChoices, isOptions } from '../engine/flow.ts';
import { addStaff } from '../store/staff.ts';
import { makeReady } from './make-ready.ts';
import { type Act, type Heard, type Lane, openWalk, type Path, type Walk } from './walk.ts';

let walk: Walk;
beforeAll(async () => {
  walk = await openWalk();
}, 60_000);
afterAll(() => walk.close());

const RUMOR = 'Yo di biwo vòt la ap fèmen a midi dimanch';
const LONG = 'epi gen yon lòt bagay mwen ta renmen di nou sou sa';
const UNREAD = 'zzqx vvkw';
const PICTURE = { media: [{ url: 'simulator:picture', contentType: 'image/jpeg' }] };

/** The words by which somebody comes in who has not been asked anything. */
const DOORS: readonly Act[] = [
  'bonjou',
  'MENI',
  'ÈD',
  'LANG',
  'MOUN',
  'LÒT MOUN',
  'KI KOTE',
  'ENSIDAN',
  'KWIZ',
  'BILTEN',
  'SISPANN BILTEN',
  'LIDE',
  'ABI',
  'KONFIDANSYALITE',
  'EFASE',
  'ITIL',
  'PA ITIL',
  RUMOR,
  'eleksyon?',
  'Anmwe! y ap tire sou nou nan biwo a',
  { text: '', ...PICTURE },
];

/** What an answer looks like that the question takes. */
const ANSWERS: Readonly<Record<string, readonly Act[]>> = {
  text: ['demen apre 4tè'],
  message: ['Moun yo toujou nan liy lan devan biwo a', { text: '', ...PICTURE }],
  number: ['5'],
  when: ['yè a 3zè'],
  phone: ['3712 3456'],
  media: [{ text: '', ...PICTURE }],
  location: [{ location: { latitude: 18.5392, longitude: -72.3364 } }],
  place: ['Jakmèl', { location: { latitude: 18.5392, longitude: -72.3364 } }],
};

/** Every way out of a question, as somebody would take it. */
function waysOut(state: AskState, heard: Heard): Path[] {
  const offers = heard.snapshot ? offersOf(state, heard.snapshot) : [];
  const answers: Act[] =
    isChoices(state.expect) || isOptions(state.expect)
      ? offers.flatMap(({ id }, n) => (n === 0 ? ['1', { text: '', choice: id }] : [String(n + 1)]))
      : [...(ANSWERS[state.expect as string] ?? [])];
  return [
    ...answers.map((act) => ({ acts: [act] })),
    ...(state.skip ? [{ acts: ['0'] }] : []),
    {
      acts: Array<Act>(state.retry.max + 1).fill(
        state.expect === 'message' || state.expect === 'text' ? '' : UNREAD,
      ),
    },
    { acts: ['TOUNEN'] },
    { acts: ['ÈD'] },
    ...(state.collect ? [{ acts: [LONG], lastAfterMs: 5_000 }] : []),
  ];
}

/** A reply that somebody can read, on this phone, and go on from. */
function check({ lane, parts, causes, snapshot, waiting }: Heard, after: readonly Act[]): void {
  const where = `${lane.medium} ${lane.language}: ${JSON.stringify(after)} -> ${causes.join(', ')}`;
  expect(causes.length, `${where}: an answer, and no more than the verdict beside it`).toBeGreaterThan(0);
  expect(causes.length, where).toBeLessThanOrEqual(2);
  for (const { text, choices = [], segments: units } of parts) {
    expect(text.trim(), where).not.toBe('');
    expect(text, where).not.toMatch(/\{\{|\}\}|undefined|\[object/);
    for (const { label } of choices) expect(label.trim(), where).not.toBe('');
    if (lane.medium === 'sms') {
      expect(segments(text).alphabet, `${where}\n${text}`).toBe('gsm7');
      expect(units, `${where}\n${text}`).toBeLessThanOrEqual(causes.includes('verdict') ? 6 : 3);
      expect(choices, where).toEqual([]);
    }
  }
  // A way on: a question is open, a person has it, or the talk is over and said so.
  if (snapshot?.waits === 'input') {
    const state = walk.deps.flows.byName.get(snapshot.flow)?.states.get(snapshot.state);
    if (state?.kind !== 'ask') throw new Error(`${where}: waits where nothing is asked`);
    const offers = offersOf(state, snapshot);
    const said = parts
      .map(({ text, choices = [] }) => [text, ...choices.map(({ label }) => label)].join('\n'))
      .join('\n');
    if (offers.length > 0 && lane.medium === 'sms')
      expect(said, where).toMatch(new RegExp(`(^|\\n)${offers.length} `));
    else if (offers.length > 0)
      expect(said.split('\n').length, `${where}: shows what may be chosen`).toBeGreaterThan(
        offers.length - 1,
      );
  } else if (snapshot?.waits === 'person') expect(waiting, where).not.toEqual([]);
  else expect(snapshot, where).toBeNull();
}

const all = () => [...walk.deps.flows.byName.values()];
const everyState = () =>
  all().flatMap((flow: Flow) => [...flow.states.keys()].map((name) => `${flow.name}.${name}`));

/** Walks on from every question that is found, each way out of it once. */
async function walkAll(): Promise<number> {
  const known = new Set<string>();
  let walked = 0;
  for (let open: readonly Path[] = DOORS.map((door) => ({ acts: [door] })); open.length > 0; ) {
    const found: Path[] = [];
    for (const [n, heard] of (await walk.go(open)).entries()) {
      const { acts, lastAfterMs } = open[n] as Path;
      for (const one of heard) check(one, acts);
      // What hurries after another message leads nowhere new.
      if (lastAfterMs === undefined) found.push(...onwards(acts, heard, known));
    }
    walked += open.length;
    open = found;
  }
  return walked;
}

/** The ways on from where these acts led, where nobody has been before. */
function onwards(acts: readonly Act[], heard: readonly Heard[], known: Set<string>): Path[] {
  const ways = new Map<string, Path[]>();
  // Who has chosen a language may stand elsewhere than who has not: where they do, both ways are gone by all.
  for (const one of [heard[0], heard.at(-1)]) {
    const { snapshot } = one ?? {};
    if (!one || snapshot?.waits !== 'input') continue;
    const where = `${snapshot.flow}.${snapshot.state}`;
    const key = `${one.lane.language === null} ${where}`;
    const state = walk.deps.flows.byName.get(snapshot.flow)?.states.get(snapshot.state);
    if (known.has(key) || state?.kind !== 'ask') continue;
    known.add(key);
    ways.set(
      where,
      waysOut(state, one).map(({ acts: way, ...more }) => ({ acts: [...acts, ...way], ...more })),
    );
  }
  return [...ways.values()].flat();
}

test('every question of every flow is walked to, and every way out of it is answered, on every phone in every language', {
  timeout: 280_000,
}, async () => {
  expect(await walkAll()).toBeGreaterThan(80);
});

test('what became of a case meanwhile is said as it is', { timeout: 120_000 }, async () => {
  const { store } = walk;
  const { db } = store;
  const desk: Desk = {
    ...walk.deps,
    verdictLanguages: ['ht', 'fr'],
    deskHours: countryOf('ht').deskHours,
    verdictPeople: 2,
  };
  const ids = await Promise.all(
    ['Ti Jan', 'Ti Mari'].map((name) =>
      addStaff(db, { name, role: 'lead', passwordHash: 'none', language: 'ht' }).then(
        (made) => made?.id ?? '',
      ),
    ),
  );
  const [author = '', checker = ''] = ids;
  const tipsOf = async (contactIds: readonly string[]): Promise<{ id: string; code: string }[]> =>
    (await store.pool.query('select id, code from tip where contact_id = any($1)', [contactIds])).rows;
  const askFor = (table: 'tip' | 'report') => async (contactId: string) =>
    `KI KOTE ${(await store.pool.query(`select code from ${table} where contact_id = $1`, [contactId])).rows[0].code}`;

  /** The number of the lane's own language in the question that offers them all. */
  const ownLanguage = async (_: string, { language }: Lane) =>
    String(walk.deps.texts.languages.indexOf(language ?? 'ht') + 1);

  const alone = (contactIds: readonly string[]) =>
    store.pool.query('update contact set person_since = null where id = any($1)', [contactIds]);
  const group = async (contactIds: readonly string[]) => {
    const tips = await tipsOf(contactIds);
    const { claimId } = await openClaim(desk, {
      staffId: author,
      tipIds: tips.map(({ id }) => id),
      wording: { ht: RUMOR },
    });
    return claimId;
  };
  const publish = async (contactIds: readonly string[]) => {
    const mine = { claimId: await group(contactIds), staffId: author };
    await assess(desk, { ...mine, why: 'Yon fè, ka verifye' });
    await makeReady(desk, mine.claimId, author);
    const text = { summary: 'Biwo yo rete louvri.', body: 'Biwo yo rete louvri jiska katrè.' };
    await saveDraft(desk, { ...mine, rating: 'false', texts: { ht: text, fr: text } });
    const { verdictId } = await submit(desk, mine);
    await approve(desk, { verdictId, staffId: checker });
    await store.pool.query("update reply set state = 'sent' where verdict_id = $1", [verdictId]);
  };
  const matched = async (contactIds: readonly string[]) => {
    await publish(contactIds);
    await store.pool.query("update tip set grouped_by = 'matching' where contact_id = any($1)", [contactIds]);
  };
  const dismiss = async (contactIds: readonly string[]) =>
    dismissTips(desk, {
      staffId: author,
      tipIds: (await tipsOf(contactIds)).map(({ id }) => id),
      why: 'not ours',
    });
  const close = async (contactIds: readonly string[]) => {
    await store.pool.query("update report set state = 'closed' where contact_id = any($1)", [contactIds]);
  };
  const forget = async (contactIds: readonly string[]) => {
    await store.pool.query("update tip set state = 'refused' where contact_id = any($1)", [contactIds]);
  };

  const scenes: readonly Path[] = [
    { acts: ['LÒT MOUN', ownLanguage, UNREAD] },
    { acts: ['LÒT MOUN', ownLanguage, '1'] },
    { acts: ['LÒT MOUN', ownLanguage, '2'] },
    { acts: ['LÒT MOUN', ownLanguage, '2'], before: alone },
    { acts: ['LÒT MOUN', ownLanguage, RUMOR, '1'] },
    { acts: ['LÒT MOUN', ownLanguage, { ...PICTURE, forwarded: 'often' }, '1'] },
    { acts: [RUMOR, RUMOR] },
    { acts: [RUMOR, RUMOR], before: publish },
    { acts: [RUMOR, 'ITIL'], before: publish },
    { acts: [RUMOR, 'PA ITIL'], before: publish },
    { acts: [RUMOR, 'PA SA'] },
    { acts: [RUMOR, 'PA SA'], before: matched },
    { acts: [RUMOR, 'gade sa byen'], lastAfterMs: 5_000 },
    { acts: [RUMOR, 'gade sa byen'], lastAfterMs: 5_000, before: forget },
    { acts: [RUMOR, askFor('tip')] },
    { acts: [RUMOR, askFor('tip')], before: group },
    { acts: [RUMOR, askFor('tip')], before: publish },
    { acts: [RUMOR, askFor('tip')], before: dismiss },
    { acts: ['ENSIDAN', 'Yo bare wout la', askFor('report')] },
    { acts: ['ENSIDAN', 'Yo bare wout la', askFor('report')], before: close },
    { acts: ['ENSIDAN', 'Yo bare wout la', 'ENSIDAN', 'Yo bare wout la'] },
    { acts: ['LIDE', 'Mete plis biwo', 'LIDE', 'Mete plis biwo'] },
    { acts: ['KWIZ'], deps: { country: { ...walk.deps.country, quizBanks: [] } } },
    { acts: ['ABI'], deps: { protection: undefined } },
    { acts: [RUMOR, 'PA ITIL', 'li pa klè pou mwen'], early: publish },
    { acts: [RUMOR, 'PA ITIL', '0'], early: publish },
    { acts: ['BILTEN', '2 3', '1', '1', '1', '0', 'BILTEN', '1'] },
    { acts: ['BILTEN', '1', '1', '1', '1', '0', 'BILTEN', '2'] },
    { acts: ['BILTEN', '1', '1', '1', '1', '0', 'BILTEN', '3'] },
    { acts: ['VWA', '1'] },
    { acts: ['VWA', '2'] },
    { acts: ['VWA', '3'] },
    { acts: ['KWIZ', '1', ...Array<Act>(8).fill('1')] },
    { acts: ['KWIZ', '1', ...Array<Act>(8).fill('2')] },
  ];
  // The desk groups what was said in the same words: who comes for that comes apart.
  const together = scenes.filter(({ early, before }) => !early && !before);
  const apart = scenes.filter((scene) => !together.includes(scene));
  for (const paths of [together, ...apart.map((scene) => [scene])])
    for (const [n, heard] of (await walk.go(paths)).entries())
      for (const one of heard) check(one, paths[n]?.acts ?? []);
});

test('the program complained of nothing', () => expect(walk.errors).toEqual([]));

test('no state was left out, on any phone, in any language', () => {
  for (const lane of walk.lanes.filter(({ language }) => language !== null)) {
    // An SMS always comes from a number, and carries no sound to choose.
    const never =
      lane.medium === 'sms'
        ? [
            'sensitive.no_number',
            ...['ask', 'keep', 'as_text', 'as_voice', 'as_both'].map((of) => `form.${of}`),
          ]
        : ['form.by_sms'];
    const missing = everyState().filter(
      (state) => !walk.reached.get(lane)?.has(state) && !never.includes(state),
    );
    expect(missing, `${lane.medium} ${lane.language}`).toEqual([]);
  }
});
