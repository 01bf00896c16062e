import { afterAll, beforeAll, expect, test } from 'vitest';
import { receiveTip } from '../../desks/verification/tips.ts';
import { loadTexts } from '../../i18n.ts';
import { noteFeedback, noteReason } from '../../store/feedback.ts';
import { keepMessages } from '../../store/messages.ts';
import { joinTip, noteTipDetails } from '../../store/tip-details.ts';
import { sms } from '../../testing/conversation-world.ts';
import { type DeskPages, openDeskPages, PASSWORD } from '../../testing/desk-pages.ts';
import { newVisitor, type Visitor } from '../../testing/visitor.ts';

const texts = loadTexts();
const fr = (key: string, values?: Record<string, string | number>) => texts.text('fr', key, values);
const picture = (name: string) => ({ url: `https://phones.example/${name}`, contentType: 'image/jpeg' });

let desk: DeskPages;
let visitor: Visitor;
let wilner: string;
let mirlande: string;
beforeAll(async () => {
  desk = await openDeskPages();
  [wilner, mirlande] = await Promise.all([desk.member('Wilner'), desk.member('Mirlande')]);
  visitor = newVisitor(desk.url);
  await visitor.submit('/login', '/login', { name: 'Wilner', password: PASSWORD });
});
afterAll(() => desk.close());

/** A message as it is kept at the door, with files that are still to be fetched. */
async function writes(from: string, text: string, media: readonly ReturnType<typeof picture>[] = []) {
  const { contactIds } = await keepMessages(desk.store, [
    { inbound: sms(from, text, { media: [...media] }), receivedAt: new Date() },
  ]);
  const { rows } = await desk.store.pool.query('select max(id)::int as id from message');
  return { contactId: contactIds[0] ?? '', messageId: Number(rows[0].id) };
}

/** A tip in two messages: a picture, then words with another two. */
async function tells(from: string, told: { source?: 'forwarded' | 'seen'; quotable?: boolean } = {}) {
  const text = `Gade foto sa a ${from}`;
  const first = await writes(from, text, [picture('1')]);
  const { code, tipId } = await desk.store.db.transaction((tx) =>
    receiveTip(tx, {
      seal: desk.store.seal,
      ...first,
      addressId: null,
      account: 'simulator-whatsapp',
      medium: 'whatsapp',
      text,
      media: [picture('1')],
    }),
  );
  const more = await writes(from, 'se devan lise a', [picture('2'), picture('3')]);
  await joinTip(desk.store.db, { code, ...more, text: 'se devan lise a', mediaCount: 2, forwarded: null });
  if (Object.keys(told).length > 0)
    await noteTipDetails(desk.store.db, { code, contactId: first.contactId }, told);
  return { code, tipId, contactId: first.contactId };
}

/** The line of a tip, from its words to its code. */
const lineOf = (page: string, from: string, code: string) =>
  page.slice(page.indexOf(`Gade foto sa a ${from}`), page.indexOf(code));
const filesIn = (html: string) => html.split(fr('console.file.state.waiting')).length - 1;

test('the queue and the claim show all files of a tip, how it came, and whether it may be quoted', async () => {
  const seen = await tells('+50937000101', { source: 'seen', quotable: true });
  const passedOn = await tells('+50937000102', { source: 'forwarded', quotable: false });
  const untold = await tells('+50937000103');
  const tipIds = [seen.tipId, passedOn.tipId, untold.tipId];
  const queue = (await visitor.get('/verification')).text;
  const { claimId } = await desk.inReview(wilner, tipIds);
  const claim = (await visitor.get(`/verification/claims/${claimId}`)).text;
  for (const page of [queue, claim]) {
    const saw = lineOf(page, '+50937000101', seen.code);
    expect(saw).toContain('se devan lise a');
    expect(filesIn(saw)).toBe(3);
    expect(saw).toContain(fr('verification.tip.source.seen'));
    expect(saw).toContain(fr('verification.tip.quotable'));
    const heard = lineOf(page, '+50937000102', passedOn.code);
    expect(heard).toContain(fr('verification.tip.source.forwarded'));
    expect(heard).toContain(fr('verification.tip.not_quotable'));
    const silent = lineOf(page, '+50937000103', untold.code);
    expect(silent).not.toContain(fr('verification.tip.source.seen'));
    expect(silent).not.toContain(fr('verification.tip.source.forwarded'));
    // Nobody was asked, so nobody agreed.
    expect(silent).toContain(fr('verification.tip.not_quotable'));
  }
});

test('a published claim tells how many found its answer useful, and why others did not, written or spoken', async () => {
  const { tipId } = await tells('+50937000201');
  const { claimId, verdictId } = await desk.inReview(wilner, [tipId]);
  const page = async () => (await visitor.get(`/verification/claims/${claimId}`)).text;
  expect(await page()).not.toContain(fr('verification.feedback.title'));
  await desk.publish(verdictId, mirlande);
  expect(await page()).toContain(fr('verification.feedback.none'));

  const { db } = desk.store;
  const says = async (from: string, useful: boolean, why?: { text: string; files: number }) => {
    const files = Array.from({ length: why?.files ?? 0 }, (_, n) => picture(`note-${n}`));
    const { contactId, messageId } = await writes(from, why?.text ?? '', files);
    await noteFeedback(db, { verdictId, contactId, useful });
    if (why) await noteReason(db, { verdictId, contactId }, { reason: why.text || null, messageId });
  };
  await says('+50937000202', true);
  await says('+50937000203', true);
  await says('+50937000204', false, { text: 'Li twò long <b>', files: 0 });
  await says('+50937000205', false, { text: '', files: 1 });
  await says('+50937000206', false, { text: 'M pa konprann', files: 0 });
  const before = await page();
  expect(before).toContain(fr('verification.feedback.useful', { count: 2 }));
  expect(before).toContain(fr('verification.feedback.useless', { count: 3 }));
  expect(before).toContain(fr('verification.feedback.reasons', { count: 3 }));
  expect(before).toContain('Li twò long &lt;b>');
  expect(filesIn(before.slice(before.indexOf('id="feedback-title"')))).toBe(1);

  // The last word counts, and a reason against it goes with the "no".
  await says('+50937000206', true);
  const after = await page();
  expect(after).toContain(fr('verification.feedback.useful', { count: 3 }));
  expect(after).not.toContain('M pa konprann');
});
