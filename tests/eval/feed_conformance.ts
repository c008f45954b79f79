import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPublished } from '../../src/core/language/published.ts';
import { SitrepError } from '../../src/core/model/errors.ts';
import { parseFeed } from '../../src/infra/feeds/parse.ts';
import type { Person, RawHead } from '../../src/infra/feeds/raw.ts';
import type { Text } from '../../src/infra/feeds/text.ts';
import { type Check, FeedTally, holds, isUsed } from './feed_conformance-metric.ts';
import type { EvalSet } from './table.ts';

type Item = {
  readonly id: string;
  readonly group: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly encoding: 'utf-8' | 'base64';
  readonly xml: string;
  /** Gold; absent where predictions are only written. */
  readonly checks?: readonly Check[];
};

/** Feeds of every format with what feedparser reads in them: `eval/feed_conformance`. */
export const feedConformance: EvalSet = {
  name: 'feed_conformance',
  async run({ folder, side, out }) {
    const file = join(folder, `${side}.jsonl`);
    if (!existsSync(file)) return { rows: [], notes: [`feed_conformance: skipped, no file ${file}`] };
    const items = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as Item);
    const tally = new FeedTally();
    const wrong: string[] = [];
    const found = items.map((item) => {
      const feed = predicted(item);
      if (item.checks !== undefined) {
        tally.add(item.group, item.checks, feed);
        const failed = item.checks.filter((check) => isUsed(check) && !holds(check, feed));
        if (failed.length > 0) wrong.push(JSON.stringify({ id: item.id, failed }));
      }
      return { id: item.id, feed };
    });
    if (out !== null) {
      const write = (name: string, lines: readonly string[]) => writeFileSync(join(out, name), `${lines.join('\n')}\n`);
      write(
        'feed_conformance.predictions.jsonl',
        found.map((one) => JSON.stringify(one)),
      );
      write('feed_conformance.wrong.jsonl', wrong);
    }
    return { rows: tally.rows(), notes: tally.notes() };
  },
};

/** What is read of a feed, in feedparser's words. */
function predicted({ id, headers, encoding, xml }: Item) {
  const header = (name: string) => Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
  try {
    const feed = parseFeed(
      Buffer.from(xml, encoding === 'base64' ? 'base64' : 'utf8'),
      {
        contentType: header('content-type'),
        contentLocation: header('content-location'),
        contentLanguage: header('content-language'),
      },
      // Where feedparser's own tests serve them.
      `http://127.0.0.1:8097/${id}`,
    );
    return {
      bozo: false,
      // The decoder that https://encoding.spec.whatwg.org/ has for both.
      encoding: /^gb(?:2312|k)$/.test(feed.encoding) ? 'gb18030' : feed.encoding,
      feed: { ...headOf(feed), ...(feed.ttlMinutes === null ? {} : { ttl: String(feed.ttlMinutes) }) },
      entries: feed.items.map((item) => ({
        ...headOf(item),
        guidislink: item.idIsLink,
        content: item.contents.map(detailOf),
        ...(item.source === null ? {} : { source: headOf(item.source) }),
      })),
    };
  } catch (error) {
    if (!(error instanceof SitrepError)) throw error;
    return { bozo: true, encoding: '', feed: {}, entries: [] };
  }
}

const detailOf = ({ value, type, language, base }: Text) => ({ value, type, language, base });

function headOf(head: RawHead) {
  const { id, title, summary, link, links, authors, publisher, published, updated, language } = head;
  const words = (names: readonly string[], text: Text | null) =>
    text === null
      ? {}
      : Object.fromEntries(names.flatMap((name) => [[name, text.value] as const, [`${name}_detail`, detailOf(text)]]));
  return {
    ...(id === null ? {} : { id, guid: id }),
    ...words(['title'], title),
    ...words(['summary', 'subtitle', 'tagline', 'description'], summary),
    ...(link === null ? {} : { link, href: link }),
    links,
    language,
    ...(authors[0] === undefined ? {} : { author: nameOf(authors[0]), author_detail: personOf(authors[0]) }),
    authors: authors.map(personOf),
    ...(publisher === null ? {} : { publisher: nameOf(publisher), publisher_detail: personOf(publisher) }),
    ...dateOf('published', published),
    ...dateOf('updated', updated),
  };
}

function personOf({ name, email, url }: Person) {
  return {
    ...(name === null ? {} : { name }),
    ...(email === null ? {} : { email }),
    ...(url === null ? {} : { url, href: url }),
  };
}

const nameOf = ({ name, email }: Person): string | null =>
  name !== null && email !== null ? `${name} (${email})` : (name ?? email);

function dateOf(name: string, written: string | null) {
  if (written === null) return {};
  const when = readPublished(written);
  return {
    [name]: written,
    ...(when === null || when.precision === 'unresolved' ? {} : { [`${name}_parsed`]: nineNumbers(when.from) }),
  };
}

/** Python's time.struct_time, in UTC: weeks begin on Monday. */
function nineNumbers(at: number): readonly number[] {
  const date = new Date(at);
  const day = Math.floor((at - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
  return [
    ...[date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()],
    ...[date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds(), (date.getUTCDay() + 6) % 7, day, 0],
  ];
}
