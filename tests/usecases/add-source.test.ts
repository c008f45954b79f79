import { expect, test } from 'vitest';
import { addressIn, bareAddress, isSamePlace } from '../../src/usecases/add-source.ts';

test.each([
  ['https://example.org/feed.xml', 'https://example.org/feed.xml'],
  ['<https://example.org/feed.xml>', 'https://example.org/feed.xml'],
  ['<https://example.org/feed.xml|example.org>', 'https://example.org/feed.xml'],
  ['feed:https://example.org/rss', 'https://example.org/rss'],
  ['feed://https://example.org/rss', 'https://example.org/rss'],
  ['feed://example.org/rss', 'https://example.org/rss'],
  ['https://example.org/feed ports', 'https://example.org/feed'],
  ['desk/news', null],
  ['ftp://example.org/feed', null],
])('the address in “%s”', (typed, address) => {
  expect(addressIn(typed)).toBe(address);
});

test.each([
  ['example.org', 'https://example.org'],
  ['news.example.org/feed?x=1', 'https://news.example.org/feed?x=1'],
  ['zeitung.münchen.example/feed', 'https://zeitung.münchen.example/feed'],
  ['notes.md', null],
  ['desk/example.org', null],
  ['desk', null],
  ['../etc', null],
  ['example.org and more', null],
])('“%s” without what stands before an address', (typed, address) => {
  expect(bareAddress(typed)).toBe(address);
});

test.each([
  ['http://example.org/feed', 'https://www.example.org/feed/', true],
  ['https://example.org/feed', 'https://example.org/feed?utm_source=x', true],
  ['https://example.org/feed?page=1', 'https://example.org/feed?page=2', false],
  ['/srv/desk', '/srv/desk', true],
  ['/srv/desk', '/srv/desk2', false],
])('%s and %s are the same place: %s', (a, b, same) => {
  expect(isSamePlace(a, b)).toBe(same);
});
