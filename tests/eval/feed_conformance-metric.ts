import { isDeepStrictEqual } from 'node:util';
import { Parser } from 'htmlparser2';
import type { Row } from './table.ts';

type Path = readonly (string | number)[];
export type Check = { readonly path: Path; readonly op: string; readonly value?: unknown };

/** What Sitrep uses of a feed, in feedparser's names; anything else is only counted apart. */
const USED = new RegExp(
  '^(?:encoding|(?:feed|entries)(?:\\.source)?\\.(?:title|link|links|id|guid|guidislink|language|ttl|author|author_detail|' +
    'authors|published|published_parsed|updated|updated_parsed|summary|summary_detail|subtitle|subtitle_detail|tagline|' +
    'tagline_detail|description|title_detail|content))(?:\\.|$)',
);
const ADDRESSES = /\.(?:link|href|url|id|guid|base)$/;
const WORDS = /\.(?:title|summary|subtitle|tagline|description|value)$/;

const nameOf = (path: Path): string => path.filter((step) => typeof step === 'string').join('.');

export const isUsed = ({ path }: Check): boolean => USED.test(nameOf(path));

/** Whether a check holds of what was read. */
export function holds({ path, op, value }: Check, read: unknown, same: Same = alike): boolean {
  const found = path.reduce<unknown>(
    (at, step) => (at as Record<string | number, unknown> | null | undefined)?.[step],
    read,
  );
  const list = Array.isArray(found) ? found : [];
  if (op === 'eq') return same(nameOf(path), found ?? null, value);
  if (op === 'ne') return !same(nameOf(path), found ?? null, value);
  if (op === 'truthy') return Boolean(found);
  if (op === 'falsy') return !found;
  if (op === 'length') return list.length === value;
  const has = typeof found === 'object' && found !== null && (list.includes(value) || String(value) in found);
  return op === 'contains' ? has : op === 'lacks' && !has;
}

type Same = (name: string, found: unknown, wanted: unknown) => boolean;

const identical: Same = (_, found, wanted) => isDeepStrictEqual(found, wanted);

/** Addresses are the same when they lead to the same place, HTML when it is the same markup. */
function alike(name: string, found: unknown, wanted: unknown): boolean {
  if (isDeepStrictEqual(found, wanted)) return true;
  if (typeof found !== 'string' || typeof wanted !== 'string') return false;
  if (ADDRESSES.test(name))
    return URL.canParse(found) && URL.canParse(wanted) && new URL(found).href === new URL(wanted).href;
  return WORDS.test(name) && tokens(found) === tokens(wanted);
}

/** HTML in one way of writing: attributes in order, entities as characters, every element closed. */
function tokens(html: string): string {
  const found: unknown[] = [];
  let text = '';
  const add = (token: unknown) => {
    if (text !== '') found.push(text);
    text = '';
    found.push(token);
  };
  const parser = new Parser({
    onopentag: (name, attributes) => {
      const address = (value: string) => (/^https?:/.test(value) && URL.canParse(value) ? new URL(value).href : value);
      add([
        name,
        Object.entries(attributes)
          .map(([key, value]) => [key, address(value)])
          .sort(),
      ]);
    },
    onclosetag: (name) => add(['/', name]),
    ontext: (data) => {
      text += data;
    },
  });
  parser.end(html);
  add('');
  return JSON.stringify(found);
}

type Counts = { feeds: number; right: number; checks: number; held: number };
const none = (): Counts => ({ feeds: 0, right: 0, checks: 0, held: 0 });

/** Counts feeds that are right in all their checks. */
export class FeedTally {
  readonly used = none();
  readonly rest = none();
  readonly every = none();
  readonly strict = none();
  readonly groups = new Map<string, Counts>();

  add(group: string, checks: readonly Check[], read: unknown): void {
    const used = checks.filter(isUsed);
    const own = this.groups.get(group) ?? none();
    this.groups.set(group, own);
    for (const [counts, part, same] of [
      [this.used, used],
      [this.strict, used, identical],
      [own, used],
      [this.rest, checks.filter((check) => !isUsed(check))],
      [this.every, checks],
    ] as readonly (readonly [Counts, readonly Check[], Same?])[]) {
      if (part.length === 0) continue;
      const held = part.filter((check) => holds(check, read, same)).length;
      counts.feeds++;
      counts.checks += part.length;
      counts.held += held;
      if (held === part.length) counts.right++;
    }
  }

  rows(): Row[] {
    const row = (metric: string, { feeds, right }: Counts, floor: number | null): Row => ({
      set: 'feed_conformance',
      metric,
      value: feeds === 0 ? null : right / feeds,
      floor,
      best: '1.000 (feedparser)',
      items: feeds,
    });
    return [row('feeds right in what is used', this.used, 0.93), row('the same, letter by letter', this.strict, null)];
  }

  notes(): string[] {
    const share = ({ feeds, right, checks, held }: Counts) => `${right} of ${feeds} feeds, ${held} of ${checks} checks`;
    return [
      ...[...this.groups]
        .filter(([, { feeds }]) => feeds > 0)
        .map(([group, counts]) => `feed_conformance ${group}: ${share(counts)}`),
      `feed_conformance, what is used: ${share(this.used)}; the rest of feedparser’s vocabulary, well-formedness too: ${share(this.rest)}; all: ${share(this.every)}`,
    ];
  }
}
