import { describe, expect, test } from 'vitest';
import { readFeed } from '../../../src/infra/feeds/read.ts';

const HOME = 'https://news.example.org/feeds/main.xml';
const read = (words: string | Uint8Array, headers = {}, address = HOME) =>
  readFeed(typeof words === 'string' ? Buffer.from(words) : words, { contentType: '', ...headers }, address);
const rss = (items: string, head = '', attributes = '') =>
  `<?xml version="1.0"?><rss version="2.0" ${attributes}><channel><title>The Harbour Paper</title>${head}${items}</channel></rss>`;
const first = (items: string, attributes = '') => read(rss(items, '', attributes)).items[0]!;
const NAMES =
  'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"';

describe('formats', () => {
  test('RSS 2.0', () => {
    const feed = read(
      rss(
        `<item><title>Port budget passed</title><link>https://news.example.org/a/1</link><guid isPermaLink="false">n-1</guid>
        <pubDate>Tue, 03 Nov 2026 08:30:00 +0100</pubDate><dc:creator>The city desk</dc:creator>
        <description>&lt;p&gt;The council &lt;b&gt;passed&lt;/b&gt; it.&lt;/p&gt;&lt;p&gt;By one vote.&lt;/p&gt;</description>
        <content:encoded><![CDATA[<p>The council passed it &amp; went home. <a href="/a/2">More</a></p>]]></content:encoded></item>`,
        '<link>https://news.example.org/</link><description>News of a port</description><language>en_GB</language><ttl>90</ttl>',
        NAMES,
      ),
    );
    expect(feed).toEqual({
      title: 'The Harbour Paper',
      description: 'News of a port',
      link: 'https://news.example.org/',
      language: 'en-GB',
      encoding: 'utf-8',
      ttlMinutes: 90,
      total: 1,
      items: [
        {
          id: 'n-1',
          url: 'https://news.example.org/a/1',
          title: 'Port budget passed',
          author: 'The city desk',
          outlet: null,
          published: 'Tue, 03 Nov 2026 08:30:00 +0100',
          updated: null,
          at: Date.UTC(2026, 10, 3, 7, 30),
          summary: 'The council passed it.\nBy one vote.',
          content: '<p>The council passed it &amp; went home. <a href="https://news.example.org/a/2">More</a></p>',
          language: 'en-GB',
        },
      ],
    });
  });

  test('RSS 1.0 (RDF), whose items stand beside the channel', () => {
    const feed = read(
      `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" ${NAMES}
        xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
      <channel rdf:about="https://x.example/"><title>Ferries</title><link>https://x.example/</link>
      <sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency></channel>
      <item rdf:about="https://x.example/1"><title>A line opens</title><link>https://x.example/1</link><dc:date>2026-11-03T07:30Z</dc:date></item>
      </rdf:RDF>`,
    );
    expect(feed).toMatchObject({ title: 'Ferries', link: 'https://x.example/', ttlMinutes: 360, total: 1 });
    expect(feed.items[0]).toMatchObject({
      id: 'https://x.example/1',
      title: 'A line opens',
      at: Date.UTC(2026, 10, 3, 7, 30),
    });
  });

  test('RSS 0.91, and names in a namespace of their own', () => {
    expect(
      read('<rss version="0.91"><channel><title>T</title><item><title>I</title></item></channel></rss>').items,
    ).toHaveLength(1);
    const feed = read(
      '<r:rss xmlns:r="urn:x" xmlns:y="urn:y"><r:channel><r:title>T</r:title><y:title>No</y:title><r:item><y:title>No</y:title><r:title>Yes</r:title></r:item></r:channel></r:rss>',
    );
    expect([feed.title, feed.items[0]?.title]).toEqual(['T', 'Yes']);
  });

  test('Atom 1.0', () => {
    const feed =
      read(`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title type="html">Häfen &amp;amp; Werften</title>
      <link rel="self" href="https://h.example/atom"/><link href="https://h.example/"/>
      <entry xml:base="https://h.example/2026/"><id>urn:1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Der <em>neue</em> Kai &lt;3</div></title>
      <link rel="edit" href="/edit/1"/><link href="kai"/><published>2026-11-03T07:30:00Z</published><updated>2026-11-04T07:30:00Z</updated>
      <author><name>Hafenredaktion</name><email>desk@h.example</email></author>
      <summary>Ein &lt;Kai&gt; für alle</summary><content type="html">&lt;p&gt;Lang&lt;/p&gt;</content>
      <source><title>Küstenblatt</title></source></entry></feed>`);
    expect(feed).toMatchObject({ title: 'Häfen & Werften', link: 'https://h.example/', language: 'de' });
    expect(feed.items[0]).toEqual({
      id: 'urn:1',
      url: 'https://h.example/2026/kai',
      title: 'Der neue Kai <3',
      author: 'Hafenredaktion',
      outlet: 'Küstenblatt',
      published: '2026-11-03T07:30:00Z',
      updated: '2026-11-04T07:30:00Z',
      at: Date.UTC(2026, 10, 3, 7, 30),
      summary: 'Ein <Kai> für alle',
      content: '<p>Lang</p>',
      language: 'de',
    });
  });

  test('Atom 0.3', () => {
    const feed =
      read(`<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title><entry><issued>2026-11-03T07:30:00Z</issued>
      <title mode="escaped" type="text/html">A &lt;b&gt;tug&lt;/b&gt;</title><summary type="text/html" mode="base64">${Buffer.from('<p>Böen</p>').toString('base64')}</summary></entry></feed>`);
    expect(feed.items[0]).toMatchObject({ title: 'A tug', summary: 'Böen', published: '2026-11-03T07:30:00Z' });
  });

  test('JSON Feed', () => {
    const feed = read(
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: 'Piers',
        home_page_url: 'https://p.example/',
        language: 'en',
        items: [
          {
            id: 7,
            url: '/a/7',
            title: 'A pier <1>',
            content_text: '1 < 2',
            date_published: '2026-11-03T07:30:00Z',
            authors: [{ name: 'The desk' }],
          },
          { id: 'https://p.example/a/8', content_html: '<p>Eight</p>' },
        ],
      }),
    );
    expect(feed).toMatchObject({ title: 'Piers', link: 'https://p.example/', language: 'en', total: 2 });
    expect(feed.items).toMatchObject([
      {
        id: '7',
        url: 'https://news.example.org/a/7',
        title: 'A pier <1>',
        content: '1 &lt; 2',
        author: 'The desk',
        at: Date.UTC(2026, 10, 3, 7, 30),
      },
      { id: 'https://p.example/a/8', url: 'https://p.example/a/8', content: '<p>Eight</p>' },
    ]);
  });

  test('CDF', () => {
    const feed = read(
      '<CHANNEL HREF="https://c.example/"><TITLE>Locks</TITLE><ITEM HREF="https://c.example/1" LASTMOD="2026-11-03T07:30"><TITLE>A lock</TITLE><ABSTRACT>It opens.</ABSTRACT></ITEM></CHANNEL>',
    );
    expect(feed).toMatchObject({ title: 'Locks', link: 'https://c.example/' });
    expect(feed.items[0]).toMatchObject({
      url: 'https://c.example/1',
      title: 'A lock',
      summary: 'It opens.',
      at: Date.UTC(2026, 10, 3, 7, 30),
    });
  });

  test.each([
    ['<html><head><title>A page</title></head></html>', 'What news.example.org gives is a web page.'],
    ['<!doctype html>\n<HTML lang="en">', 'What news.example.org gives is a web page.'],
    ['<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', 'What news.example.org gives is no feed.'],
    ['', 'What news.example.org gives is empty or no feed.'],
    ['Not found', 'What news.example.org gives is empty or no feed.'],
    ['{"title": "x"}', 'What news.example.org gives is JSON, but no JSON Feed.'],
    ['{"items": [', 'What news.example.org gives is JSON, but no JSON Feed.'],
  ])('refuses %j', (words, message) => {
    expect(() => read(words)).toThrow(expect.objectContaining({ code: 'feed_unreadable', message }));
  });
});

