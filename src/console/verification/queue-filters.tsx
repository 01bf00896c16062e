import type { QueueChoices, QueueWanted } from '../../desks/verification/index.ts';
import { QUEUE_ORDERS, QUEUE_STATES } from '../../desks/verification/index.ts';
import { categoryName } from '../category-name.ts';
import { Field, PostForm } from '../form.tsx';
import type { SignedVisit } from '../route.ts';
import { languageName } from './line-facts.tsx';
import { addressOf, BACK_FIELD, chosenIn, LIST_NAMES, pathOf } from './queue-address.ts';

type ListName = (typeof LIST_NAMES)[number];
const COUNTED = {
  category: 'categories',
  place: 'places',
  channel: 'channels',
  language: 'languages',
  harm: 'harms',
  medium: 'kinds',
} as const;
/** Departments and the communes with the most lines; more would be a list to get lost in. */
const MOST_PLACES = 40;

/** All that can be chosen, with how many each would show; folded until it is wanted. Its address can be kept. */
export function Filters(props: { visit: SignedVisit; wanted: QueueWanted; choices: QueueChoices }) {
  const { visit, wanted, choices } = props;
  const { t } = visit;
  const isOn = addressOf(wanted) !== '';
  return (
    <details class="card filters">
      <summary>
        {t('queue.filter.title')} {isOn && <b class="badge warn">{t('queue.filter.on')}</b>}
      </summary>
      <form method="get" action="/verification">
        <input type="hidden" name="all" value="1" />
        <fieldset>
          <legend>{t('queue.filter.state')}</legend>
          <div class="choices">
            {QUEUE_STATES.map((state) => (
              <Choice
                key={state}
                name="state"
                value={state}
                label={t(`queue.state.${state}`)}
                count={choices.states.get(state) ?? 0}
                chosen={wanted.states.includes(state)}
              />
            ))}
          </div>
        </fieldset>
        {LIST_NAMES.map((name) => (
          <List key={name} visit={visit} name={name} wanted={wanted} choices={choices} />
        ))}
        <Field id="sort" label={t('queue.filter.sort')}>
          <select id="sort" name="sort">
            {QUEUE_ORDERS.map((order) => (
              <option key={order} value={order} selected={order === wanted.order}>
                {t(`queue.order.${order}`)}
              </option>
            ))}
          </select>
        </Field>
        <p class="row">
          <button type="submit">{t('queue.filter.apply')}</button>
          {isOn && <a href="/verification?all=1">{t('queue.filter.all')}</a>}
        </p>
      </form>
    </details>
  );
}

function List(props: { visit: SignedVisit; name: ListName; wanted: QueueWanted; choices: QueueChoices }) {
  const { visit, name, wanted, choices } = props;
  const counts = choices[COUNTED[name]];
  const chosen = chosenIn(wanted, name);
  const keys = keysOf(visit, name, counts, chosen);
  if (keys.length === 0) return null;
  return (
    <fieldset>
      <legend>{visit.t(`queue.filter.${name}`)}</legend>
      <div class="choices">
        {keys.map((key) => (
          <Choice
            key={key}
            name={name}
            value={key}
            label={labelOf(visit, name, key)}
            count={counts.get(key)}
            chosen={chosen.includes(key)}
          />
        ))}
      </div>
    </fieldset>
  );
}

function Choice(props: {
  name: string;
  value: string;
  label: string;
  count?: number | undefined;
  chosen: boolean;
}) {
  const { name, value, label, count, chosen } = props;
  return (
    <label>
      <input type="checkbox" name={name} value={value} checked={chosen} /> {label}{' '}
      {count !== undefined && <span class="soft">({count})</span>}
    </label>
  );
}

/** What is there, most first, and what is chosen whether it is there or not; places begin with what they lie in. */
function keysOf(
  visit: SignedVisit,
  name: ListName,
  counts: ReadonlyMap<string, number>,
  chosen: readonly string[],
): readonly string[] {
  const found = [...counts].sort(([, one], [, other]) => other - one).map(([key]) => key);
  if (name !== 'place') return [...new Set([...found, ...chosen])];
  const shown = found.slice(0, MOST_PLACES);
  const around = shown.flatMap((code) => placesAround(visit, code));
  return [...new Set([...around, ...shown, ...chosen])].sort();
}

/** P-codes begin with the code of what a place lies in; a name of its own tells that it is one. */
function placesAround({ deps }: SignedVisit, code: string): string[] {
  const lengths = Array.from({ length: Math.max(0, code.length - 3) }, (_, i) => i + 3);
  return lengths
    .map((length) => code.slice(0, length))
    .filter((shorter) => shorter !== code && deps.placeLabel(shorter) !== shorter);
}

function labelOf(visit: SignedVisit, name: ListName, key: string): string {
  const { t, deps } = visit;
  const text = { channel: 'console.medium', harm: 'queue.harm', medium: 'queue.kind' } as const;
  if (name === 'place') return deps.placeLabel(key);
  if (name === 'language') return languageName(visit, key);
  if (name === 'category') return categoryName(visit, key);
  const said = `${text[name]}.${key}`;
  return deps.texts.has(visit.language, said) ? t(said) : key;
}

/** Sent in the body: what somebody looks for must be in no address, no history and no log. */
export function Search({ visit, wanted }: { visit: SignedVisit; wanted: QueueWanted }) {
  const { t } = visit;
  return (
    <PostForm visit={visit} action="/verification/search" class="search">
      <input type="hidden" name={BACK_FIELD} value={addressOf(wanted)} />
      <label for="words">{t('queue.search.label')}</label>
      <input id="words" name="words" type="search" maxLength={100} value={wanted.words} autocomplete="off" />
      <button type="submit" class="second">
        {t('queue.search.do')}
      </button>
      {wanted.words !== '' && <a href={pathOf(wanted)}>{t('queue.group.back')}</a>}
    </PostForm>
  );
}
