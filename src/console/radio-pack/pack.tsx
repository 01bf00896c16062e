import { setTimeout as after } from 'node:timers/promises';
import {
  type BulletinView,
  mayCompose,
  type openRadioSounds,
  type RadioRefusal,
  type RadioScript,
  radioPaper,
  radioScript,
  viewBulletin,
} from '../../desks/bulletins/index.ts';
import { VoiceError } from '../../voice/index.ts';
import { signedIn } from '../guards.ts';
import { isId } from '../ids.ts';
import type { Answer, Handler, SignedVisit } from '../route.ts';
import { RadioPackLinks } from './links.tsx';

/** Longer a browser's user, and many a proxy, does not wait; it is made meanwhile. */
const WAIT_MS = 45_000;

type Then = (visit: SignedVisit, view: BulletinView) => Answer | Promise<Answer>;

/** For who writes bulletins. */
const ofBulletin = (then: Then): Handler =>
  signedIn(async (visit) => {
    if (!mayCompose(visit.staff)) return { refuse: 403 };
    const id = visit.params.id ?? '';
    const view = isId(id) ? await viewBulletin(visit.deps.bulletins, id) : undefined;
    return view ? then(visit, view) : { refuse: 404 };
  });

const ofScript = (then: (visit: SignedVisit, script: RadioScript) => Promise<Answer>): Handler =>
  ofBulletin(async (visit, view) => {
    const { deps, params } = visit;
    const asked = { language: params.language ?? '', training: deps.training !== undefined };
    const script = await radioScript(deps.bulletins, view, asked);
    if (script === 'no_text') return { refuse: 404 };
    return typeof script === 'string' ? instead(visit, view.bulletin.id, script) : then(visit, script);
  });

/** What there is of a bulletin. */
export const showPack = ofBulletin((visit, view) => {
  const { state, id } = view.bulletin;
  if (state !== 'approved') return instead(visit, id, 'not_approved');
  if (view.outdated) return instead(visit, id, 'outdated');
  return {
    title: visit.t('airtime.title'),
    page: (
      <>
        <h1>{view.bulletin.title}</h1>
        <RadioPackLinks visit={visit} view={view} />
        <p>
          <a href={`/bulletins/${id}`}>{visit.t('airtime.room.back')}</a>
        </p>
      </>
    ),
  };
});

export const saveSound = (sounds: ReturnType<typeof openRadioSounds>): Handler =>
  ofScript(async (visit, script) => {
    const { deps, params, query } = visit;
    const id = params.id ?? '';
    const short = query.get('short') === '1';
    const waiting = new AbortController();
    try {
      const sound = await Promise.race([
        sounds.of(deps, script, short),
        after(WAIT_MS, null, { signal: waiting.signal }),
      ]);
      if (!sound) return instead(visit, id, 'later');
      const name = `${nameOf(id, script)}${short ? '-60' : ''}.mp3`;
      return { download: sound.bytes, type: 'audio/mpeg', name };
    } catch (error) {
      if (!(error instanceof VoiceError)) throw error;
      deps.log.warn('a radio pack could not be spoken', { bulletinId: id, error });
      return instead(visit, id, 'voice');
    } finally {
      waiting.abort();
    }
  });

export const saveScript = ofScript(async ({ deps, params }, script) => ({
  download: await radioPaper(script, deps),
  type: 'application/pdf',
  name: `${nameOf(params.id ?? '', script)}.pdf`,
}));

const nameOf = (id: string, { language }: RadioScript) => `radio-${id.slice(-8)}-${language}`;

function instead({ t }: SignedVisit, id: string, why: RadioRefusal | 'later' | 'voice'): Answer {
  return {
    status: 409,
    title: t('airtime.title'),
    page: (
      <>
        <h1>{t('airtime.title')}</h1>
        <p class="note bad" role="alert">
          {t(`airtime.error.${why}`)}
        </p>
        <p>
          <a href={`/bulletins/${id}`}>{t('airtime.room.back')}</a>
        </p>
      </>
    ),
  };
}