describe('words', () => {
  test.each([
    ['Profit &amp;amp; loss', 'Profit & loss'],
    ['Profit &amp; loss', 'Profit & loss'],
    ['Profit & loss', 'Profit & loss'],
    ['2 &gt; 1 &lt; 3', '2 > 1 < 3'],
    ['the &lt;a&gt; tag', 'the <a> tag'],
    ['It&amp;#146;s &amp;#x2019;', 'It’s ’'],
    ['caf&eacute;', 'café'],
    ['caf&amp;eacute;', 'café'],
    ['&#146;tis&#x27;', "’tis'"],
    ['&undefined; stays', '&undefined; stays'],
    ['<![CDATA[<b>Bold</b> &amp; plain]]>', 'Bold & plain'],
    ['<b>Bold</b> and <script>alert(1)</script>plain', 'Bold and plain'],
    ['\n  many\t\n words ', 'many words'],
  ])('the title %j', (written, title) => {
    expect(first(`<item><title>${written}</title></item>`).title).toBe(title);
  });

  test('of an empty element and another that says the same, the other', () => {
    expect(
      first(
        '<item><title/><dc:title>T</dc:title><description> </description><dc:description>D</dc:description></item>',
        NAMES,
      ),
    ).toMatchObject({
      title: 'T',
      summary: 'D',
    });
  });

  test('plain words may be broken anywhere; an empty line parts paragraphs', () => {
    const feed = read(
      '<feed><entry><summary>One\n    line.\n\n  Two.</summary><content>A &lt;pier&gt;\nhere\n\nand there</content></entry></feed>',
    );
    expect(feed.items[0]).toMatchObject({
      summary: 'One line.\nTwo.',
      content: '<p>A &lt;pier&gt; here</p>\n<p>and there</p>',
    });
  });

  test('content keeps no entity but those of markup', () => {
    const content =
      '<content:encoded>&lt;p title="&amp;quot;"&gt;&amp;Scaron; &amp;amp; &amp;lt; &amp;#8217;&lt;/p&gt;</content:encoded>';
    expect(first(`<item>${content}</item>`, NAMES).content).toBe('<p title="&quot;">Š &amp; &lt; ’</p>');
  });

  test('comments are no words', () => {
    expect(first('<item><!-- <title>No</title> --><title>Yes<!-- no --></title></item>').title).toBe('Yes');
  });

  test('names, never addresses, of authors', () => {
    const author = (words: string) => first(`<item><title>T</title><author>${words}</author></item>`).author;
    expect(author('desk@x.example (The desk)')).toBe('The desk');
    expect(author('The desk &lt;desk@x.example&gt;')).toBe('The desk');
    expect(author('desk@x.example')).toBeNull();
  });

  test('a video’s description stands in a group', () => {
    expect(
      first('<item><media:group><media:description>Of a pier</media:description></media:group></item>', NAMES).summary,
    ).toBe('Of a pier');
  });
});

