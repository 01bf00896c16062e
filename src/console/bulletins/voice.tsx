import type { BulletinRefusal, BulletinView } from '../../desks/bulletins/index.ts';
import { setVoice, spokenFile } from '../../desks/bulletins/index.ts';
import { DeskError, recordingOf } from '../../desks/verification/index.ts';
import { isSpoken } from '../../media/spoken.ts';
import { Field, PostForm } from '../form.tsx';
import { isId } from '../ids.ts';
import { Player } from '../media/player.tsx';
import type { SignedVisit } from '../route.ts';
import { Recorder } from '../verification/recorder.tsx';
import { composing, onBulletin } from './guard.ts';
import { languageName } from './words.ts';

/** What is spoken, a language at a time: to be heard by all, changed while it is a draft. */
export function VoicePart({ visit, view }: { visit: SignedVisit; view: BulletinView }) {
  const { t, deps } = visit;
  const draft = view.bulletin.state === 'draft' && !view.bulletin.digest;
  const languages = deps.texts.languages.filter((language) => view.texts[language]);
  const shown = draft ? languages : languages.filter((language) => view.texts[language]?.audioId);
  if (shown.length === 0) return null;
  return (
    <section class="card">
      <h2>{t('bulletins.voice.title')}</h2>
      {draft && <p class="hint">{t('bulletins.voice.hint')}</p>}
      {shown.map((language) => (
        <OneVoice key={language} visit={visit} view={view} language={language} draft={draft} />
      ))}
    </section>
  );
}

function OneVoice(props: { visit: SignedVisit; view: BulletinView; language: string; draft: boolean }) {
  const { visit, view, language, draft } = props;
  const { t } = visit;
  const { id, version } = view.bulletin;
  const audioId = view.texts[language]?.audioId;
  const name = languageName(visit, language);
  const field = `voice_${language}`;
  const hidden = (
    <>
      <input type="hidden" name="version" value={version} />
      <input type="hidden" name="language" value={language} />
    </>
  );
  return (
    <fieldset>
      <legend>{name}</legend>
      {view.texts[language]?.synthetic && <p class="hint">{t('recording.synthetic')}</p>}
      {audioId && (
        <Player
          visit={visit}
          label={t('bulletins.voice.of', { language: name })}
          src={`/bulletins/${id}/voice/${language}?v=${audioId.slice(-8)}`}
        />
      )}
      {draft && audioId && (
        <PostForm visit={visit} action={`/bulletins/${id}/voice`}>
          {hidden}
          <button type="submit" name="do" value="remove" class="second">
            {t('bulletins.voice.remove')}
          </button>
        </PostForm>
      )}
      {draft && (
        <PostForm visit={visit} action={`/bulletins/${id}/voice`} file>
          {hidden}
          <Recorder visit={visit} id={field} />
          <Field id={field} label={t(audioId ? 'bulletins.voice.replace' : 'bulletins.voice.file')}>
            <input id={field} name="file" type="file" accept=".ogg,.opus,.mp3,.m4a,audio/*" required />
          </Field>
          <button type="submit" class="second">
            {t('bulletins.voice.add')}
          </button>
        </PostForm>
      )}
    </fieldset>
  );
}

/** Another recording of one language, or none. */
export const changeVoice = onBulletin(async (visit, { bulletin }) => {
  const { deps, form, staff } = visit;
  const back = (note: string) => ({ redirect: `/bulletins/${bulletin.id}`, note });
  const of = {
    by: staff,
    id: bulletin.id,
    version: Number(form.get('version')),
    language: form.get('language'),
  };
  const file = form.get('do') === 'remove' ? null : await spokenOf(visit);
  if (file === 'voice') return back('bulletins.error.voice');
  const refusal: BulletinRefusal | null = await setVoice(deps.bulletins, { ...of, file });
  if (refusal) return back(`bulletins.error.${refusal}`);
  deps.log.info('voice of a bulletin changed', { bulletinId: bulletin.id, staffId: staff.id });
  return back(file ? 'bulletins.done.voice_added' : 'bulletins.done.voice_removed');
});

async function spokenOf({ deps, upload }: SignedVisit) {
  if (upload === null || upload === 'too_big') return 'voice';
  try {
    const { file: kept, received } = await recordingOf(upload.bytes, deps.printSound);
    return isSpoken(kept) ? { kept, received } : 'voice';
  } catch (error) {
    if (error instanceof DeskError) return 'voice';
    throw error;
  }
}

export const playVoice = composing(async ({ deps, params }) => {
  const { id = '', language = '' } = params;
  const file = isId(id) ? await spokenFile(deps.bulletins, { id, language }) : undefined;
  return file ? { file: { ...file, name: `${id.slice(-8)}-${language}` } } : { refuse: 404 };
});
