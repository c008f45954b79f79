import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLines } from '../../../src/infra/extract/lines.ts';

describe('the text of a page by its elements', () => {
  test('paragraphs are lines; menus, scripts, heads and feet are left out', () => {
    const page = `<!doctype html><html><head><title>Ships &amp; ports</title><style>p { color: red }</style>
      <script>if (1 < 2) document.write("<p>never</p>")</script><body>
      <nav><ul><li>Home</li></ul></nav><header>The Daily</header>
      <h1>Ships leave</h1><p>Six ships <b>left</b> the
      port.</p><p>Nobody&nbsp;waved&mdash;it rained &#8212; and &#x201C;poured&#x201D;.<br>Then not.</p>
      <!-- <p>hidden</p> --><aside>More news</aside><footer>Imprint</footer></body></html>`;
    expect(readLines(page).split('\n')).toEqual([
      'Ships leave',
      'Six ships left the port.',
      'Nobody waved—it rained — and “poured”.',
      'Then not.',
    ]);
  });

  test('a long enough <article> is taken alone', () => {
    const words = 'word '.repeat(80).trim();
    expect(readLines(`<div>Cookies?</div><article><p>${words}</p></article><div>Bye</div>`)).toBe(words);
    expect(readLines('<div>Before</div><article><p>Short.</p></article>')).toBe('Before\nShort.');
  });

  test.each([
    ['a menu without an end', '<nav><a href=x>Home</a><p>The text.</p>', 'Home\nThe text.'],
    ['a head without an end', '<head><meta charset=utf-8><body><p>The text.</p>', 'The text.'],
    ['a ">" inside an attribute', '<p title="a > b">The text.</p>', 'The text.'],
    ['an apostrophe outside one', "<p class=don't>The</p><p>text.</p>", 'The\ntext.'],
    ['a bare "<"', '<p>1 < 2 and <3</p>', '1 < 2 and <3'],
    ['unknown entities', '<p>A &unknown; &amp;lt; &#xD800; B</p>', 'A &unknown; &lt; \ufffd B'],
    ['an empty drawing', '<svg/><p>The text.</p>', 'The text.'],
    ['no markup', 'Just words', 'Just words'],
    ['an open tag at the end', 'Just words <p class="', 'Just words'],
  ])('%s', (_, page, expected) => {
    expect(readLines(page)).toBe(expected);
  });

  test('any input gives trimmed lines, hostile repetition too', () => {
    const bits = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '=',
      '<p>',
      '</p>',
      '<nav>',
      '<script>',
      '</script>',
      '<!--',
      '-->',
      '&',
      '&amp;',
      '&#',
      'words ',
      '<a b="',
      '<svg',
      '/',
      '\n',
      '<title>',
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 60 }), (parts) => {
        for (const line of readLines(parts.join('')).split('\n')) expect(line).toBe(line.replace(/\s+/g, ' ').trim());
      }),
      { numRuns: 2000 },
    );
    for (const unit of ['<a', '<a "', '<a b="', '<!--', '<script>', '<nav>', '&#', '<', '<p>']) {
      expect(() => readLines(unit.repeat(200_000))).not.toThrow();
    }
  });
});
