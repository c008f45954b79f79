import type { Random } from '../../bench/generate.ts';

/** One small feed of each format, and what else people give for one; texts of our own. */
export const SAMPLES: readonly string[] = [
  `<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Harbour Paper</title><link>https://news.example.org/</link><ttl>60</ttl><item><title>Port budget &amp;amp; fees</title><link>/a/1</link><guid isPermaLink="false">n-1</guid><pubDate>Tue, 03 Nov 2026 08:30:00 +0100</pubDate><dc:creator>The city desk</dc:creator><description>&lt;p&gt;The council &lt;b&gt;passed&lt;/b&gt; it.&lt;/p&gt;</description><content:encoded><![CDATA[<p>It passed. <a href="/a/2">More</a></p>]]></content:encoded></item><item><title>Größe</title><guid>https://news.example.org/a/3</guid></item></channel></rss>`,
  `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://h.example/"><title type="html">Häfen &amp;amp; Werften</title><link rel="self" href="/atom"/><entry><id>urn:1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Der <em>neue</em> Kai</div></title><link href="kai"/><updated>2026-11-04T07:30:00Z</updated><author><name>Redaktion</name><email>desk@h.example</email></author><content type="html">&lt;p&gt;Lang&lt;/p&gt;</content><source><title>Küstenblatt</title></source></entry></feed>`,
  `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://x.example/"><title>Ferries</title></channel><item rdf:about="https://x.example/1"><title>A line opens</title><dc:date>2026-11-03</dc:date></item></rdf:RDF>`,
  `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old</title><entry><issued>2004-11-03T07:30:00Z</issued><title mode="base64">QSB0dWc=</title></entry></feed>`,
  `{"version":"https://jsonfeed.org/version/1.1","title":"Piers","items":[{"id":7,"url":"/a/7","content_text":"1 < 2","date_published":"2026-11-03T07:30:00Z","authors":[{"name":"The desk"}]}]}`,
  `<CHANNEL HREF="https://c.example/"><TITLE>Locks</TITLE><ITEM HREF="/1" LASTMOD="2026-11-03T07:30"><ABSTRACT>It opens.</ABSTRACT></ITEM></CHANNEL>`,
  `<opml version="2.0"><head><title>Mine</title></head><body><outline text="Ports"><outline text="Harbour" type="rss" xmlUrl="https://news.example.org/rss"/></outline></body></opml>`,
  `<!doctype html><html><head><base href="/x/"><link rel="alternate" type="application/rss+xml" href="rss.xml" title="News"></head><body><a href="/feed/">Feed</a></body></html>`,
];

const LINE = 'The council of the port passed its budget on Tuesday, said the harbour office. ';

/** Pages of articles, and what stands in their place; texts of our own. */
export const PAGES: readonly string[] = [
  `<!doctype html><html lang="en"><head><title>Budget passed – The Harbour Paper</title><meta property="og:site_name" content="The Harbour Paper"><meta property="article:published_time" content="2026-11-03T08:30:00+01:00"><link rel="canonical" href="/a/1"><script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle","headline":"Budget passed","datePublished":"2026-11-03T08:30:00+01:00","author":[{"@type":"Organization","name":"The city desk"}],"isAccessibleForFree":"False"}]}</script></head><body><nav><ul><li><a href="/">Front</a><li><a href="/sport">Sport</a></ul></nav><article><h1>Budget passed</h1><p class="byline">By the city desk</p><time datetime="2026-11-03">3 November 2026</time><p>${LINE.repeat(3)}</p><p>&ldquo;It is a start&rdquo;&#8212;<em>so far</em>.</p><blockquote>${LINE}</blockquote><table><tr><th>Berth<td>7</table><ul><li>${LINE}<li>${LINE}</ul></article><footer>Subscribe to continue reading</footer></body></html>`,
  `<html><head><meta charset="windows-1251"><base href="https://h.example/x/"></head><body onload="x()"><div id="main"><div class="text">${`${LINE}<br><br>`.repeat(8)}</div><iframe src="javascript:0"></iframe><svg><text>x</text></svg><form><input value="x"></form><noscript><p>${LINE}</noscript></div></body></html>`,
  `<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" xml:lang="ja"><head><title>港の予算</title></head><body><p>${'港の予算は火曜日に可決された。'.repeat(20)}</p><p hidden="hidden">x</p></body></html>`,
  `<title>One moment</title><noscript>Please enable JavaScript</noscript><h1>Verify you are human</h1>`,
];

/** What is put into a feed at any place. */
const SPLINTERS: readonly string[] = [
  ...[
    '<',
    '>',
    '&',
    '"',
    "'",
    '/',
    '=',
    '\0',
    ']]>',
    '<![CDATA[',
    '<!--',
    '-->',
    '<?xml',
    '?>',
    '<!DOCTYPE x [<!ENTITY a "&a;&a;">]>',
  ],
  ...[
    '&#0;',
    '&#xD800;',
    '&#x110000;',
    '&lol9;',
    '&amp;amp;lt;',
    'xmlns="',
    'xml:base="javascript:0"',
    'xml:base="//["',
    'xml:lang="\u202e"',
  ],
  ...[
    '<item>',
    '</item>',
    '</channel>',
    '<entry>',
    '<div>',
    '</rss>',
    '<rss>',
    'type="xhtml"',
    'mode="base64"',
    'rel="alternate"',
  ],
  ...[
    'http://[',
    'https://%',
    'data:text/html,x',
    '9999999999',
    '-1',
    '1e400',
    'Thu, 31 Feb 2026 99:99:99 +9999',
    '\ud800',
    '\ufeff',
    '\u2028',
  ],
  ...['{', '}', '[', ']', ':null', '__proto__', '"items":', ' '.repeat(2_000), '<a>'.repeat(300), '&'.repeat(500)],
];

/** A feed with `changes` of its bytes cut, doubled, exchanged or set between, wherever `random` says. */
export function mutate(sample: string, changes: number, random: Random): Buffer {
  const below = (limit: number) => Math.floor(random() * limit);
  let bytes = Buffer.from(sample, below(12) === 0 ? 'utf16le' : below(12) === 0 ? 'latin1' : 'utf8');
  for (let count = 0; count < changes; count++) {
    const at = below(bytes.length + 1);
    const to = Math.min(bytes.length, at + below(40));
    const middle = [
      () => Buffer.alloc(0),
      () => Buffer.concat([bytes.subarray(at, to), bytes.subarray(at, to)]),
      () => Buffer.from([below(256)]),
      () => Buffer.concat([Buffer.from(SPLINTERS[below(SPLINTERS.length)]!), bytes.subarray(at, to)]),
    ][below(4)]!();
    bytes = Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(to)]);
  }
  return bytes;
}