describe('addresses', () => {
  test('relative ones, by xml:base, Content-Location and where the feed was', () => {
    const feed = rss('<item><link>/a/1</link></item>');
    expect(read(feed).items[0]?.url).toBe('https://news.example.org/a/1');
    expect(read(feed, { contentLocation: 'https://other.example/x' }).items[0]?.url).toBe('https://other.example/a/1');
    expect(first('<item xml:base="https://b.example/c/"><link>1</link></item>').url).toBe('https://b.example/c/1');
    expect(first('<item xml:base="javascript:0"><link>1</link></item>').url).toBe('https://news.example.org/feeds/1');
  });

  test('none that is not of the web', () => {
    expect(first('<item><title>T</title><link>javascript:alert(1)</link></item>').url).toBeNull();
    expect(first('<item><title>T</title><link>file:///etc/passwd</link></item>').url).toBeNull();
  });

  test('an id that is one, unless it says that it is none', () => {
    expect(first('<item><guid>https://x.example/1</guid></item>').url).toBe('https://x.example/1');
    expect(first('<item><guid isPermaLink="false">https://x.example/1</guid></item>').url).toBeNull();
    expect(first('<item><guid>12</guid></item>').url).toBeNull();
  });

  test('the article’s own rather than a counter’s', () => {
    expect(
      first(
        '<item><link>https://count.example/1</link><feedburner:origLink>https://x.example/1</feedburner:origLink></item>',
        NAMES,
      ).url,
    ).toBe('https://x.example/1');
  });

  test('the outlet that an item was taken from', () => {
    expect(first('<item><title>T</title><source url="https://s.example/feed">The Coast</source></item>').outlet).toBe(
      'The Coast',
    );
  });
});

describe('encodings', () => {
  const latin = (words: string) => Buffer.from(words, 'latin1');
  const titled = (declaration: string) => `${declaration}<rss><channel><title>Königsberg – ’</title></channel></rss>`;
  const title = (bytes: Uint8Array, contentType = '') => read(bytes, { contentType }).title;

  test('by the header, the mark, the declaration', () => {
    const windows = Buffer.from(titled('').replace('–', '\u0096').replace('’', '\u0092'), 'latin1');
    expect(title(windows, 'application/rss+xml; charset=windows-1252')).toBe('Königsberg – ’');
    expect(title(Buffer.from(`\ufeff${titled('')}`))).toBe('Königsberg – ’');
    expect(title(Buffer.from(`\ufeff${titled('')}`, 'utf16le'))).toBe('Königsberg – ’');
    expect(title(Buffer.from(titled('<?xml version="1.0" encoding="utf-16le"?>'), 'utf16le'))).toBe('Königsberg – ’');
    expect(
      title(
        latin('<?xml version="1.0" encoding="iso-8859-1"?><rss><channel><title>\xd6l \x80</title></channel></rss>'),
      ),
    ).toBe('Öl €');
    expect(
      title(
        latin('<?xml version="1.0" encoding="koi8-r"?><rss><channel><title>\xf0\xcf\xd2\xd4</title></channel></rss>'),
      ),
    ).toBe('Порт');
  });

  test('UTF-8 that is said to be Latin, and Latin among UTF-8', () => {
    expect(
      title(Buffer.from(titled('<?xml version="1.0" encoding="iso-8859-1"?>')), 'text/xml; charset=iso-8859-1'),
    ).toBe('Königsberg – ’');
    const mixed = Buffer.concat([
      Buffer.from('<?xml version="1.0" encoding="utf-8"?><rss><channel><item><title>Größe</title></item><item><title>'),
      latin('Gr\xf6\xdfe'),
      Buffer.from('</title></item></channel></rss>'),
    ]);
    expect(read(mixed).items.map((item) => item.title)).toEqual(['Größe', 'Größe']);
  });

  test('what nobody states and is not UTF-8, by its looks', () => {
    const words = 'Корабли стоят в порту и ждут погоды, а погоды всё нет и нет уже которую неделю подряд';
    const koi = [...words].map((letter) => KOI.get(letter) ?? letter.charCodeAt(0));
    const feed = Buffer.concat([
      Buffer.from('<rss><channel><title>'),
      Buffer.from(koi),
      Buffer.from('</title></channel></rss>'),
    ]);
    expect(title(feed)).toBe(words);
  });
});

