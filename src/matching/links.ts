/**
 * Links as they are compared: one form for all ways in which phones, apps and news pages write a link to the same page.
 * Only text is looked at: a shortened link (bit.ly, fb.watch, vm.tiktok.com) stays what it is, nobody is asked where it
 * leads.
 */

/** With a scheme or `www.`; a bare `example.com/page` needs something after the slash, or it is two sentences. */
export const LINK =
  /(?:https?:\/\/|www\.|(?<=^|[^\w@.])pic\.twitter\.com\/|(?<=[a-z])pic\.twitter\.com\/|(?<![\w@.-])(?:[\p{L}\p{N}-]+\.)+\p{L}{2,12}\/(?=[^\s<>"”»]))[^\s<>"”»]+/giu;

/** Says who sent somebody to a page, or where in it, never which page. */
const TRACKING =
  /^(?:utm_.*|mc_.*|_ga|_gl|__.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|si|ref|ref_src|ref_url|referrer|source|mibextid|rdid|share_url|sfnsn|wtsid|_rdr|_rdc|refsrc|fref|__tn__|feature|ab_channel|pp|app|amp|outputtype|output|is_from_webapp|sender_device|share_id|share_app_id|_r|_t|spm|cmpid|ocid|smid|xtor|at_.*|ns_.*|wt_.*|s_cid)$/i;
const APART = /^(?:www\d?|m|mobile|amp|touch|web|mbasic|(?:[a-z]{2}-[a-z]{2})(?=\.facebook\.))\./;
const TAIL = /[).,;:!?…'’\]}*_~]+$/;

/**
 * @param link as it was written, with or without a scheme
 * @returns host, path and the parameters that name a page; empty where it is no link
 */
export function canonicalLink(link: string): string {
  const written = link.trim().replace(TAIL, '');
  const whole = /^https?:\/\//i.test(written) ? written : `https://${written}`;
  if (!URL.canParse(whole)) return '';
  const url = new URL(whole);
  const inner = wrapped(url);
  if (inner !== undefined && inner !== link) return canonicalLink(inner);
  let host = url.hostname.replace(/\.$/, '');
  while (APART.test(host) && host.split('.').length > 2) host = host.replace(APART, '');
  const path = readable(url.pathname)
    .replace(/\/{2,}/g, '/')
    .replace(/(?:\/amp|\.amp)?(?:\/(?:index|default)\.(?:html?|php|aspx?))?\/*$/i, '')
    .replace(/\.amp(?=\.html$)|(?<=\/)amp\/(?=.)/i, '')
    .replace(/\/amp\.html$/i, '');
  const known = PLATFORMS.find(({ hosts }) => hosts.test(host))?.page(path, url.searchParams, host);
  if (known) return known;
  const kept = [...url.searchParams].filter(([name]) => !TRACKING.test(name)).sort();
  const search = kept.map(([name, value]) => `${name}=${value}`).join('&');
  return `${host}${path}${search && `?${search}`}`;
}

/** The page inside a link that only leads to it: a counter of clicks, or a cache. */
function wrapped(url: URL): string | undefined {
  const { hostname, pathname, searchParams } = url;
  if (
    /(?:^|\.)facebook\.com$|^l\.instagram\.com$|^l\.messenger\.com$/.test(hostname) &&
    /^\/l\.php|^\/?$/.test(pathname)
  )
    return searchParams.get('u') ?? undefined;
  if (/(?:^|\.)google\.[a-z.]+$/.test(hostname)) {
    if (pathname === '/url') return searchParams.get('q') ?? searchParams.get('url') ?? undefined;
    const cached = /^\/amp\/(?:s\/)?(.+)$/.exec(pathname)?.[1];
    if (cached) return cached + url.search;
  }
  if (hostname.endsWith('.cdn.ampproject.org')) return /^\/[a-z]\/(?:s\/)?(.+)$/.exec(pathname)?.[1];
  if (hostname === 'web.archive.org') return /^\/web\/[\w*]+\/(.+)$/.exec(pathname)?.[1];
  return undefined;
}

interface Platform {
  readonly hosts: RegExp;
  /** The one name of the page; undefined: none that is known. */
  page(path: string, search: URLSearchParams, host: string): string | undefined;
}

const first = (path: string, ...shapes: readonly RegExp[]) => {
  for (const shape of shapes) {
    const [, id] = shape.exec(path) ?? [];
    if (id) return id;
  }
  return undefined;
};
const named = (prefix: string, id: string | null | undefined) => (id ? prefix + id : undefined);

const PLATFORMS: readonly Platform[] = [
  {
    hosts: /^(?:(?:music|gaming)\.)?(?:youtube|youtube-nocookie)\.com$|^youtu\.be$/,
    page: (path, search, host) =>
      named(
        'youtube.com/watch?v=',
        search.get('v') ??
          (host === 'youtu.be'
            ? first(path, /^\/([\w-]{6,})/)
            : first(path, /^\/(?:shorts|embed|live|v|e)\/([\w-]{6,})/)),
      ),
  },
  {
    hosts: /^(?:twitter|x|fxtwitter|vxtwitter|fixupx|nitter)\.(?:com|net)$/,
    page: (path) =>
      named('x.com/i/status/', first(path, /\/status(?:es)?\/(\d+)/)) ??
      named('x.com/', first(path, /^\/(\w{1,20})$/)?.toLowerCase()),
  },
  {
    hosts: /^(?:facebook|fb)\.com$/,
    page: (path, search) =>
      named(
        'facebook.com/video/',
        search.get('v') ?? first(path, /^\/(?:[^/]+\/videos(?:\/[^/]+)?|reel|watch\/live)\/(\d+)/),
      ) ??
      named('facebook.com/photo/', search.get('fbid') ?? first(path, /\/photos\/(?:[^/]+\/)?(\d+)/)) ??
      named(
        'facebook.com/post/',
        search.get('story_fbid') ?? first(path, /\/(?:posts?|permalink)\/(?:[^/]+\/)?(\w+)$/),
      ) ??
      named('facebook.com/', first(path, /^\/([^/]+(?:\/.+)?)$/)?.toLowerCase()),
  },
  {
    hosts: /^tiktok\.com$/,
    page: (path) =>
      named('tiktok.com/video/', first(path, /\/(?:video|photo)\/(\d+)/, /^\/v\/(\d+)(?:\.html)?$/)),
  },
  {
    hosts: /^(?:instagram\.com|instagr\.am)$/,
    page: (path) => named('instagram.com/p/', first(path, /(?:^|\/)(?:p|reels?|tv)\/([\w-]+)/)),
  },
  {
    hosts: /^(?:wa\.me|(?:api|web)\.whatsapp\.com|whatsapp\.com|chat\.whatsapp\.com)$/,
    page: (path, search, host) => {
      if (host === 'chat.whatsapp.com')
        return named('chat.whatsapp.com/', first(path, /^\/(?:invite\/)?(\w{10,})/));
      const channel = first(path, /^\/channel\/(\w+)/);
      if (channel) return `whatsapp.com/channel/${channel}`;
      return named(
        'wa.me/',
        (search.get('phone') ?? first(path, /^\/\+?(\d{6,})$/) ?? '').replace(/\D/g, ''),
      );
    },
  },
  {
    hosts: /^(?:t|telegram)\.(?:me|dog)$/,
    page: (path) => named('t.me/', first(path, /^\/(?:s\/)?(\w+(?:\/\d+)?)$/)?.toLowerCase()),
  },
];

/** `%C3%A9` as é, so that both ways of writing it are one; what is no text stays. */
function readable(path: string): string {
  try {
    return decodeURI(path).normalize('NFC');
  } catch {
    return path;
  }
}
