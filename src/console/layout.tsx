import type { ComponentChildren } from 'preact';
import { mayCompose } from '../desks/bulletins/index.ts';
import type { ExerciseRow } from '../store/national-exercise.ts';
import { ExerciseBar } from './exercise/bar.tsx';
import { PostForm } from './form.tsx';
import { leads, protects, sitsElsewhere, watches } from './guards.ts';
import type { Visit } from './route.ts';

export interface Shell {
  readonly visit: Visit;
  readonly title: string;
  readonly waiting: { readonly open: number; readonly late: number; readonly danger: number };
  /** How many of our accounts at the providers want somebody. */
  readonly troubled: number;
  /** What stands open, on pages of the watch cell. */
  readonly exercise: { readonly open: ExerciseRow | undefined } | null;
  /** What the last action did, said once on top. */
  readonly note: { readonly text: string; readonly bad: boolean } | null;
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
  readonly wide: boolean;
  readonly children: ComponentChildren;
}

/** htmx only refreshes lists: nothing it gets may run, and it may only ask us. */
const HTMX = JSON.stringify({
  allowEval: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  allowScriptTags: false,
});

export function Layout(props: Shell) {
  const { visit, title } = props;
  const { t } = visit;
  return (
    <html lang={visit.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="htmx-config" content={HTMX} />
        <title>{`${title} · Teledjòl`}</title>
        <link rel="icon" href={visit.asset('icon.svg')} type="image/svg+xml" />
        {['console.css', ...props.styles].map((name) => (
          <link key={name} rel="stylesheet" href={visit.asset(name)} />
        ))}
        {['htmx.js', ...(visit.staff ? ['players.js'] : []), ...props.scripts].map((name) => (
          <script key={name} src={visit.asset(name)} defer />
        ))}
      </head>
      <body>
        <a class="skip" href="#content">
          {t('console.nav.skip')}
        </a>
        {visit.deps.training && <p class="training-banner">{t('training.banner')}</p>}
        {props.exercise && <ExerciseBar visit={visit} open={props.exercise.open} />}
        <Header {...props} />
        <Banner visit={visit} text="reports.banner" count={props.waiting.danger} />
        <Banner visit={visit} text="console.late" count={props.waiting.late} />
        <main id="content" class={props.wide ? 'wide' : undefined}>
          {props.note && (
            <p class={props.note.bad ? 'note bad' : 'note good'} role="status">
              {props.note.text}
            </p>
          )}
          {props.children}
        </main>
      </body>
    </html>
  );
}

function Header({ visit, waiting, troubled }: Shell) {
  const { t, staff } = visit;
  const atDesk = staff !== null && !sitsElsewhere(staff);
  const at = visit.url.split('?')[0] ?? '';
  const link = (path: string, key: string, count?: ComponentChildren) => (
    <a href={path} aria-current={at === path || at.startsWith(`${path}/`) ? 'page' : undefined}>
      {t(key)}
      {count}
    </a>
  );
  return (
    <header>
      <a class="brand" href="/">
        Teledjòl
      </a>
      <nav>
        {atDesk && link('/waiting', 'console.nav.waiting', <WaitingCount {...waiting} />)}
        {atDesk && link('/reports', 'reports.nav')}
        {atDesk && link('/verification', 'console.nav.verification')}
        {atDesk && link('/bulletins', 'bulletins.nav')}
        {staff && mayCompose(staff) && link('/campaigns', 'campaigns.nav')}
        {watches(staff) && link('/watch', 'watch.nav')}
        {protects(staff) && link('/protection', 'protection.nav')}
        {leads(staff) &&
          link(
            '/channels',
            'console.nav.channels',
            troubled > 0 && (
              <b class="count" title={t('console.channels.troubled', { n: troubled })}>
                {troubled}
              </b>
            ),
          )}
        {leads(staff) && link('/costs', 'costs.nav')}
        {staff?.role === 'admin' && link('/staff', 'console.nav.staff')}
        {staff?.role === 'admin' && !visit.deps.training && link('/partners', 'partners.nav')}
        {visit.deps.training && atDesk && link('/training', 'training.nav')}
        {visit.deps.simulatorOpen && link('/simulator', 'console.nav.simulator')}
      </nav>
      <div class="me">
        <PostForm visit={visit} action="/language" class="languages">
          <input type="hidden" name="back" value={visit.method === 'GET' ? visit.url : '/'} />
          {visit.deps.texts.languages.map((language) => (
            <button
              type="submit"
              key={language}
              name="language"
              value={language}
              lang={language}
              aria-pressed={language === visit.language}
            >
              {language}
            </button>
          ))}
        </PostForm>
        {staff && (
          <PostForm visit={visit} action="/logout" class="out">
            <a href="/account">{staff.name}</a> <button type="submit">{t('console.nav.sign_out')}</button>
          </PostForm>
        )}
      </div>
    </header>
  );
}

function WaitingCount({ open, late, danger }: Shell['waiting']) {
  if (open === 0) return null;
  return <b class={late + danger > 0 ? 'count late' : 'count'}>{open}</b>;
}

function Banner({ visit, text, count }: { visit: Visit; text: string; count: number }) {
  if (count === 0) return null;
  return (
    <p class="late-banner" role="alert">
      <a href="/waiting">{visit.t(text, { count })}</a>
    </p>
  );
}
