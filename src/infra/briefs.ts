import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type ActorTable, buildActorTable } from '../core/language/actors.ts';
import type { Actor } from '../core/model/actor.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Rule, Topic } from '../core/model/topic.ts';
import { readRule } from '../core/topic/typed.ts';
import { readTopicActors } from './topic-actors.ts';

const WORDS = z
  .string()
  .transform((one) => [one])
  .or(z.array(z.string()))
  .transform((all) => all.map((one) => one.normalize('NFC').replace(/\s+/gu, ' ').trim()).filter(Boolean))
  .default([]);

/** Which articles a topic takes; the fields of a `Rule`. */
const MATCH = z.strictObject({
  any: WORDS,
  must: WORDS,
  not: WORDS,
  actors: WORDS,
  languages: WORDS,
  sources: WORDS,
});

const BRIEF = z.strictObject({
  title: z.string().trim().min(1).max(120),
  questions: z.array(z.string().trim().min(1).max(200)).max(10).default([]),
  stale_after_hours: z.number().positive().default(48),
  sources: z.array(z.string().trim().min(1)).optional(),
  match: MATCH.optional(),
  /** Read entry by entry (`readTopicActors`), so that a bad one costs itself alone. */
  actors: z.unknown().optional(),
});

/** Larger files are no `brief.yaml`, and reading one would hold everything up. */
const LARGEST = 2_000_000;

export type ReadTopics = {
  readonly topics: readonly Topic[];
  readonly problems: readonly SitrepError[];
  /** Keys of the topics that are there and cannot be read; null: the folder itself cannot, so all may be there. */
  readonly unread: readonly string[] | null;
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
    return { topics: [], problems: [problem], unread: null, actors: [], table };
  }
  const read = await Promise.all(names.sort().map((name) => readBrief(join(folder, name), name)));
  const unread = names.filter((_, n) => read[n] instanceof SitrepError).map(topicKey);
  const problems: SitrepError[] = [];
  const actors: Actor[] = [];
  const known: (Brief & { readonly declared: readonly string[] })[] = [];
  for (const one of read) {
    if (one instanceof SitrepError) problems.push(one);
    else {
      const own = one.actors == null ? null : readTopicActors(one.actors, one.topic.slug, table);
      known.push({ ...one, declared: own?.declared ?? [] });
      actors.push(...(own?.actors ?? []));
      for (const text of own?.problems ?? []) problems.push(new SitrepError('bad_actor', `${one.file}: ${text}.`));
    }
  }
  // A rule may name the actors of another topic.
  const topics = known.flatMap(({ file, topic, declared, match }): Topic[] => {
    try {
      return [{ ...topic, actors: declared, rule: match ? readRule(match, table) : null }];
    } catch (error) {
      if (!(error instanceof SitrepError)) throw error;
      problems.push(new SitrepError('bad_brief', `${file}: match: ${error.message}`));
      unread.push(topic.key);
      return [];
    }
  });
  return { topics, problems, unread, actors, table };
}

/** A declared topic goes by the name of its folder. */
const topicKey = (folder: string): string => folder.toLowerCase();

type Brief = {
  readonly file: string;
  readonly topic: Omit<Topic, 'actors' | 'rule'>;
  readonly actors: unknown;
  readonly match: Rule | undefined;
};

async function readBrief(folder: string, slug: string): Promise<Brief | SitrepError> {
  const file = join(folder, 'brief.yaml');
  try {
    if ((await stat(file)).size > LARGEST)
      return new SitrepError('bad_brief', `${file}: larger than ${LARGEST / 1e6} MB.`);
    const { actors, ...brief } = BRIEF.parse(parse(await readFile(file, 'utf8')));
    const name = topicKey(slug);
    // A topic with a rule may live from what other sources bring.
    const sources = brief.sources ?? (brief.match ? [] : ['articles']);
    const topic = {
      key: name,
      slug: name,
      tenant: 'public',
      declared: true,
      title: brief.title,
      questions: brief.questions,
      staleAfter: brief.stale_after_hours,
      sources: sources.map((path) => (/^https?:\/\//iu.test(path) ? path : resolve(folder, path))),
    };
    return { file, topic, actors, match: brief.match };
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
