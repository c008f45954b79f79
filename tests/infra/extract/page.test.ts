import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extractPage } from '../../../src/infra/extract/page.ts';

const PARAGRAPHS = [
  'Six ships left the harbour of Kisumu on Monday morning, said the port authority, after a week of storms.',
  'They carry maize, cement and diesel to Mwanza, where prices had risen by a fifth since the ferries stopped.',
  'The authority expects the next convoy on Thursday, but the weather office has warned of strong winds again.',
  '“We had bread for two days,” said a baker in the old town, who had closed his shop on Saturday.',
  'The ministry of transport in Nairobi said it would pay for two more tugs before the end of the year.',
];

type Parts = { head?: string; before?: string; inside?: string; after?: string; paragraphs?: readonly string[] };

/** A page as newspapers make them. */
const page = ({ head = '', before = '', inside = '', after = '', paragraphs = PARAGRAPHS }: Parts) => `<!doctype html>
  <html lang="en"><head><title>Ships leave | The Lake</title><meta property="og:site_name" content="The Lake">${head}</head>
  <body><nav class="main-nav"><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
  <div class="wrap"><article class="story"><h1>Ships leave</h1>${before}
  <div class="story-body"><p>${paragraphs.slice(0, 2).join('</p><p>')}</p>${inside}<p>${paragraphs.slice(2).join('</p><p>')}</p></div>
  ${after}</article></div>
  <footer class="site-footer"><p>All rights reserved. The Lake is printed in Kisumu.</p></footer></body></html>`;

describe('the text of an article', () => {
  test('is its paragraphs, without menus and feet', () => {
    expect(extractPage(page({})).text.split('\n')).toEqual(PARAGRAPHS);
  });

  test.each([
    [
      'a caption',
      { inside: '<figure><img src="a.jpg"><figcaption>Ships in the harbour. Photo: The Lake</figcaption></figure>' },
    ],
    [
      'a newsletter',
      { inside: '<div class="newsletter-signup"><h3>Newsletter</h3><p>Sign up for our newsletter here.</p></div>' },
    ],
    [
      'related articles',
      {
        after:
          '<div class="related"><h3>Related stories</h3><ul><li><a href="/a">Ferries stop again in storm</a></li><li><a href="/b">Cement is dear in Mwanza</a></li></ul></div>',
      },
    ],
    ['comments', { after: '<section id="comments"><h3>3 Comments</h3><p>I was there too.</p></section>' }],
    [
      'buttons to share',
      { before: '<ul class="share-tools"><li><a href="#">Facebook</a></li><li><a href="#">Email</a></li></ul>' },
    ],
  ])('does without %s', (_, parts) => {
    expect(extractPage(page(parts)).text.split('\n')).toEqual(PARAGRAPHS);
  });

  test('what is shown twice is there once', () => {
    const again = `<div class="print-version"><p>${PARAGRAPHS.join('</p><p>')}</p></div>`;
    expect(extractPage(page({ after: again })).text.split('\n')).toEqual(PARAGRAPHS);
    expect(extractPage(page({ after: `<div class="app">${PARAGRAPHS.join(' ')}</div>` })).text.split('\n')).toEqual(
      PARAGRAPHS,
    );
  });

  test('keeps no markup and runs no script', () => {
    const hostile =
      '<p onclick="x">Two &lt;b&gt;tugs&lt;/b&gt; were <script>document.write("sold")</script><b>paid</b> for by the ministry on Monday.</p>';
    expect(extractPage(page({ inside: hostile })).text).toContain(
      '\nTwo <b>tugs</b> were paid for by the ministry on Monday.\n',
    );
  });

  test('a language without spaces', () => {
    const paragraphs = [
      '港湾当局によると、月曜日の朝、六隻の船がキスムの港を出発した。嵐は一週間続いていた。',
      '船はトウモロコシとセメントと軽油をムワンザへ運ぶ。運休のあと物価は二割上がっていた。',
      '当局は次の船団が木曜日に出ると見ているが、気象台は再び強風に注意するよう呼びかけている。',
    ];
    expect(extractPage(page({ paragraphs })).text.split('\n')).toEqual(paragraphs);
  });

  test.each([
    ['a line', 'Just words', 'Just words'],
    ['a short page', '<p>Six ships left.</p><p>None came back.</p>', 'Six ships left.\nNone came back.'],
    ['nothing', '', ''],
  ])('of %s', (_, html, text) => {
    expect(extractPage(html).text).toBe(text);
  });

  test('a page too large for a tree is read by its elements', () => {
    const html = page({ inside: `<p>${PARAGRAPHS[0]}</p>`.repeat(10_000) });
    expect(extractPage(html).text).toContain(PARAGRAPHS[4]);
  });
});

describe('date and author', () => {
  test.each([
    ['a date in words', '<p class="date">Published: 10:48, Tue, Nov 19, 2024</p>', 'Tue, Nov 19, 2024'],
    [
      'one of two lines that tells of the update',
      '<p>Published 19 November 2024</p><p>Updated 21 November 2024</p>',
      '19 November 2024',
    ],
    ['two days', '<p>19 November 2024</p><p>21 November 2024</p>', null],
    ['a day that could be two', '<p>Published 03/04/2024</p>', null],
    ['a year', '<p>The Lake 2024</p>', null],
    ['none', '', null],
  ])('as a reader sees it: %s', (_, before, published) => {
    expect(extractPage(page({ before })).published).toBe(published);
  });

  test('what the head says comes first, if it can be read', () => {
    const before = '<p>Published 19 November 2024</p>';
    const meta = (value: string) => `<meta property="article:published_time" content="${value}">`;
    expect(extractPage(page({ before, head: meta('2024-11-18T10:00:00Z') })).published).toBe('2024-11-18T10:00:00Z');
    expect(extractPage(page({ before, head: meta('yesterday') })).published).toBe('19 November 2024');
  });

  test('the author that a line names', () => {
    expect(extractPage(page({ before: '<p class="byline">By The Harbour Desk</p>' })).author).toBe('The Harbour Desk');
    expect(extractPage(page({ before: '<p>By the lake it rained</p>' })).author).toBeNull();
  });
});

describe('a teaser', () => {
  const start = PARAGRAPHS.slice(0, 2);
  test.each([
    [
      'an offer below the beginning',
      page({ paragraphs: start, after: '<div class="wall"><p>Subscribe to continue reading.</p></div>' }),
      'subscription',
    ],
    [
      'the page’s own word',
      page({
        paragraphs: start,
        head: '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>',
      }),
      'subscription',
    ],
    [
      'consent',
      '<div><p>We value your privacy. We and our partners store information on a device.</p></div>',
      'consent',
    ],
    ['a check', '<p>Checking your browser before you go on.</p>', 'people'],
    ['an offer in the menu', page({ paragraphs: start }).replace('Sport<', 'Subscribe now to read<'), null],
    ['none', page({}), null],
  ])('%s', (_, html, teaser) => {
    expect(extractPage(html).teaser).toBe(teaser);
  });
});

test('any markup is read', () => {
  const bits = fc.constantFrom(
    '<p>',
    '</p>',
    '<div class="a">',
    '</div>',
    '<b>',
    '<li>',
    '<table><td>',
    '<h1>',
    '<a href=x>',
    '<br>',
    '<img>',
    '<svg>',
    '<title>',
    '<',
    '>',
    '"',
    '&',
    ' ',
    ...PARAGRAPHS,
  );
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 40 }), (parts) => {
      for (const line of extractPage(parts.join('')).text.split('\n'))
        expect(line).toBe(line.replace(/\s+/g, ' ').trim());
    }),
    { numRuns: 150 },
  );
});
