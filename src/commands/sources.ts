import { addressesIn } from '../core/address.ts';
import type { Args, Caller, Command, Option } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { FeedList } from '../core/model/feed.ts';
import type { Page } from '../core/model/page.ts';
import type { KnownSource } from '../core/model/source.ts';
import { notePage } from '../core/writing/notices.ts';
import { addAddress, addFeeds, addFolder, addressIn, bareAddress } from '../usecases/add-source.ts';
import { type Desk, topicNamed, topicOf } from '../usecases/desk.ts';
import { trySource } from '../usecases/try-source.ts';
import { listing, pageOption } from './order-pages.ts';
import { addedPage, exportPage, importedPage, listPage, sourceName, triedPage, visible } from './source-pages.ts';
import { matching, required, topicOption, topicOrOnly } from './support.ts';

/** `/sources list|add|remove|pause|resume|test|import|export`: where the articles come from. */
export function sourcesCommand(desk: Desk): Command {
  const list = listing((args, caller) => listPage(desk, args, caller));
  const manage = { reply: 'private', needs: 'manage' } as const;
  return {
    ...list,
    name: 'sources',
    describe: 'command-sources',
    options: [],
    sub: [
      { ...list, name: 'list', describe: 'command-sources-list' },
      {
        ...manage,
        name: 'add',
        describe: 'command-sources-add',
        options: [{ name: 'path', describe: 'option-path', required: true, kind: 'rest' }, topicOption(desk)],
        run: (args, caller) => add(desk, args, caller),
      },
      {
        ...manage,
        name: 'remove',
        describe: 'command-sources-remove',
        options: [idOption(desk, ({ source }, { place }) => !source.declared && source.tenant === place.tenant)],
        run: (args, caller) => remove(desk, args, caller),
      },
      {
        ...manage,
        name: 'pause',
        describe: 'command-sources-pause',
        options: [idOption(desk, ({ source }) => source.state === 'active')],
        run: (args, caller) => pause(desk, args, caller, 'paused'),
      },
      {
        ...manage,
        name: 'resume',
        describe: 'command-sources-resume',
        options: [idOption(desk, ({ source, health }) => source.state === 'paused' || health?.stopped === true)],
        run: (args, caller) => pause(desk, args, caller, 'active'),
      },
      {
        ...manage,
        name: 'test',
        describe: 'command-sources-test',
        options: [
          { name: 'address', describe: 'option-source-address', required: true, kind: 'rest' },
          topicOption(desk),
        ],
        run: (args, caller) => test(desk, args, caller),
      },
      {
        ...manage,
        name: 'import',
        describe: 'command-sources-import',
        options: [{ name: 'list', describe: 'option-source-list', required: true, kind: 'rest' }, topicOption(desk)],
        run: async (args, caller) => {
          checkWhole(caller);
          return importFeeds(desk, await feedsIn(desk, required(args, 'list')), args.topic, caller);
        },
      },
      {
        ...manage,
        name: 'export',
        describe: 'command-sources-export',
        options: [pageOption],
        run: (args, caller) => exportPage(desk, args, caller),
      },
    ],
  };
}

/** The id of a source that something can be done with. */
const idOption = (desk: Desk, is: (one: KnownSource, caller: Caller) => boolean): Option => ({
  name: 'id',
  describe: 'option-source',
  required: true,
  kind: 'word',
  suggest: async (typed, caller) =>
    matching(
      typed,
      (await visible(desk, caller))
        .filter((one) => is(one, caller))
        .map((one) => ({ text: `${sourceName(one).slice(0, SUGGESTED)} · ${one.source.id}`, value: one.source.id })),
    ),
});

/** Leaves room for the id behind it. */
const SUGGESTED = 85;

/** Sources are the whole server's. */
function checkWhole({ onlyHere }: Caller): void {
  if (onlyHere)
    throw new SitrepError('not_allowed', 'Sources are the whole server’s; who created a channel manages that channel.');
}

/** One that the caller sees. Throws `unknown_source`. */
async function sourceOf(desk: Desk, typed: string, caller: Caller): Promise<KnownSource> {
  const id = typed.trim().toLowerCase();
  const one = (await visible(desk, caller)).find(({ source }) => source.id === id);
  if (one) return one;
  throw new SitrepError('unknown_source', `There is no source “${typed.slice(0, 40)}” here.`);
}

/** What was typed without the name of a topic behind it. */
function typedFor(
  desk: Desk,
  typed: string,
  topic: string | undefined,
  { place }: Caller,
): [string, string | undefined] {
  const words = typed.split(/\s+/u);
  const last = words.at(-1)!.toLowerCase();
  if (topic !== undefined || words.length < 2 || !topicNamed(desk, place.tenant, last)) return [typed, topic];
  return [typed.slice(0, typed.length - last.length).trim(), last];
}

