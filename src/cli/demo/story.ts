import type { DeskBrowser, Page } from './desk-browser.ts';
import { openDeskBrowser } from './desk-browser.ts';
import { ledgerOf, type Phone, simulatedPhone, twilioPhone } from './phones.ts';
import { eventually, type Promises } from './promises.ts';

export interface Stage {
  readonly gatewayUrl: string;
  readonly doubleUrl: string;
  readonly adminLink: string;
  readonly promises: Promises;
  say(line: string): void;
}

const RUMOR = {
  ht: 'Yo di biwo vòt yo ap fèmen a midi jou eleksyon an',
  fr: 'On dit que les bureaux de vote fermeront à midi le jour des élections',
};
const VERDICT = {
  'summary.ht': 'Biwo vòt yo ap louvri jiska katrè nan apremidi.',
  'body.ht':
    'Nou mande konsèy elektoral la: biwo vòt yo ap louvri depi sizè nan maten jiska katrè nan apremidi. Pa gen okenn chanjman.',
  'summary.fr': 'Les bureaux de vote restent ouverts jusqu’à 16 heures.',
  'body.fr':
    'Le conseil électoral le confirme: les bureaux de vote sont ouverts de 6 heures à 16 heures. Aucun changement n’a été décidé.',
};
/** The button that hands the verdict to a second person. */
const HAND_IN = Object.fromEntries([['then', 'submit']]);
/** A case code: four characters, at least two letters, no O, I or L. */
const CODE = /\b(?=[A-Z0-9]*[A-Z][A-Z0-9]*[A-Z])[A-HJKMNP-Z2-9]{4}\b/;

/** Three people forward the same rumor, and each hears back with a code. */
async function peopleWrite({ say, promises, doubleUrl, gatewayUrl }: Stage): Promise<Phone[]> {
  const people = [
    twilioPhone(doubleUrl, {
      who: 'Anita',
      channel: 'SMS',
      language: 'ht',
      number: '+50937000001',
      deliveries: 3,
    }),
    twilioPhone(doubleUrl, { who: 'Brunel', channel: 'WhatsApp', language: 'fr', number: '+50937000002' }),
    simulatedPhone(gatewayUrl, { who: 'Carline', language: 'ht', id: 'carline' }),
  ];
  for (const person of people) {
    await person.send(RUMOR[person.language], { forwarded: person.channel !== 'SMS' });
    const first = await person.hears();
    const code = CODE.exec(first.body)?.[0];
    say(
      `  ${person.who} sends the rumor by ${person.channel}, in ${person.language}; gets the case code ${code}`,
    );
    promises.check(
      `${person.who} is acknowledged at once with a case code`,
      code !== undefined,
      first.body.slice(0, 40),
    );
    await person.send(person.language === 'ht' ? '1' : '2');
    await person.hears();
    await person.send('1');
    await person.hears();
    say(`    ... chooses a language, agrees to be answered`);
  }
  return people;
}

/** Three different people: who writes a verdict, who checks it, and the lead who releases it. */
interface DeskPeople {
  readonly author: DeskBrowser;
  readonly checker: DeskBrowser;
  readonly lead: DeskBrowser;
}

export async function joinStaff(stage: Stage): Promise<DeskPeople> {
  const author = openDeskBrowser(stage.gatewayUrl);
  const welcome = await author.open(new URL(stage.adminLink).pathname);
  const password = 'twa ti kabrit sou tab la';
  await author.submit(welcome, new URL(stage.adminLink).pathname, {
    name: 'Mirlande',
    password,
    again: password,
  });
  const join = async (role: 'verifier' | 'lead', name: string, word: string) => {
    const invited = await author.submit(await author.open('/staff'), '/staff/invites', { role });
    const link = /\/invite\/[\w-]+/.exec(invited.html)?.[0];
    if (link === undefined) throw new Error('no invite link on the staff page');
    const browser = openDeskBrowser(stage.gatewayUrl);
    await browser.submit(await browser.open(link), link, { name, password: word, again: word });
    return browser;
  };
  const checker = await join('verifier', 'Wilner', 'kat pwason nan basen an');
  const lead = await join('lead', 'Roselaure', 'senk zwazo sou branch lan');
  stage.say(
    '  Mirlande uses the first administrator link and invites Wilner and, as a lead, Roselaure; all sign in',
  );
  return { author, checker, lead };
}

