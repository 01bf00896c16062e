import { request } from 'undici';

export interface Page {
  readonly status: number;
  readonly url: string;
  readonly html: string;
}

/**
 * What a browser without JavaScript does at the console: keeps cookies, follows redirects, sends the hidden fields
 * of a form along. One for each person at a desk.
 * @param at the process that answers, where several stand behind one address
 */
export function openDeskBrowser(origin: string, at: string = origin) {
  const cookies = new Map<string, string>();

  const go = async (method: 'GET' | 'POST', path: string, body?: string): Promise<Page> => {
    const answer = await request(new URL(path, at), {
      method,
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(method === 'POST' && { origin, 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body !== undefined && { body }),
    });
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
      const [pair = ''] = line.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const html = await answer.body.text();
    const { location } = answer.headers;
    if (answer.statusCode >= 300 && answer.statusCode < 400 && typeof location === 'string') {
      return go('GET', new URL(location, new URL(path, origin)).pathname);
    }
    return { status: answer.statusCode, url: path, html };
  };

  return {
    open: (path: string) => go('GET', path),
    /** Fills the form of `page` that posts to `action` and sends it. */
    submit(
      page: Page,
      action: string,
      fields: Readonly<Record<string, string | readonly string[]>>,
    ): Promise<Page> {
      const token = /name="_token" value="([^"]+)"/.exec(page.html)?.[1];
      if (token === undefined) throw new Error(`no form on ${page.url}`);
      const form = new URLSearchParams({ _token: token });
      for (const [name, value] of Object.entries(fields))
        for (const each of [value].flat()) form.append(name, each);
      return go('POST', action, form.toString());
    },
  };
}

export type DeskBrowser = ReturnType<typeof openDeskBrowser>;
