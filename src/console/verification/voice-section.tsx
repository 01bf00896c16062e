import type { VerdictView } from '../../desks/verification/index.ts';
import { Field, PostForm } from '../form.tsx';
import type { Visit } from '../route.ts';
import type { OnPage } from './on-page.ts';

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
    // biome-ignore lint/a11y/useMediaCaption: what is spoken stands beside it.
    <audio
      controls
      preload="none"
      aria-label={visit.t('verification.voice.of', { language: name })}
      src={`/verification/claims/${verdict.claimId}/voice/${verdict.id}/${language}`}
    />
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
    <section class="card" aria-labelledby="voice-title">
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
      <PostForm visit={visit} action={action} file>
        {hidden}
        <Field id={id} label={t(audioId ? 'verification.voice.replace' : 'verification.voice.file')}>
          <input id={id} name="file" type="file" accept=".ogg,.opus,.mp3,.m4a,audio/*" required />
        </Field>
        <button type="submit" class="second">
          {t('verification.voice.add')}
        </button>
      </PostForm>
    </fieldset>
  );
}