/** Groups the tips into a claim, adds evidence, rates it and writes the verdict; hands it to a second person. */
export async function verify(stage: Stage, author: DeskBrowser, tips: number): Promise<string> {
  const { say, promises } = stage;
  const queue = await eventually('the tips in the queue', async () => {
    const page = await author.open('/verification');
    return waitingTips(page).length > 0 ? page : undefined;
  });
  const ids = waitingTips(queue);
  say(`  the queue shows them on ${ids.length} lines (the same words stand together)`);
  let page = await author.submit(queue, '/verification/claims', { tip: ids });
  const claim = page.url;
  const rest = await author.open('/verification');
  promises.check(
    'all three tips stand in one claim',
    waitingTips(rest).length === 0,
    `${tips} tips, ${waitingTips(rest).length} left`,
  );
  say('  Mirlande groups them into a claim and takes it');
  const move = async (what: string, fields: Record<string, string>) => {
    page = await author.submit(page, `${claim}/${what}`, fields);
    if (page.status !== 200) throw new Error(`${what} on the claim answered ${page.status}`);
  };
  await move('wording', {
    form: 'wording',
    ht: RUMOR.ht,
    fr: RUMOR.fr,
    'wording.ht': RUMOR.ht,
    'wording.fr': RUMOR.fr,
  });
  for (const [kind, source, note] of [
    ['official', 'Electoral council', 'Its communiqué, read by phone'],
    ['link', 'Observers of the vote', 'Calendar on their page'],
  ] as const) {
    await move('evidence', {
      form: 'evidence',
      kind,
      stance: 'refutes',
      note,
      source,
      url: kind === 'link' ? 'https://example.org/calendar' : '',
    });
  }
  await move('assess', { form: 'assess', why: 'A date that the electoral council has set' });
  say('  ... says that it is a fact and can be checked');
  say('  ... adds two pieces of evidence, from sources of their own');
  await move('reply', {
    form: 'reply',
    whom: 'The page that spread it',
    outcome: 'not_asked',
    reason: 'anonymous',
  });
  for (const list of page.html.split('name="list" value="').slice(1)) {
    const items = [...list.matchAll(/name="(check\.\w+)"/g)].map(([, name]) => [name, 'yes'] as const);
    await move('checks', { list: list.slice(0, list.indexOf('"')), ...Object.fromEntries(items) });
  }
  say('  ... notes why nobody could be asked for their side, and answers the questions of the method');
  await move('verdict', { form: 'verdict', rating: 'false', ...VERDICT, ...HAND_IN });
  say('  ... rates it False, writes the verdict in Creole and French, and hands it in');
  return claim;
}

function waitingTips(page: Page): string[] {
  return [...page.html.matchAll(/<input[^>]*name="tip"[^>]*>/g)]
    .map(([input]) => /value="([0-9a-f-]{36})"/.exec(input)?.[1])
    .filter((id) => id !== undefined);
}

function verdictOf(page: Page): string {
  return /name="verdict" value="([0-9a-f-]{36})"/.exec(page.html)?.[1] ?? '';
}

