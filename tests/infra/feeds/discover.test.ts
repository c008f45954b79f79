import { expect, test } from 'vitest';
import { findFeeds } from '../../../src/infra/feeds/discover.ts';

const find = (html: string) => findFeeds(html, 'https://www.news.example.org/a/1').map(({ url }) => url);

test('feeds that the head declares, comments last', () => {
  const feeds = findFeeds(
    `<head><link rel="alternate" type="application/rss+xml" title="Comments &amp; more" href="/comments/feed">
     <LINK REL='ALTERNATE feed' TYPE='application/atom+xml; charset=utf-8' href='/atom?a=1&amp;b=2' title='News &amp; views'>
     <link rel="alternate" type="application/feed+json" href="//www.news.example.org/feed.json">
     <link rel="alternate" hreflang="de" href="/de/a/1"><link rel="alternate" type="application/json" href="/wp-json/1"></head>
     <a href="/rss.xml">RSS</a>`,
    'https://www.news.example.org/a/1',
  );
  expect(feeds).toEqual([
    { url: 'https://www.news.example.org/atom?a=1&b=2', title: 'News & views' },
    { url: 'https://www.news.example.org/feed.json', title: null },
    { url: 'https://www.news.example.org/comments/feed', title: 'Comments & more' },
  ]);
});

test('else those of its site that it links to', () => {
  expect(
    find(`<a href="/rss.xml">RSS</a><a href='/category/sea/feed/'>F</a><a href=https://feeds.news.example.org/main.rdf>F</a><a href="/rss.xml#top">again</a>
      <a href="https://other.example/rss.xml">another’s</a><a href="/feedback">no</a><a href="/atomic-power">no</a>`),
  ).toEqual([
    'https://www.news.example.org/rss.xml',
    'https://www.news.example.org/category/sea/feed/',
    'https://feeds.news.example.org/main.rdf',
    'https://www.news.example.org/rss.xml#top',
  ]);
});

test('relative to the base of the page', () => {
  expect(
    find('<base href="https://cdn.example.org/x/"><link rel="alternate" type="application/rss+xml" href="rss">'),
  ).toEqual(['https://cdn.example.org/x/rss']);
});

test('nothing that is not of the web, nothing in comments and scripts', () => {
  const link = (href: string) => `<link rel="alternate" type="application/rss+xml" href="${href}">`;
  expect(
    find(`${link('javascript:0')}${link('file:///x')}${link('')}<!-- ${link('/c')} --><script>${link('/s')}</script>`),
  ).toEqual([]);
});

test('at most 20', () => {
  expect(find(Array.from({ length: 50 }, (_, at) => `<a href="/${at}/rss">x</a>`).join(''))).toHaveLength(20);
});