async function add(desk: Desk, args: Args, caller: Caller): Promise<Page> {
  checkWhole(caller);
  const [what, named] = typedFor(desk, required(args, 'path'), args.topic, caller);
  const address = addressIn(what);
  if (address !== null) only(what);
  const to = { topic: await topicOrOnly(desk, named?.toLowerCase(), caller), caller };
  if (address !== null) return addedPage(desk, await addAddress(desk, address, to));
  try {
    return addedPage(desk, await addFolder(desk, what, to));
  } catch (error) {
    const bare = bareAddress(what);
    if (bare === null || !(error instanceof SitrepError && error.code === 'not_found')) throw error;
    return addedPage(desk, await addAddress(desk, bare, to));
  }
}

/** Throws when more is said than an address. */
function only(typed: string): void {
  const [, more] = typed.trim().split(/\s+/u);
  if (more !== undefined)
    throw new SitrepError('bad_option', `“${more.slice(0, 40)}” behind the address is no topic here.`, {
      next: 'One address at a time; `/sources import` takes many.',
    });
}

async function remove(desk: Desk, args: Args, caller: Caller): Promise<Page> {
  checkWhole(caller);
  const one = await sourceOf(desk, required(args, 'id'), caller);
  const { id, tenant, declared } = one.source;
  if (!declared && tenant !== caller.place.tenant)
    throw new SitrepError('not_allowed', `The source ${id} is everybody’s and is not removed from a chat.`, {
      next: `\`/sources pause ${id}\` pauses it.`,
    });
  if (declared)
    throw new SitrepError('not_allowed', `The source ${id} is declared in briefs/ and is not removed from a chat.`, {
      next: `\`/sources pause ${id}\` pauses it.`,
    });
  if (!(await desk.store.removeSource(tenant, id)))
    throw new SitrepError('unknown_source', `There is no source “${id}” here any more.`);
  return notePage(id, { key: 'source-removed', args: { id, title: sourceName(one) } });
}

async function pause(desk: Desk, args: Args, caller: Caller, to: 'active' | 'paused'): Promise<Page> {
  checkWhole(caller);
  const one = await sourceOf(desk, required(args, 'id'), caller);
  const { id, tenant, declared } = one.source;
  if (!(await desk.store.pauseSource(tenant, id, to)))
    throw new SitrepError('unknown_source', `There is no source “${id}” here any more.`);
  desk.log.info('source.state', { source: id, tenant: caller.place.tenant, state: to, declared });
  const name = { id, title: sourceName(one), declared: declared ? 'yes' : 'no' };
  return notePage(id, { key: `source-${to}`, args: name });
}

async function test(desk: Desk, args: Args, caller: Caller): Promise<Page> {
  checkWhole(caller);
  const [what, named] = typedFor(desk, required(args, 'address'), args.topic, caller);
  const topic = named === undefined ? null : topicOf(desk, caller.place.tenant, named.toLowerCase());
  const given = addressIn(what);
  if (given !== null) only(what);
  const address = given ?? (await addressAt(desk, what, caller));
  return triedPage(address, await trySource(desk, address, caller, topic));
}

/** The address of a source by its id. */
async function addressAt(desk: Desk, typed: string, caller: Caller): Promise<string> {
  const known = (await visible(desk, caller)).find(({ source }) => source.id === typed.trim().toLowerCase());
  if (known?.source.kind === 'web') return known.health?.address ?? known.source.path;
  const bare = bareAddress(typed);
  if (bare !== null) return bare;
  throw new SitrepError('bad_address', `“${typed.slice(0, 60)}” is no address and no source on the web here.`);
}

/** Feeds that one import may name. */
const MOST_LISTED = 2_000;

/** The feeds of what was typed: the text of an OPML file, the address of one, or several addresses. */
async function feedsIn(desk: Desk, typed: string): Promise<FeedList> {
  if (/<(?:opml|outline)\b/iu.test(typed)) return desk.web.list(Buffer.from(typed));
  // A chat may take away what stands in angle brackets: the addresses are left.
  const outlines = [...typed.matchAll(/\bxmlUrl\s*=\s*["“”'](https?:[^\s"“”']+)/giu)].map(([, url]) => url);
  const addresses = addressesIn(outlines.length > 0 ? outlines.join(' ') : typed, MOST_LISTED);
  const [only, ...others] = addresses;
  if (only === undefined)
    throw new SitrepError('bad_option', 'There is no address and no OPML in that.', {
      next: 'Give the address of an OPML file, its text, or the addresses of feeds.',
    });
  if (others.length === 0 && outlines.length === 0) return desk.web.list(only);
  return { feeds: addresses.map((url) => ({ url, title: null, folders: [] })), total: addresses.length };
}

/** Follows the feeds of a list: for the topic that is named or the only one, unless a folder of the list names one. */
export async function importFeeds(
  desk: Desk,
  { feeds, total }: FeedList,
  named: string | undefined,
  caller: Caller,
): Promise<Page> {
  if (feeds.length === 0)
    throw new SitrepError('feed_unreadable', 'There is no feed in that list.', {
      next: 'Give an OPML file, as feed readers export it.',
    });
  const topic = await topicOrOnly(desk, named?.toLowerCase(), caller);
  return importedPage(await addFeeds(desk, feeds, { topic, caller }), total, topic.title);
}