export async function approve(stage: Stage, claim: string, desk: DeskPeople): Promise<void> {
  const { say, promises } = stage;
  const seen = await desk.checker.open(claim);
  const verdict = verdictOf(seen);
  const own = await desk.author.submit(await desk.author.open(claim), `${claim}/approve`, { verdict });
  promises.check('the author cannot approve their own verdict', own.status >= 400, `HTTP ${own.status}`);
  say(`  Mirlande tries to approve her own verdict: refused (${own.status})`);
  const checked = await desk.checker.submit(seen, `${claim}/approve`, { verdict });
  promises.check('a second person approves it', checked.status === 200, `HTTP ${checked.status}`);
  say('  Wilner reads it and approves');
  const release = `${claim}/release-verdict`;
  const twice = await desk.checker.submit(checked, release, { verdict });
  promises.check('nobody acts twice on one version', twice.status >= 400, `HTTP ${twice.status}`);
  const done = await desk.lead.submit(await desk.lead.open(claim), release, { verdict });
  promises.check('a third person publishes it', done.status === 200, `HTTP ${done.status}`);
  say('  Roselaure, the lead, releases it: published');
  const again = await desk.lead.submit(done, release, { verdict });
  promises.check('releasing it again does nothing', again.status >= 400, `HTTP ${again.status}`);
}

const isVerdict = (language: 'ht' | 'fr') => (message: { body: string }) =>
  message.body.includes(language === 'ht' ? 'katrè nan apremidi' : 'ouverts');

async function peopleHear(stage: Stage, people: readonly Phone[]): Promise<void> {
  const { say, promises, doubleUrl, gatewayUrl } = stage;
  for (const person of people) {
    const message = await eventually(`the verdict at ${person.who}`, async () =>
      (await person.received()).find(isVerdict(person.language)),
    );
    const size =
      person.channel === 'SMS' ? `${message.segments} segment` : `${message.body.length} characters`;
    say(`  ${person.who} hears by ${person.channel} (${size}): ${message.body.split('\n')[0]?.slice(0, 70)}`);
    if (person.channel === 'SMS')
      promises.check('the verdict by SMS is one segment', message.segments === 1, size);
  }
  // Every receipt of the provider must have come back before it is counted who got what how often.
  await eventually('the receipts', async () => {
    const { delivered, receipts } = await ledgerOf(doubleUrl);
    return (
      receipts.filter(({ status, answered }) => status === 'delivered' && answered < 300).length >=
      delivered.length
    );
  });
  await eventually('quiet queues', async () => {
    const metrics = await (await fetch(`${gatewayUrl}/metrics`)).text();
    return [...metrics.matchAll(/^teledjol_queue_depth\{[^}]*\} (\d+)/gm)].every(
      ([, depth]) => depth === '0',
    );
  });
  for (const person of people) {
    const all = await person.received();
    const verdicts = all.filter(isVerdict(person.language)).length;
    promises.check(
      `${person.who} got the verdict exactly once, in ${person.language}`,
      verdicts === 1,
      `${verdicts} times`,
    );
    const wrong = all.filter(isVerdict(person.language === 'ht' ? 'fr' : 'ht')).length;
    promises.check(`${person.who} got it in no other language`, wrong === 0, `${wrong} times`);
    promises.check(
      `${person.who} got four messages in all, none twice`,
      all.length === 4,
      `${all.length} messages`,
    );
  }
  const { delivered, receipts } = await ledgerOf(doubleUrl);
  const taken = receipts.filter(({ answered }) => answered >= 200 && answered < 300).length;
  promises.check(
    'every receipt of the provider was taken',
    taken === receipts.length,
    `${taken} of ${receipts.length}`,
  );
  say(`  the provider counts ${delivered.length} messages delivered, ${receipts.length} receipts sent`);
}

/** The main job, from three phones to two verifiers and back. */
export async function playStory(stage: Stage): Promise<void> {
  const { say } = stage;
  say('People write');
  const people = await peopleWrite(stage);
  say('The desk verifies');
  const desk = await joinStaff(stage);
  const claim = await verify(stage, desk.author, people.length);
  await approve(stage, claim, desk);
  say('The verdict goes back');
  await peopleHear(stage, people);
}