/** Russian letters by their bytes in KOI8-R. */
const KOI = new Map(
  Array.from(
    { length: 128 },
    (_, at) => [new TextDecoder('koi8-r').decode(Uint8Array.of(128 + at)), 128 + at] as const,
  ),
);

describe('what is not well formed', () => {
  test('items that never end, tags that do not match, a feed that breaks off', () => {
    expect(
      read(rss('<item><title>A</title><item><title>B</title><item><title>C</title>')).items.map(({ title }) => title),
    ).toEqual(['A', 'B', 'C']);
    expect(first('<item><description><p>One<br>Two</b></p></description><title>T</title></item>')).toMatchObject({
      title: 'T',
      summary: 'One\nTwo',
    });
    const broken = rss('<item><title>A</title></item><item><title>B</title><description>Half a sen');
    const feed = read(broken.slice(0, broken.indexOf('Half a sen') + 10));
    expect(feed.items).toMatchObject([{ title: 'A' }, { title: 'B', summary: null }]);
  });

  test('bare ampersands and attributes without quotation marks', () => {
    expect(first('<item><link>https://x.example/?a=1&copy=2&b=3</link><title>R&D & more</title></item>')).toMatchObject(
      {
        url: 'https://x.example/?a=1&copy=2&b=3',
        title: 'R&D & more',
      },
    );
    expect(first('<item><guid isPermaLink=false>https://x.example/1</guid></item>').url).toBeNull();
  });

  test('whatever stands before the declaration', () => {
    expect(read(`\n\n  ${rss('')}`).title).toBe('The Harbour Paper');
  });
});

describe('items', () => {
  test('dates of 1970 are none; those of the future are as they are', () => {
    expect(first('<item><title>T</title><pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate></item>')).toMatchObject({
      published: null,
      at: null,
    });
    expect(first('<item><title>T</title><pubDate>Thu, 01 Jan 2099 00:00:00 GMT</pubDate></item>').at).toBe(
      Date.UTC(2099, 0, 1),
    );
    expect(first('<item><title>T</title><pubDate>soon</pubDate></item>')).toMatchObject({ published: null, at: null });
  });

  test('empty ones are left out, empty and repeated titles are as they are', () => {
    const feed = read(
      rss(
        '<item/><item><title> </title><link>/1</link></item><item><title>T</title></item><item><title>T</title></item>',
      ),
    );
    expect(feed.items.map(({ title, url }) => [title, url])).toEqual([
      [null, 'https://news.example.org/1'],
      ['T', null],
      ['T', null],
    ]);
  });

  test('of 50,000 the newest 1,000 are read, in the order of the feed', () => {
    const item = (at: number) =>
      `<item><guid>i${at}</guid><pubDate>${new Date(Date.UTC(2026, 0, 1) + at * 60_000).toUTCString()}</pubDate></item>`;
    const feed = read(rss(Array.from({ length: 50_000 }, (_, at) => item(at)).join('')));
    expect([feed.total, feed.items.length, feed.items[0]?.id, feed.items.at(-1)?.id]).toEqual([
      50_000,
      1_000,
      'i49000',
      'i49999',
    ]);
    const undated = read(rss(Array.from({ length: 5_000 }, (_, at) => `<item><guid>i${at}</guid></item>`).join('')));
    expect([undated.total, undated.items.length, undated.items.at(-1)?.id]).toEqual([5_000, 1_000, 'i999']);
  });
});
