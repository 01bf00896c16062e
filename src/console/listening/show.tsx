import { type ListeningMark, listMarks } from '../../store/listening.ts';
import { Field, PostForm } from '../form.tsx';
import { leads } from '../guards.ts';
import { Player } from '../media/player.tsx';
import type { SignedVisit } from '../route.ts';
import { testing } from './guard.ts';
import { type Item, type Outcome, outcomes } from './sheet.ts';

const MARKS = [1, 2, 3, 4, 5] as const;

/** Ten sentences, each as every voice says it, for a person to judge: which voice it is is told once it is marked. */
export const showListening = testing(async (visit, { sheet }) => {
  const { t, deps, staff } = visit;
  const all = await listMarks(deps.store.db);
  const mine = all.filter(({ staffId }) => staffId === staff.id);
  const isDone = (item: Item) => item.takes.every(({ engine }) => markOf(mine, item, engine) !== undefined);
  const done = sheet.filter(isDone).length;
  return {
    title: t('listening.title'),
    page: (
      <>
        <h1>{t('listening.title')}</h1>
        <p>{t('listening.text')}</p>
        <p class="soft" role="status">
          {t('listening.done_so_far', { n: done, of: sheet.length })}
        </p>
        {sheet.map((item, at) => (
          <Sentence
            key={item.sentence}
            visit={visit}
            item={item}
            n={at + 1}
            mine={mine}
            done={isDone(item)}
          />
        ))}
        {(done === sheet.length || leads(staff)) && (
          <Results visit={visit} rows={outcomes(all, deps.listening?.sentences ?? [])} />
        )}
      </>
    ),
  };
});

const markOf = (mine: readonly ListeningMark[], item: Item, engine: string) =>
  mine.find((mark) => mark.sentence === item.sentence && mark.engine === engine);

function Sentence(props: {
  visit: SignedVisit;
  item: Item;
  n: number;
  mine: readonly ListeningMark[];
  done: boolean;
}) {
  const { visit, item, n, mine, done } = props;
  const { t } = visit;
  return (
    <section class="card takes" id={item.sentence} aria-labelledby={`${item.sentence}-title`}>
      <h2 id={`${item.sentence}-title`}>{t('listening.sentence', { n })}</h2>
      {item.takes.map(({ letter, engine }) => {
        const mark = markOf(mine, item, engine);
        const name = t('listening.voice', { letter: letter.toUpperCase() });
        const id = `${item.sentence}-${letter}`;
        return (
          <fieldset key={letter}>
            <legend>{done ? `${name}: ${t(`listening.engine.${engine}`)}` : name}</legend>
            <Player visit={visit} src={`/listening/${item.sentence}/${letter}`} label={name} />
            <PostForm visit={visit} action="/listening">
              <input type="hidden" name="sentence" value={item.sentence} />
              <input type="hidden" name="letter" value={letter} />
              <Field id={`${id}-heard`} label={t('listening.heard')}>
                <textarea id={`${id}-heard`} name="heard" rows={2} lang="ht" maxLength={500}>
                  {mark?.heard ?? ''}
                </textarea>
              </Field>
              <fieldset class="row marks">
                <legend>{t('listening.mark')}</legend>
                {MARKS.map((points) => (
                  <label key={points}>
                    <input type="radio" name="mark" value={points} checked={mark?.mark === points} required />{' '}
                    {points}
                  </label>
                ))}
                <span class="soft">{t('listening.scale')}</span>
              </fieldset>
              <button type="submit" class="second">
                {t(mark ? 'listening.change' : 'listening.save')}
              </button>
            </PostForm>
          </fieldset>
        );
      })}
      {done && (
        <blockquote class="said" lang="ht">
          {item.text}
        </blockquote>
      )}
    </section>
  );
}

function Results({ visit, rows }: { visit: SignedVisit; rows: readonly Outcome[] }) {
  const { t, language } = visit;
  if (rows.length === 0) return null;
  const number = (value: number) => value.toLocaleString(language, { maximumFractionDigits: 2 });
  return (
    <section class="card" aria-labelledby="listening-results">
      <h2 id="listening-results">{t('listening.results')}</h2>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              {['voice_name', 'listeners', 'marks', 'mean', 'words'].map((key) => (
                <th key={key} scope="col">
                  {t(`listening.column.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ engine, listeners, marks, mean, words }) => (
              <tr key={engine}>
                <th scope="row">{t(`listening.engine.${engine}`)}</th>
                <td>{listeners}</td>
                <td>{marks}</td>
                <td>{number(mean)}</td>
                <td>{words === null ? '–' : `${Math.round(words * 100)} %`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>
        <a href="/listening.csv">{t('listening.csv')}</a>
      </p>
    </section>
  );
}
