import { siteOf } from '../core/address.ts';
import type { Label } from '../core/model/answer.ts';
import type { Instant, When } from '../core/model/article.ts';
import type { Args, Caller } from '../core/model/command.ts';
import type { SitrepError } from '../core/model/errors.ts';
import type { Action, Block, Cell, Page } from '../core/model/page.ts';
import type { KnownSource, Source } from '../core/model/source.ts';
import { slugIn } from '../core/topic/key.ts';
import { unreadLabels } from '../core/writing/coverage.ts';
import { notePage } from '../core/writing/notices.ts';
import { clipped } from '../core/writing/pages.ts';
import { type AddedSource, type ImportReport, MOST_SOURCES } from '../usecases/add-source.ts';
import { type Desk, idOf, topicTitle } from '../usecases/desk.ts';
import type { TriedSource } from '../usecases/try-source.ts';
import { paged } from './order-pages.ts';
import { notesPage } from './support.ts';

/** The pages of `/sources`. */

/** Addresses on a page, and characters of a title or a reason in a row. */
const ADDRESSES = 40;
const LONGEST = 100;
const LONGEST_WHY = 200;
/** Reasons that are told of one reading. */
const REASONS = 3;

/** What a caller sees: those of `briefs/` first, then as they were added. */
export async function visible(desk: Desk, { place: { tenant } }: Caller): Promise<readonly KnownSource[]> {
  const all = await desk.store.sources(tenant);
  return all.toSorted(
    ({ source: a }, { source: b }) =>
      Number(b.declared) - Number(a.declared) || a.made - b.made || a.path.localeCompare(b.path),
  );
}

/** `/sources list`: each with where it comes from and how it is doing. */
export async function listPage(desk: Desk, args: Args, caller: Caller): Promise<Page> {
  const all = await visible(desk, caller);
  const heading: Label = { key: 'heading-source-list', args: { count: all.length } };
  return paged(args, all, { heading, command: 'sources list', none: { key: 'source-none' } }, caller, async (shown) => [
    { is: 'rows', rows: shown.map((one) => row(desk, one)), menu: shown.map((one) => menuOf(one, caller)) },
  ]);
}

function row(desk: Desk, { source, health }: KnownSource): Cell[] {
  const { id, topic, declared } = source;
  return [
    { key: 'source-title', args: { title: sourceName({ source, health }) } },
    { key: 'source-kind', args: { kind: kindOf({ source, health }), host: hostOf(source) } },
    { key: 'source-topic', args: { title: clipped(topicTitle(desk, topic), LONGEST) } },
    { key: declared ? 'source-declared' : 'source-from-chat' },
    ...stateCells({ source, health }, desk.clock()),
    { key: 'source-id', args: { id } },
  ];
}

/** What it is called: by its own title, else by its address or the end of its path. */
export function sourceName({ source, health }: KnownSource): string {
  if (health?.title) return clipped(health.title, LONGEST);
  if (source.kind === 'folder') return clipped(source.path.split('/').slice(-3).join('/'), LONGEST);
  return clipped(shortAddress(source.path), LONGEST);
}

/** Without what may be somebody's key to it. */
function shortAddress(address: string): string {
  if (!URL.canParse(address)) return address;
  const { hostname, pathname } = new URL(address);
  return `${siteOf(hostname)}${pathname.replace(/\/$/u, '')}`;
}

/** In full to whom it belongs; of everybody's sources without what may be the operator's key to them. */
function shownAddress({ source, health }: KnownSource, { place }: Caller): string {
  const url = new URL(health?.address ?? source.path);
  if (source.tenant !== place.tenant) url.search = '';
  return url.href;
}

const hostOf = ({ kind, path }: Source): string =>
  kind === 'web' && URL.canParse(path) ? siteOf(new URL(path).hostname) : '';

const kindOf = ({ source, health }: KnownSource): string =>
  source.kind === 'folder' ? 'folder' : (health?.reads ?? 'web');

const whenOf = (at: Instant): When => ({ precision: 'instant', from: at, to: at, words: null });

function stateCells({ source, health }: KnownSource, now: Instant): Label[] {
  const isPaused = source.state === 'paused';
  if (health === null) return isPaused ? [{ key: 'source-is-paused' }] : [];
  const { goodAt, nextAt, stopped, problem } = health;
  const next: Label[] = isPaused
    ? [{ key: 'source-is-paused' }]
    : stopped
      ? [{ key: 'source-stopped' }]
      : [nextAt <= now ? { key: 'source-due' } : { key: 'source-next', args: { when: whenOf(nextAt) } }];
  return [
    goodAt === null ? { key: 'source-never' } : { key: 'source-good', args: { when: whenOf(goodAt) } },
    ...next,
    ...(problem === null
      ? []
      : [
          {
            key: 'source-trouble',
            args: { text: clipped(problem.text, LONGEST_WHY), when: whenOf(problem.since) },
          } as const,
        ]),
  ];
}

/** What may be done with one by those who may. */
function menuOf({ source: { id, tenant, kind, state, declared }, health }: KnownSource, caller: Caller): Action[] {
  if (!caller.mayManage || caller.onlyHere) return [];
  const rests = state === 'paused' || health?.stopped === true;
  const verbs = [
    rests ? 'resume' : 'pause',
    ...(kind === 'web' ? ['test'] : []),
    ...(declared || tenant !== caller.place.tenant ? [] : ['remove']),
  ] as const;
  return (verbs as readonly ('resume' | 'pause' | 'test' | 'remove')[]).map((verb) => ({
    text: { key: `action-${verb}` },
    command: `sources ${verb}`,
    args: verb === 'test' ? { address: id } : { id },
  }));
}

