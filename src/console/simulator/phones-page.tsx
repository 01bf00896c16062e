import { PHONES } from '../../channels/simulator/capabilities.ts';
import type { Medium } from '../../core/message.ts';
import { BubbleItem, type Reader, SentItem } from './bubble.tsx';
import type { Ledger } from './ledger.ts';
import { POSITION } from './sent-along.ts';

const address = (person: string, lang: string) => `/simulator?${new URLSearchParams({ person, lang })}`;

export function PhonesPage({
  ledger,
  reader,
  asset,
  unsent,
}: {
  ledger: Ledger;
  reader: Reader;
  asset(name: string): string;
  /** The plain form could not send. */
  unsent: boolean;
}) {
  const { person, language, texts } = reader;
  const say = (name: string) => texts.text(language, `simulator.${name}`);
  const shown = PHONES.flatMap((phone) => ledger.bubblesOf(phone, person));
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{say('title')}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={asset('simulator.css')} />
        <script src={asset('simulator.js')} defer />
      </head>
      <body
        data-person={person}
        data-language={language}
        data-after={Math.max(0, ...shown.map(({ seq }) => seq))}
      >
        <header>
          <h1>Teledjòl</h1>
          <a class="console" href="/">
            {say('console')}
          </a>
          <div class="explanation">
            {texts.languages.map((each) => (
              <p lang={each} key={each} class={each === language ? 'chosen' : undefined}>
                <a href={address(person, each)} hreflang={each}>
                  {each}
                </a>{' '}
                {texts.text(each, 'simulator.explanation')}
              </p>
            ))}
          </div>
          <nav>
            {PHONES.map((phone) => (
              <a href={`#${phone}`} key={phone}>
                {say(`phone.${phone}`)}
              </a>
            ))}
          </nav>
          {unsent && (
            <p class="unsent" role="alert">
              {say('unsent')}
            </p>
          )}
        </header>
        <main>
          {PHONES.map((phone) => (
            <PhoneSection
              phone={phone}
              ledger={ledger}
              reader={reader}
              picture={asset('notice.jpg')}
              key={phone}
            />
          ))}
        </main>
        <footer>
          <p>
            {texts.text(language, 'simulator.you_are', { person })} ·{' '}
            <a href={`/simulator?${new URLSearchParams({ lang: language })}`}>{say('somebody_else')}</a>
          </p>
        </footer>
        <template id="sent" data-picture={say('picture')} data-position={say('position')}>
          <SentItem text="" forwarded={false} reader={reader} />
        </template>
        <template id="retry">
          <button type="button" class="retry">
            {say('retry')}
          </button>
        </template>
      </body>
    </html>
  );
}

function PhoneSection({
  phone,
  ledger,
  reader,
  picture,
}: {
  phone: Medium;
  ledger: Ledger;
  reader: Reader;
  /** The address of the picture that a phone may send. */
  picture: string;
}) {
  const { person, language, texts } = reader;
  const say = (name: string) => texts.text(language, `simulator.${name}`);
  const examples = [
    ...texts.languages.map((each) => ({ lang: each, key: 'simulator.example.sunday' })),
    { lang: language, key: 'simulator.example.fee' },
  ].map(({ lang, key }) => ({ lang, text: texts.text(lang, key) }));
  const whose = (
    <>
      <input type="hidden" name="phone" value={phone} />
      <input type="hidden" name="person" value={person} />
      <input type="hidden" name="lang" value={language} />
    </>
  );
  return (
    <section class={`phone ${phone}`} id={phone} data-phone={phone} aria-labelledby={`${phone}-name`}>
      <h2 id={`${phone}-name`}>{say(`phone.${phone}`)}</h2>
      <ul class="bubbles" role="log" aria-label={say('messages')} data-empty={say('empty')} tabindex={0}>
        {ledger.bubblesOf(phone, person).map((bubble) => (
          <BubbleItem bubble={bubble} reader={reader} key={bubble.seq} />
        ))}
      </ul>
      <noscript>
        <p class="again">
          {/* Another address each time: to the same one with another # a browser would only scroll. */}
          <a href={`${address(person, language)}&look=${Date.now()}#${phone}`}>{say('look_again')}</a>
        </p>
      </noscript>
      <form class="write" method="post" action="/simulator/send" data-send>
        {whose}
        <label class="text">
          <span>{say('write')}</span>
          <textarea name="text" rows={2} maxLength={2000} required placeholder={say('write')} />
        </label>
        <div class="row">
          <label class="tick">
            <input type="checkbox" name="forwarded" value="often" /> {say('forwarded')}
          </label>
          <button type="submit">{say('send')}</button>
        </div>
      </form>
      {phone !== 'sms' && (
        <form class="along" method="post" action="/simulator/send" data-send>
          {whose}
          <input type="hidden" name="text" value="" />
          <button type="submit" name="picture" value={picture}>
            {say('send_picture')}
          </button>
          <label>
            <span>{say('position')}</span>
            <input
              name="position"
              defaultValue={say('example.position')}
              pattern={POSITION.source}
              inputMode="text"
              maxLength={40}
              required
            />
          </label>
          <button type="submit" name="pin" value="pin">
            {say('send_position')}
          </button>
        </form>
      )}
      <form class="examples" method="post" action="/simulator/send" data-send>
        {whose}
        <input type="hidden" name="forwarded" value="often" />
        <p>{say('examples')}</p>
        {examples.map(({ lang, text }) => (
          <button type="submit" name="text" value={text} lang={lang} key={lang + text}>
            {text}
          </button>
        ))}
      </form>
      {phone === 'sms' && (
        <div class="keypad" aria-hidden="true">
          {[...'123456789*0#'].map((sign) => (
            <span key={sign}>{sign}</span>
          ))}
        </div>
      )}
    </section>
  );
}
