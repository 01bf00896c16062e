import { randomUUID } from 'node:crypto';
import type { WaitingRow } from '../../store/waiting.ts';
import { Field, PostForm } from '../form.tsx';
import { mediumInWords, pseudonym } from '../pseudonym.ts';
import type { Answer, SignedVisit } from '../route.ts';
import { Since } from '../time.tsx';
import { reasonInWords } from './reasons.ts';
import { Talk } from './talk.tsx';

/** Longer answers are pages, not messages. */
export const LONGEST_ANSWER = 1_500;

/** What is wrong with which field. */
export type Mistakes = Partial<Record<'text' | 'place' | 'file', string>>;

interface Typed {
  readonly text: string;
  readonly place: string;
  readonly mistakes: Mistakes;
}

/** What may be chosen where a browser asks; what it is, is judged by its bytes. */
const CHOOSABLE = 'image/*,audio/*,video/mp4,video/3gpp,application/pdf';

/** @param typed an answer that was not sent, with why. A file must be chosen anew: no page may do that */
export async function personPage(visit: SignedVisit, row: WaitingRow, typed?: Typed): Promise<Answer> {
  const title = pseudonym(visit, row.contactId);
  const sms = isSms(visit, row);
  const lines = await visit.deps.people.conversationOf(row.contactId);
  return {
    title,
    ...(typed && { status: 422 }),
    ...(sms && { scripts: ['segment-counter.js'] }),
    page: (
      <>
        <p>
          <a href="/waiting">← {visit.t('console.nav.waiting')}</a>
        </p>
        <h1>{title}</h1>
        <Summary visit={visit} row={row} />
        <section class="card">
          <Talk visit={visit} waitingId={row.id} lines={lines} sms={sms} />
          {row.closedAt === null && (
            <AnswerForm visit={visit} row={row} sms={sms} {...(typed && { typed })} />
          )}
        </section>
        {row.closedAt === null && <Moves visit={visit} row={row} />}
      </>
    ),
  };
}

export function isSms(visit: SignedVisit, row: WaitingRow): boolean {
  return row.account !== null && visit.deps.capabilities.get(row.account)?.medium === 'sms';
}

function Summary({ visit, row }: { visit: SignedVisit; row: WaitingRow }) {
  const { t } = visit;
  return (
    <p class="row">
      <span class="badge warn">{reasonInWords(visit, row.reason)}</span>
      <span class="badge">{mediumInWords(visit, row.account)}</span>
      {row.language !== null && <span class="badge">{row.language.toUpperCase()}</span>}
      <span class={row.alertedAt === null ? 'soft' : 'mistake'}>
        {t('console.waiting.since')}: <Since visit={visit} at={row.openedAt} />
      </span>
      <span class="soft">
        {row.closedAt !== null
          ? t('console.person.closed')
          : row.takenByName === null
            ? t('console.waiting.nobody')
            : t('console.person.taken_by', { name: row.takenByName })}
      </span>
    </p>
  );
}

function AnswerForm(props: { visit: SignedVisit; row: WaitingRow; sms: boolean; typed?: Typed }) {
  const { visit, row, sms, typed } = props;
  const { t } = visit;
  return (
    <PostForm visit={visit} action={`/waiting/${row.id}/answer`} file>
      {/* One form is one answer, also when its button is pressed twice. */}
      <input type="hidden" name="once" value={randomUUID()} />
      <Field
        id="text"
        label={t('console.person.answer')}
        mistake={typed?.mistakes.text}
        hint={sms ? t('console.person.sms_hint') : undefined}
      >
        <textarea
          id="text"
          name="text"
          maxLength={LONGEST_ANSWER}
          data-segments={sms ? t('console.person.sms_count') : undefined}
        >
          {typed?.text}
        </textarea>
      </Field>
      <details
        class="beside"
        open={typed !== undefined && (typed.place !== '' || typed.mistakes.file !== undefined)}
      >
        <summary>{t('console.person.attach')}</summary>
        <Field
          id="place"
          label={t('console.person.place')}
          hint={t('console.person.place_hint')}
          mistake={typed?.mistakes.place}
        >
          <input id="place" name="place" value={typed?.place} maxLength={60} autocomplete="off" />
        </Field>
        {/* Last: what stands before it proves that the form is ours, and only then it is read. */}
        <Field
          id="file"
          label={t('console.person.file')}
          hint={t(sms ? 'console.person.file_hint_sms' : 'console.person.file_hint')}
          mistake={typed?.mistakes.file}
        >
          <input id="file" name="file" type="file" accept={CHOOSABLE} />
        </Field>
      </details>
      <button type="submit">{t('console.person.send')}</button>
    </PostForm>
  );
}

function Moves({ visit, row }: { visit: SignedVisit; row: WaitingRow }) {
  const { t } = visit;
  const mine = row.takenBy === visit.staff.id;
  return (
    <section class="moves">
      {!mine && <Move visit={visit} row={row} move="take" />}
      <Move visit={visit} row={row} move="hand-back" />
      <Move visit={visit} row={row} move="close" />
      <p class="hint">{t('console.person.moves_hint')}</p>
    </section>
  );
}

function Move(props: { visit: SignedVisit; row: WaitingRow; move: 'take' | 'hand-back' | 'close' }) {
  const { visit, row, move } = props;
  return (
    <PostForm visit={visit} action={`/waiting/${row.id}/${move}`}>
      <button type="submit" class={move === 'close' ? 'danger' : 'second'}>
        {visit.t(`console.person.${move.replace('-', '_')}`)}
      </button>
    </PostForm>
  );
}
