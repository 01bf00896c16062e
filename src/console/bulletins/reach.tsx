import type { Estimate } from '../../desks/bulletins/index.ts';
import type { SignedVisit } from '../route.ts';
import { accountName, count, languageName, money } from './words.ts';

/** Whom it would reach now, and what that would cost. */
export function Reach({ visit, found }: { visit: SignedVisit; found: Estimate }) {
  const { t } = visit;
  const refused = found.lines.filter((line) => line.refused);
  const shut = refused.reduce((sum, { people }) => sum + people, 0);
  return (
    <section class="card" id="reach">
      <h2>{t('bulletins.reach.title')}</h2>
      <p class="total">
        {t('bulletins.reach.total', { people: count(visit, found.people), price: money(visit, found.milli) })}
      </p>
      {found.lines.length > 0 && (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th>{t('bulletins.column.account')}</th>
                <th>{t('bulletins.column.language')}</th>
                <th>{t('bulletins.column.people')}</th>
                <th>{t('bulletins.column.units')}</th>
                <th>{t('bulletins.column.price')}</th>
              </tr>
            </thead>
            <tbody>
              {found.lines.map((line) => (
                <tr key={`${line.account} ${line.language}`}>
                  <td>
                    {accountName(visit, line.account)}{' '}
                    {line.refused && <span class="badge bad">{t('bulletins.reach.refused')}</span>}
                  </td>
                  <td>{languageName(visit, line.language)}</td>
                  <td>{count(visit, line.people)}</td>
                  <td>{line.refused ? '' : count(visit, line.units)}</td>
                  <td>{line.refused ? '' : money(visit, line.milli)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shut > 0 && <p class="mistake">{t('bulletins.reach.refused_text', { n: count(visit, shut) })}</p>}
      <p class="hint">{t('bulletins.reach.hint')}</p>
    </section>
  );
}
