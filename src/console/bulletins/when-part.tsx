import { Field } from '../form.tsx';
import type { OnForm } from './fields.ts';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 0];

/** When it goes out, for how long it is worth sending, and what it may cost. */
export function WhenPart({ visit, view, fields, mistakes }: OnForm) {
  const { deps, t } = visit;
  const { quietHours, bulletinsPerDay } = deps.bulletins;
  const choice = (when: string) => (
    <label class="tick">
      <input type="radio" name="when" value={when} checked={fields.when === when} />{' '}
      {t(`bulletins.when.${when}`)}
    </label>
  );
  return (
    <section class="card">
      <h2>{t('bulletins.when.title')}</h2>
      <p class="hint">{t('bulletins.when.hint', { zone: deps.timeZone })}</p>
      <div class="when">{choice('now')}</div>
      <div class="when">
        {choice('at')}
        <Field id="at" label={t('bulletins.when.day_and_time')} mistake={mistakes.at}>
          <input id="at" name="at" type="datetime-local" value={fields.at} />
        </Field>
      </div>
      {view.bulletin.correctsRunId === null && (
        <div class="when">
          {choice('weekly')}
          <div class="row">
            <Field id="weekday" label={t('bulletins.when.weekday')}>
              <select id="weekday" name="weekday" class="short">
                {WEEKDAYS.map((day) => (
                  <option key={day} value={day} selected={fields.weekday === String(day)}>
                    {t(`bulletins.weekday.${day}`)}
                  </option>
                ))}
              </select>
            </Field>
            <Field id="time" label={t('bulletins.when.time')} mistake={mistakes.time}>
              <input id="time" name="time" type="time" value={fields.time} />
            </Field>
          </div>
        </div>
      )}
      <p class="hint">
        {t('bulletins.when.limits', {
          from: quietHours.from,
          until: quietHours.until,
          perDay: bulletinsPerDay,
        })}
      </p>
      <Field
        id="hours"
        label={t('bulletins.when.hours')}
        hint={t('bulletins.when.hours_hint')}
        mistake={mistakes.hours}
      >
        <input
          id="hours"
          name="hours"
          inputMode="numeric"
          maxLength={3}
          class="narrow-field"
          value={fields.hours}
        />
      </Field>
      <Field
        id="money"
        label={t('bulletins.when.money', { currency: deps.money.prices.currency })}
        hint={t('bulletins.when.money_hint')}
        mistake={mistakes.money}
      >
        <input
          id="money"
          name="money"
          inputMode="decimal"
          maxLength={13}
          class="narrow-field"
          value={fields.money}
        />
      </Field>
    </section>
  );
}
