import type { BulletinView, Repeatable } from '../../desks/bulletins/index.ts';
import { Field } from '../form.tsx';
import type { SignedVisit } from '../route.ts';
import { At } from '../time.tsx';

/** What was looked for among the published verdicts, and what was found. */
export interface Picking {
  readonly search: string;
  readonly found: readonly Repeatable[];
  readonly ticked: readonly string[];
  /** Those that it repeats already and that still stand. */
  readonly repeated: readonly Repeatable[];
}

/** Choosing published verdicts: each becomes a line below what is written, in each language it has. */
export function VerdictPart(props: { visit: SignedVisit; view: BulletinView; picking: Picking }) {
  const { visit, view, picking } = props;
  const { t } = visit;
  const { search, ticked } = picking;
  const found = picking.found.filter(({ verdictId }) => !view.verdictIds.includes(verdictId));
  return (
    <section class="card" id="verdicts">
      <h2>{t('bulletins.verdicts.title')}</h2>
      <Repeated visit={visit} view={view} repeated={picking.repeated} />
      <details class="beside" open={search !== '' || ticked.length > 0}>
        <summary>{t('bulletins.verdicts.choose')}</summary>
        <Field id="search" label={t('bulletins.verdicts.search')}>
          <input id="search" name="search" maxLength={100} value={search} autocomplete="off" />
        </Field>
        <p>
          <button type="submit" name="do" value="search" class="second">
            {t('bulletins.verdicts.find')}
          </button>
        </p>
        {found.length === 0 && <p class="empty">{t('bulletins.verdicts.none')}</p>}
        <ul class="picks">
          {found.map((one) => (
            <li key={one.verdictId}>
              <label class="tick">
                <input
                  type="checkbox"
                  name="verdict"
                  value={one.verdictId}
                  checked={ticked.includes(one.verdictId)}
                />{' '}
                <span>{lineIn(visit, one)}</span>
              </label>
              <span class="small soft">
                {one.code} · <At visit={visit} at={one.decidedAt} /> ·{' '}
                {Object.keys(one.lines).join(', ').toUpperCase()}
              </span>
            </li>
          ))}
        </ul>
        {found.length > 0 && (
          <button type="submit" name="do" value="add" class="second">
            {t('bulletins.verdicts.add')}
          </button>
        )}
      </details>
    </section>
  );
}

/** What it repeats, with the way to each. */
export function Repeated(props: { visit: SignedVisit; view: BulletinView; repeated: readonly Repeatable[] }) {
  const { visit, view, repeated } = props;
  const { t } = visit;
  const fallen = view.verdictIds.length - repeated.length;
  if (view.verdictIds.length === 0) return <p class="soft">{t('bulletins.verdicts.free')}</p>;
  return (
    <>
      <ul class="picks">
        {repeated.map((one) => (
          <li key={one.verdictId}>
            <a href={`/verification/claims/${one.claimId}`}>{one.code}</a> {lineIn(visit, one)}
          </li>
        ))}
      </ul>
      {fallen > 0 && <p class="mistake">{t('bulletins.verdicts.fallen', { n: fallen })}</p>}
    </>
  );
}

const lineIn = ({ language }: SignedVisit, { lines }: Repeatable) =>
  lines[language] ?? Object.values(lines)[0] ?? '';
