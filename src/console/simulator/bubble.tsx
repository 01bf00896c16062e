import { render } from 'preact-render-to-string';
import { segments } from '../../core/sms.ts';
import type { Texts } from '../../i18n.ts';
import type { Bubble } from './ledger.ts';

export interface Reader {
  readonly person: string;
  readonly language: string;
  readonly texts: Texts;
}

/** One bubble. The stream sends it as it stands on the page, so that it looks the same whoever rendered it. */
export function BubbleItem({ bubble, reader }: { bubble: Bubble; reader: Reader }) {
  const { phone, received, text, choices, forwarded, seq, at } = bubble;
  const { person, language, texts } = reader;
  if (!received) return <SentItem text={text} forwarded={forwarded === true} reader={reader} seq={seq} />;
  const { segments: parts, units } = segments(text);
  return (
    <li
      class="bubble received"
      data-seq={seq}
      data-external-id={received.externalId}
      data-part-id={received.partId}
      title={at}
    >
      <p dir="auto">{text}</p>
      {phone === 'sms' && (
        <p class="size">{texts.text(language, 'simulator.sms_size', { segments: parts, units })}</p>
      )}
      {choices.length > 0 && (
        <div class="choices">
          {choices.map(({ id, label }) => (
            <form method="post" action="/simulator/send" data-send key={id}>
              <input type="hidden" name="phone" value={phone} />
              <input type="hidden" name="person" value={person} />
              <input type="hidden" name="lang" value={language} />
              <input type="hidden" name="text" value={label} />
              <button type="submit" name="choice" value={id}>
                {label}
              </button>
            </form>
          ))}
        </div>
      )}
    </li>
  );
}

/** What the owner sent; also the pattern from which the page's script makes its own. */
export function SentItem({
  text,
  forwarded,
  reader: { language, texts },
  seq,
}: {
  text: string;
  forwarded: boolean;
  reader: Reader;
  seq?: number;
}) {
  return (
    <li class="bubble sent" data-seq={seq}>
      <p class="forwarded" hidden={!forwarded}>
        {texts.text(language, 'simulator.forwarded')}
      </p>
      <p class="text" dir="auto">
        {text}
      </p>
    </li>
  );
}

export function bubbleHtml(bubble: Bubble, reader: Reader): string {
  return render(<BubbleItem bubble={bubble} reader={reader} />);
}
