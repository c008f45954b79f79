import { SitrepError } from '../../../src/core/model/errors.ts';
import { list, page, source } from '../../../src/infra/fetch/page-worker.ts';
import { seeded } from '../../bench/generate.ts';
import { mutate, PAGES, SAMPLES } from '../../infra/feeds/samples.ts';
import type { Row } from '../frame.ts';

/** Feeds, pages and lists with bytes cut, doubled and exchanged, read as the page worker reads them. */

const TYPES = [
  'text/html',
  'application/rss+xml; charset=utf-8',
  'application/feed+json',
  'text/plain',
  'x; charset=?',
];

export const mutated: Row = {
  name: 'mutated',
  promise: 'no feed or page is too broken to be refused in words',
  run: async ({ short, seed, keep }) => {
    const count = short ? 300 : 10_000;
    const all = [...SAMPLES, ...PAGES];
    const found = { read: 0, refused: 0, unhandled: 0 };
    for (let n = 0; n < count; n++) {
      const random = seeded(seed + n);
      const bytes = mutate(all[n % all.length]!, 1 + (n % 24), random);
      const type = TYPES[Math.floor(random() * TYPES.length)]!;
      const task = { bytes, type, language: 'en', address: 'https://news.example.org/a', now: 1_790_000_000_000 };
      for (const reading of [source, page, list])
        try {
          // What a worker gives is handed over.
          structuredClone(reading(task));
          found.read += 1;
        } catch (error) {
          if (error instanceof SitrepError) found.refused += 1;
          else {
            found.unhandled += 1;
            keep({ n, reading: reading.name, error: String(error), bytes: bytes.toString('base64') });
          }
        }
    }
    return {
      done: `${count} mutated feeds, pages and lists of ${all.length} samples, each read as a source, a page and a list`,
      figure: `unhandled errors ${found.unhandled}, read ${found.read}, refused ${found.refused}`,
      ok: found.unhandled === 0 && found.read > 0,
    };
  },
};
