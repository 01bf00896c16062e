import type { VerdictView } from '../../desks/verification/index.ts';
import { Field, PostForm } from '../form.tsx';
import { Player } from '../media/player.tsx';
import type { Visit } from '../route.ts';
import type { OnPage } from './on-page.ts';
import { Recorder } from './recorder.tsx';

/** What was recorded of a verdict in one language, to be heard; nothing where nothing was. */
export function Voice({
  visit,
  verdict,
  language,
}: {
  visit: Visit;
  verdict: VerdictView;
  language: string;
}) {
  if (!verdict.texts[language]?.audioId) return null;
  const name = visit.deps.texts.text(language, 'common.language_name');
  return (
    <>
      {verdict.texts[language]?.audioSynthetic && (
        <p>
          <span class="badge">{visit.t('recording.synthetic')}</span>
        </p>
      )}
      <Player
        visit={visit}
        label={visit.t('verification.voice.of', { language: name })}
        src={`/verification/claims/${verdict.claimId}/voice/${verdict.id}/${language}`}
      />
    </>
  );
}

/** Recordings of one's own draft, a language at a time. Other people's are heard beside their words. */
export function VoiceSection({ on: { visit, view, mine } }: { on: OnPage }) {
  const { t, deps, staff } = visit;
  const [newest] = view.verdicts;
  if (!mine) return null;
  const isOwn = newest?.state === 'draft' && newest.authorId === staff.id;
  const languages = isOwn ? deps.texts.languages.filter((language) => newest.texts[language]) : [];
  return (
    <section class="card takes" aria-labelledby="voice-title">
      <h2 id="voice-title">{t('verification.voice.title')}</h2>
      <p class="hint">
        {t(languages.length > 0 ? 'verification.voice.hint' : 'verification.voice.save_first')}
      </p>
      {isOwn &&
        languages.map((language) => (
          <OneVoice key={language} visit={visit} verdict={newest} language={language} />
        ))}
    </section>
  );
}

function OneVoice({ visit, verdict, language }: { visit: Visit; verdict: VerdictView; language: string }) {
  const { t, deps } = visit;
  const { audioId, audioStale } = verdict.texts[language] ?? {};
  const id = `voice.${language}`;
  const hidden = (
    <>
      <input type="hidden" name="verdict" value={verdict.id} />
      <input type="hidden" name="language" value={language} />
    </>
  );
  const action = `/verification/claims/${verdict.claimId}/voice`;
  return (
    <fieldset>
      <legend>{deps.texts.text(language, 'common.language_name')}</legend>
      <Voice visit={visit} verdict={verdict} language={language} />
      {audioId && (
        <PostForm visit={visit} action={action}>
          {hidden}
          {audioStale && <p class="note warn">{t('verification.voice.stale')}</p>}
          <p class="row">
            {audioStale && (
              <button type="submit" name="do" value="keep">
                {t('verification.voice.keep')}
              </button>
            )}
            <button type="submit" name="do" value="remove" class="second">
              {t('verification.voice.remove')}
            </button>
          </p>
        </PostForm>
      )}
      {audioId && (
        <PostForm visit={visit} action={action} class="cut row">
          {hidden}
          <Second id={`cut.from.${language}`} name="from" label={t('recording.cut_from')} />
          <Second id={`cut.to.${language}`} name="to" label={t('recording.cut_to')} />
          <button type="submit" name="do" value="cut" class="second">
            {t('recording.cut')}
          </button>
        </PostForm>
      )}
      <PostForm visit={visit} action={action} file>
        {hidden}
        <Recorder visit={visit} id={id} />
        <Field id={id} label={t(audioId ? 'verification.voice.replace' : 'verification.voice.file')}>
          <input id={id} name="file" type="file" accept=".ogg,.opus,.mp3,.m4a,audio/*" required />
        </Field>
        <button type="submit" class="second">
          {t('verification.voice.add')}
        </button>
      </PostForm>
      <ByPhoneLine visit={visit} verdict={verdict} language={language} />
      <PostForm visit={visit} action={action}>
        {hidden}
        <button type="submit" name="do" value="phone" class="second">
          {t('recording.by_phone')}
        </button>
      </PostForm>
    </fieldset>
  );
}

function Second({ id, name, label }: { id: string; name: string; label: string }) {
  return (
    <label for={id}>
      {label} <input id={id} name={name} type="number" min="0" step="0.1" inputmode="decimal" required />
    </label>
  );
}

/** What is to come from the author's phone, or why it was of no use. */
function ByPhoneLine({ visit: { t }, verdict, language }: Parameters<typeof OneVoice>[0]) {
  const found = verdict.byPhone.find((one) => one.language === language);
  if (!found) return null;
  const { state, refused } = found;
  return (
    <p class={state === 'refused' ? 'note warn' : 'note'}>
      {t(`recording.state.${state}`, {
        why: refused === null ? '' : t(`desk.error.${refused}`, { name: '', language }),
      })}
    </p>
  );
}
