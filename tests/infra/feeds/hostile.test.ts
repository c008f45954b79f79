import { describe, expect, test } from 'vitest';
import { SitrepError } from '../../../src/core/model/errors.ts';
import { findFeeds } from '../../../src/infra/feeds/discover.ts';
import { readOpml } from '../../../src/infra/feeds/opml.ts';
import { readFeed } from '../../../src/infra/feeds/read.ts';
import { seeded } from '../../bench/generate.ts';
import { mutate, SAMPLES } from './samples.ts';

const ADDRESS = 'https://news.example.org/feed';
const read = (words: string) => readFeed(Buffer.from(words), { contentType: '' }, ADDRESS);
const titled = (title: string) => `<rss><channel><title>${title}</title></channel></rss>`;

describe('entities', () => {
  const laughs = Array.from({ length: 9 }, (_, at) => `<!ENTITY lol${at + 1} "${`&lol${at};`.repeat(10)}">`).join('\n');

  test('a billion laughs stay one reference', () => {
    const feed = read(`<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY lol0 "lol">${laughs}]>${titled('&lol9;')}`);
    expect(feed.title).toBe('&lol9;');
  });

  test('nothing is fetched or read from disk', () => {
    const feed = read(
      `<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://127.0.0.1/x">%p;]>${titled('&f;')}`,
    );
    expect(feed.title).toBe('&f;');
  });
});

describe('size and depth', () => {
  test.each([
    ['nested too deeply', '<rss><channel>'.padEnd(30_000, '<a>')],
    ['nested JSON', '{"items":'.padEnd(300_000, '[')],
    ['more than 20 MB', '<rss>'.padEnd(20_000_001)],
  ])('%s is refused', (_, words) => {
    expect(() => read(words)).toThrow(expect.objectContaining({ code: 'feed_unreadable' }));
  });

  test('many elements, attributes and namespaces are left out', () => {
    const links = '<link href="https://x.example/"/>'.repeat(100_000);
    expect(read(`<feed><entry><title>T</title>${links}</entry></feed>`).items).toHaveLength(1);
    const spaces = Array.from({ length: 20_000 }, (_, at) => `xmlns:a${at}="urn:${at}"`).join(' ');
    expect(
      read(`<rss ${spaces}><channel><title>T</title>${'<b xmlns="urn:b"/>'.repeat(20_000)}</channel></rss>`).title,
    ).toBe('T');
  });

  test('long words are cut', () => {
    const feed = read(
      `<rss><channel><item><title>${'long '.repeat(100_000)}</title><guid>${'i'.repeat(100_000)}</guid></item></channel></rss>`,
    );
    expect([feed.items[0]?.title?.length, feed.items[0]?.id?.length]).toEqual([499, 1_000]);
  });
});

/** Everything that reads what strangers wrote; what it gives can be handed over by a worker. */
function tryAll(bytes: Buffer): void {
  for (const reading of [
    () => readFeed(bytes, { contentType: 'text/xml', contentLocation: 'x', contentLanguage: 'en' }, ADDRESS),
    () => readOpml(bytes),
    () => findFeeds(bytes.toString(), ADDRESS),
  ])
    try {
      structuredClone(reading());
    } catch (error) {
      if (!(error instanceof SitrepError)) throw error;
    }
}

/** `FUZZ=10000 npx vitest run tests/infra/feeds/hostile.test.ts` runs as many. */
const RUNS = Number(process.env.FUZZ ?? 500);

test(`${RUNS} changed feeds throw nothing but a SitrepError`, { timeout: 600_000 }, () => {
  for (let seed = 0; seed < RUNS; seed++) {
    const bytes = mutate(SAMPLES[seed % SAMPLES.length]!, 1 + (seed % 12), seeded(seed));
    try {
      tryAll(bytes);
    } catch (cause) {
      throw new Error(`seed ${seed}`, { cause });
    }
  }
});

test('the samples are read as they are', () => {
  for (const sample of SAMPLES.slice(0, 6)) expect(read(sample).items.length).toBeGreaterThan(0);
});