/** What was added, what of it was indexed at once, and what could not be read. */
export function addedPage(desk: Desk, { source, health, read }: AddedSource): Page {
  const { id, topic } = source;
  const title = sourceName({ source, health });
  const args = { id, title, topic: clipped(topicTitle(desk, topic), LONGEST) };
  if (read === null) {
    const notes: Label[] = [{ key: source.declared ? 'source-declared' : 'source-from-chat' }];
    if (source.state === 'paused') notes.push({ key: 'source-rests', args: { id } });
    return notesPage(id, { key: 'source-known', args }, notes);
  }
  const { added, changed, same, waiting, unread, problems } = read;
  const isLate = health !== null && health.goodAt === null;
  const notes: Label[] = [
    ...(health?.address ? [{ key: 'source-feed-found', args: { address: health.address } } as const] : []),
    ...(health?.reads === 'page' ? [{ key: 'source-no-feed' } as const] : []),
    ...(isLate ? [{ key: 'source-late' } as const] : []),
    ...(added + changed + waiting > 0 ? [{ key: 'source-backlog' } as const] : []),
    ...(waiting > 0 ? [{ key: 'source-waiting', args: { count: waiting } } as const] : []),
    ...(desk.topics(null).find(({ key }) => key === topic)?.rule ? [{ key: 'source-by-rule' } as const] : []),
    ...unreadLabels(unread),
    ...reasons(problems),
  ];
  return notesPage(id, { key: 'source-added', args: { ...args, added: added + changed, same } }, notes);
}

/** Each reason once. */
function reasons(problems: readonly SitrepError[]): Label[] {
  const all = [...new Map(problems.map((one) => [one.message, one])).values()];
  const more = all.length - REASONS;
  return [
    ...all.slice(0, REASONS).map(({ message, next }): Label => ({ key: 'error', args: { text: message, next } })),
    ...(more > 0 ? [{ key: 'source-more-problems', args: { count: more } } as const] : []),
  ];
}

/** `/sources test`: what stands at an address and what would come of it. */
export function triedPage(address: string, tried: TriedSource): Page {
  const { at, title, is, total, read, whole, newest, takes } = tried;
  const heading: Label = {
    key: 'heading-source-test',
    args: { title: clipped(title ?? shortAddress(address), LONGEST), kind: is },
  };
  const notes: Label[] = [
    ...(at === null ? [] : [{ key: 'source-feed-found', args: { address: at } } as const]),
    is === 'page'
      ? { key: 'source-no-feed' }
      : { key: 'source-items', args: { total, read, whole, teasers: read - whole } },
    ...takes.map(({ topic, count }): Label => {
      return { key: 'source-takes', args: { title: clipped(topic.title, LONGEST), count, of: tried.tried } };
    }),
    { key: 'source-nothing-stored' },
  ];
  const rows = newest.map(({ id, version, title: name, publisher, published, url }): Cell[] => [
    { article: id, version, title: name, publisher, published, url, sample: false, origin: null },
  ]);
  const blocks: Block[] = [
    { is: 'heading', text: heading },
    ...(rows.length > 0 ? [{ is: 'rows', rows } as const] : []),
    ...notes.map((text): Block => ({ is: 'note', text })),
  ];
  return { id: idOf('source-test', address), push: heading, blocks, actions: [] };
}

/** `/sources export` in a chat: the addresses, as `/sources import` takes them. */
export async function exportPage(desk: Desk, args: Args, caller: Caller): Promise<Page> {
  const all = await visible(desk, caller);
  const web = all.filter(({ source }) => source.kind === 'web');
  const pages = Math.max(1, Math.ceil(web.length / ADDRESSES));
  const at = Math.min(Math.max(1, Math.trunc(Number(args.page)) || 1), pages);
  const heading: Label = { key: 'heading-source-export', args: { count: web.length } };
  const rows = web
    .slice((at - 1) * ADDRESSES, at * ADDRESSES)
    .map(({ source, health }): Cell[] => [
      { key: 'source-address', args: { address: shownAddress({ source, health }, caller) } },
      { key: 'source-topic', args: { title: slugIn(source.topic) } },
      ...(source.declared ? [{ key: 'source-declared' } as const] : []),
    ]);
  const folders = all.length - web.length;
  const blocks: Block[] = [
    { is: 'heading', text: heading },
    ...(rows.length > 0 ? [{ is: 'rows', rows } as const] : []),
    ...(rows.length > 0 ? [{ is: 'note', text: { key: 'source-export-how' } } as const] : []),
    ...(folders > 0 ? [{ is: 'note', text: { key: 'source-export-folders', args: { count: folders } } } as const] : []),
    ...(pages > 1 ? [{ is: 'note', text: { key: 'pages', args: { page: at, pages } } } as const] : []),
  ];
  const next: Action = {
    text: { key: 'action-next', args: { page: at + 1, pages } },
    command: 'sources export',
    args: { page: String(at + 1) },
  };
  return { id: idOf('source-export', caller.place, at), push: heading, blocks, actions: at < pages ? [next] : [] };
}

/** What became of a list of feeds. */
export function importedPage({ added, same, over, refused }: ImportReport, total: number, topic: string): Page {
  const notes: Label[] = [
    ...(same > 0 ? [{ key: 'source-import-same', args: { count: same } } as const] : []),
    ...(over > 0 ? [{ key: 'source-import-over', args: { count: over, most: MOST_SOURCES } } as const] : []),
    ...(refused > 0 ? [{ key: 'source-import-refused', args: { count: refused } } as const] : []),
    ...(added > 0 ? [{ key: 'source-import-reading' } as const] : []),
  ];
  const text: Label = { key: 'source-imported', args: { added, count: total, topic } };
  return notes.length > 0 ? notesPage(idOf('import', total), text, notes) : notePage(idOf('import', total), text);
}
