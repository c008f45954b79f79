import { readFile, stat, writeFile } from 'node:fs/promises';
import { visible } from '../commands/source-pages.ts';
import { importFeeds } from '../commands/sources.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Subscribed } from '../core/model/feed.ts';
import type { KnownSource } from '../core/model/source.ts';
import { slugIn } from '../core/topic/key.ts';
import { labelText } from '../render/labels.ts';
import { addressIn } from '../usecases/add-source.ts';
import { callerHere, chatVerb, showPage } from './chat-verb.ts';
import { printJson, type Run } from './reading.ts';

/** `sitrep sources …`: what `/sources` does, with files. */

/** Bytes of a list of feeds. */
const LARGEST = 2_000_000;

export async function sourcesVerb(
  run: Run,
  words: readonly string[],
  { out, topic }: { readonly out: string | undefined; readonly topic: string | undefined },
): Promise<void> {
  const [verb, ...rest] = words;
  const what = rest.join(' ');
  if (out !== undefined && verb !== 'export')
    throw new SitrepError('bad_usage', '--out is for `sitrep sources export`.');
  if (verb === 'export') return exportVerb(run, out);
  if (verb === 'import' && what !== '' && addressIn(what) === null && !what.includes('<')) {
    const list = await run.desk.web.list(await bytesOf(what));
    return showPage(run, await importFeeds(run.desk, list, topic, callerHere()));
  }
  if (run.json && (verb === undefined || verb === 'list')) return listJson(run, what);
  return chatVerb(run, ['sources', ...words].join(' '), topic === undefined ? {} : { topic });
}

/** The lines of the list, and all there is as data. */
async function listJson(run: Run, page: string): Promise<void> {
  const all = await visible(run.desk, callerHere());
  const sources = all.map((one) => ({
    ...asJson(one),
    kind: one.source.kind,
    state: one.health?.stopped ? 'stopped' : one.source.state,
    reads: one.health?.reads ?? null,
    goodAt: timeOf(one.health?.goodAt),
    nextAt: one.source.state === 'active' && !one.health?.stopped ? timeOf(one.health?.nextAt) : null,
    problem: one.health?.problem ? { code: one.health.problem.code, text: one.health.problem.text } : null,
  }));
  showPage(run, await run.app.chat.run('sources list', { page }, callerHere()), { sources });
}

const timeOf = (at: number | null | undefined): string | null => (at == null ? null : new Date(at).toISOString());

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    if ((await stat(path)).size > LARGEST)
      throw new SitrepError('unreadable', `${path}: larger than ${LARGEST / 1e6} MB.`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof SitrepError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new SitrepError('not_found', `${path}: no such file.`);
    throw new SitrepError('unreadable', `${path}: cannot be opened (${code}).`, { cause: error });
  }
}

/** What stands in `briefs/` lies in a folder of its own: read again, it is known there already. */
const DECLARED = 'briefs';

/** OPML of all feeds that are followed. */
async function exportVerb(run: Run, out: string | undefined): Promise<void> {
  const all = await visible(run.desk, callerHere());
  const feeds = all.filter(({ source, health }) => source.kind === 'web' && health?.reads !== 'page');
  const { writeOpml } = await import('../infra/feeds/opml.ts');
  const opml = writeOpml('Sitrep', feeds.map(subscribed));
  if (out !== undefined) await save(out, opml);
  if (run.json) printJson({ feeds: feeds.map(asJson), left: all.length - feeds.length, ...(out && { out }) });
  else if (out === undefined) process.stdout.write(`${opml.trimEnd()}\n`);
  if (all.length > feeds.length) {
    const label = { key: 'source-export-left', args: { count: all.length - feeds.length } } as const;
    process.stderr.write(`${labelText(label)}\n`);
  }
}

const addressOf = ({ source, health }: KnownSource): string => health?.address ?? source.path;

const subscribed = (one: KnownSource): Subscribed => ({
  url: addressOf(one),
  title: one.health?.title ?? null,
  folders: [...(one.source.declared ? [DECLARED] : []), slugIn(one.source.topic)],
});

const asJson = (one: KnownSource) => ({
  id: one.source.id,
  address: addressOf(one),
  title: one.health?.title ?? null,
  topic: slugIn(one.source.topic),
  declared: one.source.declared,
});

async function save(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SitrepError('bad_target', `${path} cannot be written (${code}).`, { cause: error });
  }
}
