import { render } from 'preact-render-to-string';
import type { Texts } from '../i18n.ts';

/** A page that needs nothing but the texts. */
export function failurePage(
  texts: Texts,
  language: string,
  kind: 'failed' | 'too_fast' | 'unreadable',
): string {
  const title = texts.text(language, `console.refusal.${kind}.title`);
  const page = render(
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · Teledjòl`}</title>
        <link rel="stylesheet" href="/assets/console.css" />
      </head>
      <body>
        <main>
          <article class="refusal">
            <h1>{title}</h1>
            <p>{texts.text(language, `console.refusal.${kind}.text`)}</p>
            <p>
              <a class="button" href="/">
                {texts.text(language, 'console.refusal.home')}
              </a>
            </p>
          </article>
        </main>
      </body>
    </html>,
  );
  return `<!doctype html>${page}`;
}
