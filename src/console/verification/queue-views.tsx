import type { QueueWanted, SavedView } from '../../desks/verification/index.ts';
import { VIEW_NAME_MAX } from '../../desks/verification/index.ts';
import { Field, PostForm } from '../form.tsx';
import type { SignedVisit } from '../route.ts';
import { addressOf, BACK_FIELD, fromAddress, pathOf } from './queue-address.ts';

/** What is looked at again and again, under a name: one's own views and those that others share. */
export function Views(props: { visit: SignedVisit; wanted: QueueWanted; views: readonly SavedView[] }) {
  const { visit, wanted, views } = props;
  const { t, staff } = visit;
  const here = addressOf(wanted);
  const own = views.filter((view) => view.staffId === staff.id);
  const isKept = views.some((view) => view.filter === here);
  return (
    <nav class="views" aria-label={t('queue.view.title')}>
      <p class="row">
        <a href="/verification?all=1" aria-current={here === '' ? 'page' : undefined}>
          {t('queue.view.everything')}
        </a>
        {views.map((view) => (
          <a
            key={view.id}
            href={pathOf(fromAddress(view.filter))}
            aria-current={view.filter === here ? 'page' : undefined}
          >
            {view.name}
            {view.staffId !== staff.id && <small> {t('queue.view.by', { name: view.by })}</small>}
            {view.opens && <small> ({t('queue.view.opens')})</small>}
          </a>
        ))}
      </p>
      {here !== '' && !isKept && <SaveView visit={visit} here={here} />}
      {views.length > 0 && (
        <details>
          <summary>{t('queue.view.change')}</summary>
          {views.map((view) => (
            <OneView key={view.id} visit={visit} view={view} here={here} own={own.includes(view)} />
          ))}
          {views.some((view) => view.opens) && <OpenWith visit={visit} here={here} view={null} />}
        </details>
      )}
    </nav>
  );
}

function SaveView({ visit, here }: { visit: SignedVisit; here: string }) {
  const { t, form } = visit;
  return (
    <details open={visit.url === '/verification/views'}>
      <summary>{t('queue.view.save')}</summary>
      <PostForm visit={visit} action="/verification/views">
        <input type="hidden" name={BACK_FIELD} value={here} />
        <Field id="view-name" label={t('queue.view.name')}>
          <input
            id="view-name"
            name="name"
            required
            maxLength={VIEW_NAME_MAX}
            value={form.get('name')}
            autocomplete="off"
          />
        </Field>
        <Shared visit={visit} checked={form.get('shared') !== ''} />
        <button type="submit">{t('queue.view.save_do')}</button>
      </PostForm>
    </details>
  );
}

function OneView(props: { visit: SignedVisit; view: SavedView; here: string; own: boolean }) {
  const { visit, view, here, own } = props;
  const { t } = visit;
  const at = `/verification/views/${view.id}`;
  return (
    <div class="card view">
      {own ? (
        <PostForm visit={visit} action={at} class="row">
          <input type="hidden" name={BACK_FIELD} value={here} />
          <input name="name" maxLength={VIEW_NAME_MAX} value={view.name} aria-label={t('queue.view.name')} />
          <Shared visit={visit} checked={view.shared} />
          <button type="submit" class="second">
            {t('queue.view.rename')}
          </button>
          <button type="submit" class="quiet" formaction={`${at}/delete`}>
            {t('queue.view.delete')}
          </button>
        </PostForm>
      ) : (
        <p class="title">{view.name}</p>
      )}
      {!view.opens && <OpenWith visit={visit} here={here} view={view} />}
    </div>
  );
}

function OpenWith({ visit, here, view }: { visit: SignedVisit; here: string; view: SavedView | null }) {
  return (
    <PostForm visit={visit} action="/verification/views/open-with">
      <input type="hidden" name={BACK_FIELD} value={here} />
      {view && <input type="hidden" name="view" value={view.id} />}
      <button type="submit" class="quiet">
        {visit.t(view ? 'queue.view.open_with' : 'queue.view.open_all')}
      </button>
    </PostForm>
  );
}

function Shared({ visit, checked }: { visit: SignedVisit; checked: boolean }) {
  return (
    <label class="check">
      <input type="checkbox" name="shared" value="1" checked={checked} /> {visit.t('queue.view.shared')}
    </label>
  );
}
