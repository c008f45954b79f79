import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { SitrepError } from '../core/model/errors.ts';
import type { Topic } from '../core/model/topic.ts';

const BRIEF = z.strictObject({
  title: z.string().trim().min(1).max(120),
  questions: z.array(z.string().trim().min(1).max(200)).max(10).default([]),
  stale_after_hours: z.number().positive().default(48),
  sources: z.array(z.string().trim().min(1)).default(['articles']),
});

export type ReadTopics = { readonly topics: readonly Topic[]; readonly problems: readonly SitrepError[] };

/**
 * The topics of a folder: one per sub-folder with a `brief.yaml`, in name order. A topic that cannot be read is named
 * and left out; the others stay. A folder that is not there has no topics, and is named.
 */
export async function readBriefs(folder: string): Promise<ReadTopics> {
  let names: string[];
  try {
    names = (await readdir(folder, { withFileTypes: true })).filter((one) => one.isDirectory()).map((one) => one.name);
  } catch {
    return { topics: [], problems: [new SitrepError('not_found', `The folder of topics ${folder} cannot be read.`)] };
  }
  const read = await Promise.all(names.sort().map((name) => readBrief(join(folder, name), name)));
  return {
    topics: read.filter((one): one is Topic => !(one instanceof SitrepError)),
    problems: read.filter((one) => one instanceof SitrepError),
  };
}

async function readBrief(folder: string, slug: string): Promise<Topic | SitrepError> {
  const file = join(folder, 'brief.yaml');
  try {
    const brief = BRIEF.parse(parse(await readFile(file, 'utf8')));
    return {
      slug: slug.toLowerCase(),
      title: brief.title,
      questions: brief.questions,
      staleAfter: brief.stale_after_hours,
      sources: brief.sources.map((path) => resolve(folder, path)),
    };
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
