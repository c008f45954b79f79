import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type ActorTable, buildActorTable } from '../core/language/actors.ts';
import type { Actor } from '../core/model/actor.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Topic } from '../core/model/topic.ts';
import { readTopicActors } from './topic-actors.ts';

const BRIEF = z.strictObject({
  title: z.string().trim().min(1).max(120),
  questions: z.array(z.string().trim().min(1).max(200)).max(10).default([]),
  stale_after_hours: z.number().positive().default(48),
  sources: z.array(z.string().trim().min(1)).default(['articles']),
  /** Read entry by entry (`readTopicActors`), so that a bad one costs itself alone. */
  actors: z.unknown().optional(),
});

/** Larger files are no `brief.yaml`, and reading one would hold everything up. */
const LARGEST = 2_000_000;

export type ReadTopics = {
  readonly topics: readonly Topic[];
  readonly problems: readonly SitrepError[];
  /** The topics' own actors, in the order in which the table took them, and the table with them. */
  readonly actors: readonly Actor[];
  readonly table: ActorTable;
};

/**
 * The topics of a folder: one per sub-folder with a `brief.yaml`, in name order. A topic that cannot be read is named
 * and left out; the others stay. A folder that is not there has no topics, and is named. Actors of a topic are known in
 * every topic: the same words must not mean two things in one chat.
 */
export async function readBriefs(folder: string): Promise<ReadTopics> {
  const table = buildActorTable();
  let names: string[];
  try {
    names = (await readdir(folder, { withFileTypes: true })).filter((one) => one.isDirectory()).map((one) => one.name);
  } catch {
    const problem = new SitrepError('not_found', `The folder of topics ${folder} cannot be read.`);
    return { topics: [], problems: [problem], actors: [], table };
  }
  const read = await Promise.all(names.sort().map((name) => readBrief(join(folder, name), name)));
  const problems: SitrepError[] = [];
  const actors: Actor[] = [];
  const topics: Topic[] = [];
  for (const one of read) {
    if (one instanceof SitrepError) problems.push(one);
    else {
      const own = one.actors == null ? null : readTopicActors(one.actors, one.topic.slug, table);
      topics.push({ ...one.topic, actors: own?.declared ?? [] });
      actors.push(...(own?.actors ?? []));
      for (const text of own?.problems ?? []) problems.push(new SitrepError('bad_actor', `${one.file}: ${text}.`));
    }
  }
  return { topics, problems, actors, table };
}

type Brief = { readonly file: string; readonly topic: Omit<Topic, 'actors'>; readonly actors: unknown };

async function readBrief(folder: string, slug: string): Promise<Brief | SitrepError> {
  const file = join(folder, 'brief.yaml');
  try {
    if ((await stat(file)).size > LARGEST)
      return new SitrepError('bad_brief', `${file}: larger than ${LARGEST / 1e6} MB.`);
    const { actors, ...brief } = BRIEF.parse(parse(await readFile(file, 'utf8')));
    const topic = {
      slug: slug.toLowerCase(),
      title: brief.title,
      questions: brief.questions,
      staleAfter: brief.stale_after_hours,
      sources: brief.sources.map((path) => resolve(folder, path)),
    };
    return { file, topic, actors };
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const { code, message } = error as NodeJS.ErrnoException;
    const what = issue
      ? `${issue.path.join('.') || 'the file'}: ${issue.message}`
      : code === 'ENOENT'
        ? 'no such file'
        : message.split('\n')[0]?.replace(/[:.\s]+$/u, '');
    return new SitrepError('bad_brief', `${file}: ${what}.`);
  }
}
