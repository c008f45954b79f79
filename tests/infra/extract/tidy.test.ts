import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tidy } from '../../../src/infra/extract/tidy.ts';

const body = (html: string) => /<body>(.*)<\/body>/s.exec(tidy(html)!)![1];

describe('a tidied page', () => {
  test.each([
    ['paragraphs left open', '<p>a<p>b<div>c', '<p>a</p><p>b</p><div>c</div>'],
    [
      'items and cells left open',
      '<ul><li>a<li>b<ul><li>c</ul></ul>',
      '<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>',
    ],
    [
      'a table',
      '<table><tr><td>a<td>b<tr><td>c</table>',
      '<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>',
    ],
    ['ends of nothing', '</div><p>a</span></p></p>', '<p>a</p>'],
    ['a cell keeps its table', '<table><tr><td>a</div>b</table>', '<table><tr><td>ab</td></tr></table>'],
    ['scripts, styles and comments', '<p>a<script>"<p>"</script><style>p{}</style><!-- <p> -->b', '<p>ab</p>'],
    ['drawings and buttons', '<p>a<svg><path/><svg></svg>x</svg>b<button>c</button></p>', '<p>ab</p>'],
    ['a drawing left open ends with what holds it', '<div>a<svg>b</div>c', '<div>a</div>c'],
    ['attributes', '<p onclick="x()" class=\'a "b"\' style="color:red">a', '<p class="a &quot;b&quot;">a</p>'],
    ['what is hidden', '<p style="display: none">a</p><p hidden>b', '<p style="display:none">a</p><p hidden>b</p>'],
    ['a bare "<"', '1 < 2', '1 &lt; 2'],
  ])('%s', (_, html, expected) => {
    expect(body(html)).toBe(expected);
  });

  test('nests no deeper than pages do and keeps the text', () => {
    const deep = body(`${'<div>'.repeat(5_000)}a${'</div>'.repeat(5_000)}<p>b`)!;
    expect(deep.match(/<div>/g)!.length).toBeLessThan(200);
    expect(deep).toMatch(/a.*<p>b<\/p>$/s);
  });

  test.each([
    ['elements', '<p>x'.repeat(20_000)],
    ['line breaks', 'x<br>'.repeat(5_000)],
    ['characters', 'word '.repeat(400_000)],
  ])('too many %s are refused', (_, html) => {
    expect(tidy(html)).toBeNull();
  });

  test('whatever comes in, elements are closed in order and scripts are gone', () => {
    const bits = fc.constantFrom(
      '<p>',
      '</p>',
      '<div>',
      '</div>',
      '<b>',
      '</b>',
      '<li>',
      '<td>',
      '</table>',
      '<table>',
      '<svg>',
      '</svg>',
      '<script>',
      '</script>',
      'x',
      '<br>',
      '<a href="',
      '"',
      '>',
      '<!--',
      '-->',
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 40 }), (parts) => {
        const open: string[] = [];
        for (const [, end, name] of body(parts.join(''))!.matchAll(/<(\/?)([a-z]+)[^>]*>/g)) {
          expect(name).not.toBe('script');
          if (name === 'br') continue;
          if (end === '') open.push(name!);
          else expect(open.pop()).toBe(name);
        }
        expect(open).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});
