import { describe, expect, test } from 'vitest';
import { readHead } from '../../../src/infra/extract/head.ts';

const linked = (data: unknown) => `<script type="application/ld+json">${JSON.stringify(data)}</script><p>Text.</p>`;

describe('what the head says', () => {
  test('meta tags', () => {
    const page = `<html lang="en-GB"><head><title>Ships &amp; ports | The Daily</title>
      <meta property="og:site_name" content="The Daily"><meta content="2024-05-08T10:00:00Z" property='article:published_time'>
      <meta name=author content="By the desk"><link rel="canonical" href="https://example.org/a?b=1&amp;c=2"></head><p>Text.</p>`;
    expect(readHead(page)).toMatchObject({
      title: 'Ships & ports',
      publisher: 'The Daily',
      published: ['2024-05-08T10:00:00Z'],
      author: 'the desk',
      url: 'https://example.org/a?b=1&c=2',
      language: 'en',
      paid: false,
    });
  });

  const article = {
    '@type': 'NewsArticle',
    headline: 'Ships leave',
    datePublished: '2024-05-08',
    publisher: { name: 'The Daily' },
    author: [{ name: 'The desk' }, { name: 'The port' }],
    isAccessibleForFree: 'False',
    articleBody: 'Six ships left.',
  };
  test.each([
    ['alone', article],
    ['in a list', [article]],
    ['in a graph', { '@graph': [{ '@type': 'WebSite', name: 'No article' }, article] }],
    ['behind another dated thing', [{ '@type': 'VideoObject', datePublished: '2020-01-01' }, article]],
  ])('linked data %s', (_, data) => {
    expect(readHead(linked(data))).toMatchObject({
      title: 'Ships leave',
      published: ['2024-05-08'],
      publisher: 'The Daily',
      author: 'The desk, The port',
      body: 'Six ships left.',
      paid: true,
    });
  });

  test('broken linked data says nothing; one with bare line breaks is read', () => {
    const broken = '<script type="application/ld+json">{ broken</script><p>Text.</p>';
    expect(readHead(broken)).toMatchObject({ title: null, published: [], author: null });
    const bare = '<script type="application/ld+json">{"@type":"Article","headline":"Ships\nleave"}</script>';
    expect(readHead(bare).title).toBe('Ships leave');
  });

  test.each([
    ['an address', '<meta property="article:author" content="https://example.org/desk">'],
    ['what nobody filled in', '<meta name="author" content="admin">'],
  ])('no author is %s', (_, page) => {
    expect(readHead(page).author).toBeNull();
  });

  test('times on the page: one that is named, or the only one', () => {
    const time = (value: string, more = '') => `<time ${more} datetime="${value}">then</time>`;
    expect(readHead(time('2024-05-08') + time('2024-05-08')).published).toEqual(['2024-05-08']);
    expect(readHead(time('2024-05-08') + time('2024-05-01')).published).toEqual([]);
    const named = time('2024-05-01') + time('2024-05-08', 'itemprop="datePublished"');
    expect(readHead(named).published).toEqual(['2024-05-08']);
  });

  test('a change is no publication', () => {
    expect(readHead('<meta property="article:modified_time" content="2024-05-08">').published).toEqual([]);
  });
});
