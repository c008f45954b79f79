import type { IncomingMessage, ServerResponse } from 'node:http';

/** A little news site as a request handler: feeds in full and with teasers, pages with and without a feed, and trouble. */

const FILLER = [
  'The harbour master said on Monday that repairs of the quay take two weeks.',
  'A bus replaces the boat until then, and tickets cost what they cost now.',
  'About nine hundred people cross the bay on a working day, the council said.',
  'Shopkeepers at the old pier asked the council to open the car park beside it.',
  'The council decides on it next week, after a hearing of the port’s neighbours.',
  'The oldest crane was built in a yard nearby and lifts what it always lifted.',
  'A second crane was planned twice and never bought, as steel became dearer.',
];

/** The words of the nth article; no two are alike. */
const textOf = (n: number, what: string) =>
  [`Report ${n}: the ${what} at pier ${n} stays closed.`, ...FILLER.map((line) => `${line} (${n})`)].join(' ');

const html = (title: string, text: string, head = '') =>
  `<!doctype html><html lang="en"><head><title>${title}</title>${head}</head><body><article><h1>${title}</h1><p>${text}</p></article></body></html>`;

type Kind = { readonly title: string; readonly what: string; readonly whole: boolean; readonly count: number };

const FEEDS: Readonly<Record<string, Kind>> = {
  '/feed.xml': { title: 'Harbour News', what: 'ferry', whole: true, count: 7 },
  '/other.xml': { title: 'Pier Post', what: 'crane', whole: true, count: 3 },
  '/teasers.xml': { title: 'Bay Teasers', what: 'lighthouse', whole: false, count: 4 },
};

function rss(host: string, { title, what, whole, count }: Kind): string {
  const items = Array.from({ length: count }, (_, n) => {
    const text = textOf(n, what);
    const body = whole
      ? `<content:encoded><![CDATA[<p>${text}</p>]]></content:encoded>`
      : `<description>${text.slice(0, 60)}…</description>`;
    const day = String(10 + n).padStart(2, '0');
    return `<item><title>${title} ${n}</title><link>http://${host}/${what}/${n}</link><pubDate>${day} Nov 2026 09:00:00 GMT</pubDate>${body}</item>`;
  });
  return `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>${title}</title><link>http://${host}/</link>${items.join('')}</channel></rss>`;
}

const opml = (host: string) =>
  `<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body><outline text="Sea"><outline type="rss" text="News" xmlUrl="http://${host}/feed.xml"/></outline><outline type="rss" text="Pier" xmlUrl="http://${host}/other.xml"/></body></opml>`;

/** Answers one request. The names of what there is: `/feed.xml`, `/other.xml`, `/teasers.xml`, `/`, `/ferry.html`, `/list.opml`, `/busy`. */
export function newsSite(request: IncomingMessage, response: ServerResponse): void {
  const host = request.headers.host ?? '';
  const [path = '/'] = (request.url ?? '/').split('?');
  const send = (type: string, body: string, status = 200) =>
    response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body);
  const feed = FEEDS[path];
  const [, what = '', n = ''] = /^\/(ferry|crane|lighthouse)\/(\d+)$/u.exec(path) ?? [];
  if (feed) send('application/rss+xml', rss(host, feed));
  else if (path === '/')
    send(
      'text/html',
      html(
        'Harbour News',
        'All about the harbour.',
        '<link rel="alternate" type="application/rss+xml" href="/feed.xml">',
      ),
    );
  else if (path === '/list.opml') send('text/x-opml', opml(host));
  else if (path === '/busy') send('text/html', 'busy', 503);
  else if (what !== '') send('text/html', html(`The ${what} ${n}`, textOf(Number(n), what)));
  else if (path === '/ferry.html') send('text/html', html('Ferry stops', textOf(99, 'ferry')));
  else send('text/html', 'nothing here', 404);
}
