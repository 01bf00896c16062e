import type { Pairing } from '../../channels/whatsapp-web/pairing.ts';
import { Field, PostForm } from '../form.tsx';
import type { SignedVisit } from '../route.ts';
import { awaitedBy } from './awaited.ts';
import { DEVICE } from './path.ts';
import { Qr } from './qr.tsx';

/** What was typed and cannot be. */
export interface Asked {
  readonly mistake?: string;
  readonly typed?: string;
}

interface Props {
  readonly visit: SignedVisit;
  readonly pairing: Pairing;
  readonly asked: Asked;
}

/** Why it stands as it does, in words: codes of WhatsApp and of ours; what is not here is shown as it is. */
const WHY = new Set([
  '401',
  '402',
  '403',
  '405',
  '406',
  '408',
  '411',
  '440',
  'unlinked',
  'linked',
  'not_linked',
  'not_running',
  'not_installed',
  'error',
  'no_new_chats',
  'new_chats_capped',
]);

/** With these there is nothing to be unlinked. */
const NO_SESSION = new Set(['unlinked', 'not_linked', '401', undefined]);

const BADGES = { up: 'badge good', pairing: 'badge warn', down: 'badge warn', stopped: 'badge bad' } as const;

export function DevicePage({ visit, pairing, asked }: Props) {
  const { t } = visit;
  return (
    <>
      <p>
        <a href="/channels">{t('console.nav.channels')}</a>
      </p>
      <h1>{t('linked.title')}</h1>
      <section class="card warning">
        <h2>{t('linked.warning.title')}</h2>
        <p>{t('linked.warning.text')}</p>
      </section>
      <Device visit={visit} pairing={pairing} asked={asked} />
    </>
  );
}

/** How it stands and what may be done. Renews itself while a phone is awaited; without JavaScript there is a link. */
export function Device({ visit, pairing, asked }: Props) {
  const isAdmin = visit.staff.role === 'admin';
  const awaited = isAdmin ? awaitedBy(visit, pairing) : undefined;
  // Whoever wants the other way must not be held by the one that was begun.
  const again = visit.query.get('again') !== '';
  const open = !again && (pairing.stands === 'pairing' || awaited !== undefined);
  const still = awaited === undefined ? '' : `?asked=${visit.query.get('asked')}`;
  const linked = pairing.stands === 'up' || !NO_SESSION.has(pairing.note);
  return (
    <div
      id="device"
      {...(open && { 'hx-get': `${DEVICE}/state${still}`, 'hx-trigger': 'every 2s', 'hx-swap': 'outerHTML' })}
    >
      <State visit={visit} pairing={pairing} />
      {open && isAdmin && (
        <Shown visit={visit} pairing={pairing} unlinking={awaited === 'unlink'} here={DEVICE + still} />
      )}
      {!open && pairing.stands !== 'up' && isAdmin && <Ways visit={visit} asked={asked} />}
      {!isAdmin && <p class="soft">{visit.t('linked.only_admin')}</p>}
      {isAdmin && !open && linked && <Unlink visit={visit} />}
    </div>
  );
}

type Part = Omit<Props, 'asked'>;

function State({ visit, pairing }: Part) {
  const { t } = visit;
  const { stands, note, tail } = pairing;
  const ended = stands === 'down' || stands === 'stopped';
  return (
    <section class="card">
      <p>
        <span class={BADGES[stands]}>{t(`console.channels.standing.${stands}`)}</span>{' '}
        {tail !== undefined && t('linked.tail', { tail })}
      </p>
      {note !== undefined &&
        (WHY.has(note) ? (
          <p>{t(`linked.why.${note}`)}</p>
        ) : (
          <p>
            {ended && t('linked.why.other')} <code>{note}</code>
          </p>
        ))}
    </section>
  );
}

/** What the phone must see, or that it is on its way. */
function Shown({ visit, pairing, unlinking, here }: Part & { unlinking: boolean; here: string }) {
  const { t } = visit;
  const { qr, code } = pairing;
  const steps = (way: 'qr' | 'code') => (
    <ol class="steps">
      {[1, 2, 3].map((n) => (
        <li key={n}>{t(`linked.${way}.step.${n}`)}</li>
      ))}
    </ol>
  );
  return (
    <section class="card" aria-live="polite">
      {qr !== undefined && (
        <div class="ways">
          <Qr text={qr} label={t('linked.qr.label')} />
          <div>{steps('qr')}</div>
        </div>
      )}
      {code !== undefined && (
        <div class="ways">
          <div>
            <p class="soft">{t('linked.code.label')}</p>
            <p class="link-code">{`${code.slice(0, 4)}-${code.slice(4)}`}</p>
          </div>
          <div>{steps('code')}</div>
        </div>
      )}
      {qr === undefined && code === undefined && (
        <p role="status">{t(unlinking ? 'linked.unlinking' : 'linked.on_its_way')}</p>
      )}
      <p class="row">
        <a href={here}>{t('linked.look_again')}</a>{' '}
        <a href={`${DEVICE}?again=yes`}>{t('linked.start_over')}</a>
      </p>
    </section>
  );
}

function Ways({ visit, asked }: Pick<Props, 'visit' | 'asked'>) {
  const { t } = visit;
  return (
    <section class="card">
      <p>{t('linked.ways')}</p>
      <div class="ways">
        <PostForm visit={visit} action={`${DEVICE}/qr`}>
          <h2>{t('linked.qr.title')}</h2>
          <p class="soft">{t('linked.qr.text')}</p>
          <button type="submit">{t('linked.qr.button')}</button>
        </PostForm>
        <PostForm visit={visit} action={`${DEVICE}/code`}>
          <h2>{t('linked.code.title')}</h2>
          <Field
            id="phone"
            label={t('linked.code.phone')}
            hint={t('linked.code.hint', { code: visit.deps.phones.callingCode })}
            mistake={asked.mistake}
          >
            <input
              id="phone"
              name="phone"
              type="tel"
              inputMode="tel"
              autocomplete="off"
              required
              maxLength={30}
              value={asked.typed}
            />
          </Field>
          <button type="submit" class="second">
            {t('linked.code.button')}
          </button>
        </PostForm>
      </div>
    </section>
  );
}

function Unlink({ visit }: Pick<Props, 'visit'>) {
  const { t } = visit;
  return (
    <details class="card">
      <summary>{t('linked.unlink.title')}</summary>
      <p>{t('linked.unlink.text')}</p>
      <PostForm visit={visit} action={`${DEVICE}/unlink`}>
        <button type="submit" class="danger">
          {t('linked.unlink.button')}
        </button>
      </PostForm>
    </details>
  );
}
