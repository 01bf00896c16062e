import { Field } from '../form.tsx';
import type { SignedVisit } from '../route.ts';
import type { OnForm } from './fields.ts';
import { languageName } from './words.ts';

/** Who of the subscribers is meant. Nothing ticked limits nothing. */
export function AudiencePart({ visit, fields, mistakes }: OnForm) {
  const { deps, t } = visit;
  const media = [...new Set([...deps.capabilities.values()].map(({ medium }) => medium))];
  return (
    <section class="card">
      <h2>{t('bulletins.audience.title')}</h2>
      <p class="hint">{t('bulletins.audience.hint')}</p>
      <Ticks
        title={t('bulletins.audience.languages')}
        name="language"
        ticked={fields.languages}
        of={deps.texts.languages.map((language) => [language, languageName(visit, language)])}
      />
      <Ticks
        title={t('bulletins.audience.channels')}
        name="medium"
        ticked={fields.media}
        of={media.map((medium) => [medium, t(`console.medium.${medium}`)])}
      />
      <Places visit={visit} ticked={fields.places} />
      <Field
        id="days"
        label={t('bulletins.audience.days')}
        hint={t('bulletins.audience.days_hint')}
        mistake={mistakes.days}
      >
        <input
          id="days"
          name="days"
          inputMode="numeric"
          maxLength={5}
          class="narrow-field"
          value={fields.days}
        />
      </Field>
    </section>
  );
}

function Ticks(props: {
  title: string;
  name: string;
  ticked: readonly string[];
  of: readonly (readonly [value: string, label: string])[];
}) {
  return (
    <fieldset>
      <legend>{props.title}</legend>
      <p class="ticks">
        {props.of.map(([value, label]) => (
          <label key={value} class="tick">
            <input type="checkbox" name={props.name} value={value} checked={props.ticked.includes(value)} />{' '}
            {label}
          </label>
        ))}
      </p>
    </fieldset>
  );
}

/** A department stands for all its communes. */
function Places({ visit, ticked }: { visit: SignedVisit; ticked: readonly string[] }) {
  const { deps, t } = visit;
  const tick = (code: string) => (
    <label class="tick" key={code}>
      <input type="checkbox" name="place" value={code} checked={ticked.includes(code)} />{' '}
      {deps.placeLabel(code)}
    </label>
  );
  return (
    <fieldset>
      <legend>{t('bulletins.audience.places')}</legend>
      <details class="beside" open={ticked.length > 0}>
        <summary>{t('bulletins.audience.choose_places')}</summary>
        <div class="departments">
          {deps.departments().map((department) => (
            <div key={department}>
              {tick(department)}
              <details open={deps.communesOf(department).some((code) => ticked.includes(code))}>
                <summary class="small">{t('bulletins.audience.communes')}</summary>
                {deps.communesOf(department).map(tick)}
              </details>
            </div>
          ))}
        </div>
      </details>
    </fieldset>
  );
}
