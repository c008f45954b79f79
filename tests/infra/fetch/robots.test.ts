import { expect, test } from 'vitest';
import { isAllowed, readRobots } from '../../../src/infra/fetch/robots.ts';

const may = (robots: string, path: string) =>
  isAllowed(readRobots(robots, 'sitrep'), new URL(path, 'https://paper.example'));

test.each([
  ['nothing said', '', '/a', true],
  ['everything closed', 'User-agent: *\nDisallow: /', '/a', false],
  ['an empty rule closes nothing', 'User-agent: *\nDisallow:', '/a', true],
  [
    'its own group goes before the general one',
    'User-agent: *\nDisallow: /\n\nUser-agent: Sitrep\nAllow: /',
    '/a',
    true,
  ],
  ['an own group without rules', 'User-agent: *\nDisallow: /\n\nUser-agent: sitrep', '/a', true],
  ['its own group, with a version', 'User-agent: SITREP/1.0\nDisallow: /news', '/news/a', false],
  ['groups of another', 'User-agent: sitreporter\nDisallow: /', '/a', true],
  ['several names of one group', 'User-agent: other\nUser-agent: sitrep\nDisallow: /x', '/x', false],
  ['two groups of its own', 'User-agent: sitrep\nDisallow: /x\n\nUser-agent: sitrep\nDisallow: /y', '/x', false],
  ['the longest rule decides', 'User-agent: *\nDisallow: /a\nAllow: /a/open', '/a/open/1', true],
  ['the longest rule decides, either way', 'User-agent: *\nAllow: /a\nDisallow: /a/closed', '/a/closed', false],
  ['of two as long the open one', 'User-agent: *\nDisallow: /a\nAllow: /a', '/a', true],
  ['a star', 'User-agent: *\nDisallow: /*/print', '/2024/x/print', false],
  ['a star in the middle', 'User-agent: *\nDisallow: /a*b*c', '/a1c2b', true],
  ['an end', 'User-agent: *\nDisallow: /*.pdf$', '/x.pdf?y=1', true],
  ['an end that is there', 'User-agent: *\nDisallow: /*.pdf$', '/x.pdf', false],
  ['an end without a star', 'User-agent: *\nDisallow: /x$', '/x', false],
  ['the query counts', 'User-agent: *\nDisallow: /*?print=', '/x?print=1', false],
  ['escapes in either spelling', 'User-agent: *\nDisallow: /%7eann/ü', '/~ann/%c3%bc', false],
  [
    'comments, other lines, no order',
    'Sitemap: https://x/\nDisallow: /\nUser-agent: * # all\r\nDisallow: /x # not',
    '/y',
    true,
  ],
  ['its own file', 'User-agent: *\nDisallow: /', '/robots.txt', true],
  ['a page instead of rules', '<html><body>Disallow: /</body></html>', '/a', true],
])('%s', (_, robots, path, expected) => {
  expect(may(robots, path)).toBe(expected);
});

test('hostile rules take no time', () => {
  const robots = `User-agent: *\n${`Disallow: /${'*a'.repeat(400)}b\n`.repeat(600)}${' '.repeat(100_000)}x\n`;
  expect(may(robots, `/${'a'.repeat(1_900)}`)).toBe(true);
});
