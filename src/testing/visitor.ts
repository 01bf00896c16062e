/** A browser without JavaScript, made of fetch: keeps cookies, follows nothing by itself, fills in forms. */
export interface Visitor {
  readonly cookies: Map<string, string>;
  /** The `Set-Cookie` lines of the last answer. */
  readonly setCookies: readonly string[];
  get(path: string, headers?: Record<string, string>): Promise<Page>;
  /** Posts as typed: no token unless it is among the fields. */
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Page>;
  /** Opens `page`, takes the token of its form and posts `fields` to `path`. */
  submit(page: string, path: string, fields: Record<string, string>): Promise<Page>;
}

interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where it leads, empty where nowhere. */
  readonly location: string;
}

export function newVisitor(url: string, always: Record<string, string> = {}): Visitor {
  const cookies = new Map<string, string>();
  let setCookies: readonly string[] = [];
  const ask = async (path: string, init: RequestInit): Promise<Page> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url + path, {
      ...init,
      redirect: 'manual',
      headers: { ...always, ...(init.headers as Record<string, string>), ...(cookie && { cookie }) },
    });
    setCookies = response.headers.getSetCookie();
    for (const line of setCookies) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (value === '') cookies.delete(name);
      else cookies.set(name, decodeURIComponent(value));
    }
    return {
      status: response.status,
      headers: response.headers,
      text: await response.text(),
      location: response.headers.get('location') ?? '',
    };
  };
  const visitor: Visitor = {
    cookies,
    get setCookies() {
      return setCookies;
    },
    get: (path, headers = {}) => ask(path, { headers }),
    post: (path, fields, headers = {}) =>
      ask(path, { method: 'POST', body: new URLSearchParams(fields), headers }),
    async submit(page, path, fields) {
      const { text } = await visitor.get(page);
      return visitor.post(path, { _token: tokenIn(text), ...fields });
    },
  };
  return visitor;
}

/** The token of the first form on a page; empty where there is none. */
export function tokenIn(html: string): string {
  return /name="_token" value="([^"]+)"/.exec(html)?.[1] ?? '';
}
