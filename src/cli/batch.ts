import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { SitrepError } from '../core/model/errors.ts';
import { answerJson } from '../render/json.ts';
import { ask } from '../usecases/ask.ts';
import { printJson, type Run } from './reading.ts';

const LINE = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  question: z.string(),
  docs: z.array(z.string()).optional(),
  now: z.string().optional(),
  choices: z.array(z.string()).optional(),
});

/** `ask --batch`: a line in, a line out, in the same order. A bad line gives one error line and the rest goes on. */
export async function batchCommand(run: Run, file: FileHandle): Promise<void> {
  let number = 0;
  for await (const line of file.readLines({ encoding: 'utf8' })) {
    number += 1;
    if (line.trim() !== '') printJson(await answerLine(run, line.replace(/^\uFEFF/u, ''), number));
  }
}

async function answerLine(run: Run, line: string, number: number): Promise<unknown> {
  let ref = `line ${number}`;
  try {
    const raw: unknown = JSON.parse(line);
    const named = (raw as { id?: unknown } | null)?.id;
    if (typeof named === 'string' || typeof named === 'number') ref = String(named);
    const { id, question, docs, now, choices } = LINE.parse(raw);
    run.at(now ?? null);
    const scope = { ...run.scope, docs: docs ?? run.scope.docs };
    return answerJson(await ask(run.desk, { question, scope, ...(choices && { choices }) }), id);
  } catch (error) {
    const known = error instanceof SitrepError;
    const bad = error instanceof SyntaxError || error instanceof z.ZodError;
    if (!known && !bad) throw error;
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const text = issue ? `${issue.path.join('.') || 'the line'}: ${issue.message}` : error.message;
    return { ref, error: { code: known ? error.code : 'bad_usage', text: known || issue ? text : 'malformed JSON' } };
  }
}
