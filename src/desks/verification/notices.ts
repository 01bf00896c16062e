import { v7 as uuidv7 } from 'uuid';
import { expiryOf } from '../../core/expiry.ts';
import type { Content } from '../../core/message.ts';
import { foldToGsm7, segments } from '../../core/sms.ts';
import type { Texts } from '../../i18n.ts';
import type { Transaction } from '../../store/events.ts';
import { type Told, tellNotice } from '../../store/heard.ts';
import { insertNotice, type NoticeRow } from '../../store/notices.ts';
import { CODE_MARK, type Desk } from './desk.ts';

/** What is said beside verdicts: honest, and short enough for one SMS in every language. */

type Notice = Pick<NoticeRow, 'kind' | 'said'>;

export function noticeText(texts: Texts, language: string, notice: Notice, code: string): Content {
  return { text: texts.text(language, `notice.${notice.kind}`, { code, said: notice.said ?? '' }) };
}

/** @returns how many septets the longest of its languages is above one SMS, and signs that no SMS carries */
export function noticeOver(texts: Texts, notice: Notice): { over: number; strange: string } {
  const all = texts.languages.map((language) => foldToGsm7(noticeText(texts, language, notice, 'AAAA').text));
  const strange = new Set(
    all.flatMap((text) => [...text].filter((sign) => segments(sign).alphabet === 'ucs2')),
  );
  return { over: Math.max(...all.map((text) => segments(text).units)) - 160, strange: [...strange].join('') };
}

/** Makes a notice of a claim, to be told with {@link tellOfNotice}. @param by null: nobody at the desk */
export async function makeNotice(
  tx: Transaction,
  made: { claimId: string; kind: NoticeRow['kind']; said?: string | null; by: string | null; now: Date },
): Promise<NoticeRow> {
  const { claimId, kind, said = null, by, now } = made;
  return insertNotice(tx, { id: uuidv7(), claimId, kind, said, createdBy: by, createdAt: now });
}

/** @param to.to `all` who are concerned, or only who `had` a verdict of ours as the last word of this claim */
export async function tellOfNotice(
  desk: Pick<Desk, 'texts'>,
  tx: Transaction,
  notice: NoticeRow,
  to: { to: 'all' | 'had'; contactIds?: readonly string[]; now: Date },
): Promise<Told> {
  const { texts } = desk;
  const said = texts.languages.map((language) => [
    language,
    { plain: noticeText(texts, language, notice, CODE_MARK) },
  ]);
  return tellNotice(tx, {
    claimId: notice.claimId,
    noticeId: notice.id,
    kind: notice.kind,
    said: Object.fromEntries(said),
    otherwise: texts.languages[0] ?? '',
    codeMark: CODE_MARK,
    expiresAt: expiryOf('workflow', to.now),
    ...to,
  });
}
