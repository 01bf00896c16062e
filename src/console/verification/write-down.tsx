import { DeskError, SPOKEN_MAX, spoken, writeDownSpoken } from '../../desks/verification/index.ts';
import { Field, PostForm } from '../form.tsx';
import { atDesk } from '../guards.ts';
import { isId } from '../ids.ts';
import { Player } from '../media/player.tsx';
import { pathOfOurs } from '../own-path.ts';
import type { Answer, SignedVisit } from '../route.ts';

/** What is said in a voice note, beside its player: written down, it is found by its words like any other rumor. */
export const showSpoken = atDesk((visit) => page(visit, pathOfOurs(visit.query.get('back'))));

export const saveSpoken = atDesk(async (visit) => {
  const { deps, form, params, staff } = visit;
  const blobId = params.file ?? '';
  if (!isId(blobId)) return { refuse: 404 };
  const back = pathOfOurs(form.get('back'));
  try {
    await writeDownSpoken(deps, { blobId, staffId: staff.id, text: form.get('said') });
    return { redirect: back, note: 'spoken.done' };
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    return page(visit, back, error);
  }
});

async function page(visit: SignedVisit, back: string, refusal?: DeskError): Promise<Answer> {
  const { t, deps, form } = visit;
  const blobId = visit.params.file ?? '';
  const found = isId(blobId) ? await spoken(deps, blobId) : undefined;
  if (!found) return { refuse: 404 };
  const { contentType, said } = found;
  return {
    title: t('spoken.title'),
    ...(refusal && { status: 422 }),
    page: (
      <>
        <p>
          <a href={back}>{t('spoken.back')}</a>
        </p>
        <h1>{t('spoken.title')}</h1>
        <section class="card">
          <Player visit={visit} src={`/media/${blobId}`} film={contentType.startsWith('video/')} />
          {said && <p class="soft">{t('spoken.by', { name: said.by })}</p>}
          <PostForm visit={visit} action={`/verification/spoken/${blobId}`}>
            <input type="hidden" name="back" value={back} />
            <Field
              id="said"
              label={t('spoken.said')}
              hint={t('spoken.hint', { room: SPOKEN_MAX })}
              mistake={refusal && t(`desk.error.${refusal.key}`, refusal.values)}
            >
              <textarea id="said" name="said" rows={8} dir="auto">
                {refusal ? form.get('said') : (said?.text ?? '')}
              </textarea>
            </Field>
            <button type="submit">{t('spoken.save')}</button>
          </PostForm>
        </section>
      </>
    ),
  };
}
