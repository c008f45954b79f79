import { expect, test } from 'vitest';
import type { Evidence } from '../../src/core/writing/evidence.ts';
import { evidenceMarkdown } from '../../src/render/evidence.ts';

const HOSTILE = '# <script>x</script> [a](https://evil.example) *b* `c`\n- d | e & ![f](g) \u202e1';

function bundle(words: string): Evidence {
  const span = { article: words, version: 'v', start: 2, end: 2 + words.length };
  return {
    format: 'sitrep-evidence/1',
    id: 'i',
    kind: 'answer',
    about: words,
    status: 'answered',
    made: '2026-11-21T08:00:00.000Z',
    points: [
      {
        place: 'point 1',
        text: words,
        said: null,
        pieces: [{ is: 'quote', ...span, text: words }],
        citations: [
          {
            ...span,
            n: 1,
            quote: words,
            link: 'https://news.example/a#:~:text=x',
            context: { start: 0, end: 4 + words.length, text: `A ${words} B`, hash: 'h' },
          },
        ],
      },
    ],
    sources: [
      { n: 1, article: words, version: 'v', length: 9, title: words, publisher: null, published: null, url: null },
    ],
    hash: 'h',
  };
}

test('a line, its sentence between its neighbours, its place', () => {
  const markdown = evidenceMarkdown(bundle('The port is shut.'));
  expect(markdown).toContain('## point 1\n\nThe port is shut.\n\n> A **The port is shut.** B\n\n');
  expect(markdown).toContain('2 to 19, context h · <https://news.example/a#:~:text=x>');
});

test('words of others open no heading, list, link, picture or tag', () => {
  const markdown = evidenceMarkdown(bundle(HOSTILE));
  expect(markdown).not.toMatch(/(?<!\\)[<](?!https:\/\/news\.example)/u);
  expect(markdown).not.toMatch(/(?<!\\)\]\(/u);
  expect(markdown).not.toContain('\u202e');
  expect(markdown.split('\n').filter((line) => /^#/u.test(line))).toEqual([
    expect.stringMatching(/^# \\#/u),
    '## point 1',
    '## sources',
  ]);
  expect(evidenceMarkdown(bundle('1. one'))).toContain('\n1\\. one\n');
});
