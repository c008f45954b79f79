import type { Briefing, Edition, Label, Named } from '../model/answer.ts';
import type { Instant } from '../model/article.ts';
import type { Block, Page } from '../model/page.ts';

/** What stands around the news of a digest, and the one line of a day without. */

const note = (key: Label['key'], args: Label['args'] = {}): Block => ({ is: 'note', text: { key, args } });

const rows = (articles: readonly Named[]): Block => ({ is: 'rows', rows: articles.map((one) => [one]) });

const momentOf = (at: Instant) => ({ precision: 'instant', from: at, to: at, words: null }) as const;

const dayOf = (at: Instant) => ({ ...momentOf(at), precision: 'day' }) as const;

/** What is said under the title: how late it is, how many articles it tells of and since when. */
export function openingBlocks({ late, skipped, before, fresh, read, changed, listed }: Edition): Block[] {
  return [
    ...(late === null ? [] : [note('digest-late', { when: momentOf(late) })]),
    ...(skipped > 0 ? [note('digest-skipped', { count: skipped })] : []),
    before === null ? note('digest-first') : note('digest-new', { fresh, changed, when: momentOf(before) }),
    ...(read < fresh ? [note('digest-read', { read, fresh })] : []),
    ...(listed.length > 0 ? [note('digest-listed'), rows(listed)] : []),
  ];
}

/** What is said under the news: who was silent, what is old, what could not be read. */
export function closingBlocks({ silent, older, olderCount, broken, staleSince }: Edition): Block[] {
  const left = olderCount - older.length;
  return [
    ...(silent.length > 0 ? [silentNote(silent)] : []),
    ...(older.length > 0 ? [{ is: 'heading', text: { key: 'digest-older' } } as const, rows(older)] : []),
    ...(left > 0 ? [note('digest-older-more', { count: left })] : []),
    ...(broken > 0 ? [note('digest-broken', { count: broken })] : []),
    ...(staleSince === null ? [] : [note('digest-stale', { when: dayOf(staleSince) })]),
  ];
}

/** Names of one line. */
const NAMES = 10;

function silentNote(silent: readonly string[]): Block {
  return note('digest-silent', {
    names: silent.slice(0, NAMES).join(', '),
    more: Math.max(0, silent.length - NAMES),
  });
}

/** "Japan's Patriot exports: 1 new article, 3 statements, 2 differences". */
export function editionPush({ headline, groups, differences }: Briefing, { before, fresh, changed }: Edition): Label {
  const points = groups.flatMap((group) => group.points);
  return {
    key: before === null ? 'push-briefing' : 'push-digest',
    args: {
      title: headline,
      articles: fresh,
      changed,
      statements: points.filter((point) => point.said !== null).length,
      differences: differences.length,
    },
  };
}

/** What is known on a quiet day. */
type Quiet = {
  readonly id: string;
  readonly title: string;
  readonly before: Instant | null;
  readonly older: number;
  readonly known: number;
  readonly newest: Instant | null;
  readonly stale: boolean;
  readonly broken: number;
};

/** Nothing new, in one line: how much is known, how old it is, and what could not be read. */
export function quietPage({ id, title, before, older, known, newest, stale, broken }: Quiet): Page {
  const parts: Label[] = [
    before === null
      ? { key: 'quiet-first', args: { title } }
      : { key: 'quiet-since', args: { title, when: momentOf(before) } },
    ...(older > 0 ? [{ key: 'quiet-older', args: { count: older } } as const] : []),
    { key: 'quiet-known', args: { count: known } },
    ...(newest === null ? [] : [{ key: 'coverage-newest', args: { when: dayOf(newest) } } as const]),
    ...(stale ? [{ key: 'coverage-stale' } as const] : []),
    ...(broken > 0 ? [{ key: 'quiet-broken', args: { count: broken } } as const] : []),
  ];
  const text: Label = { key: 'coverage', args: { parts } };
  return { id, push: text, blocks: [{ is: 'heading', text }], actions: [] };
}
