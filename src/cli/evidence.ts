import { readFile, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { SitrepError } from '../core/model/errors.ts';
import type { Evidence } from '../core/writing/evidence.ts';
import { clean } from '../render/clean.ts';
import { evidenceMarkdown } from '../render/evidence.ts';
import { evidence, readEvidence, verify } from '../usecases/evidence.ts';
import { printJson, type Run } from './reading.ts';

/** `evidence`: to a file as JSON and beside it as Markdown, else printed in one of the two. */
export async function evidenceVerb(run: Run, id: string, out: string | undefined): Promise<void> {
  const bundle = await evidence(run.desk, run.scope.tenant, id);
  if (out !== undefined) {
    const markdown = `${out.slice(0, out.length - extname(out).length)}.md`;
    if (markdown === out) throw new SitrepError('bad_usage', `${out} is for the JSON; the Markdown is put beside it.`);
    await write(out, `${JSON.stringify(bundle, null, 2)}\n`);
    await write(markdown, evidenceMarkdown(bundle));
    if (run.json) printJson({ json: out, markdown });
    else process.stdout.write(`${out}\n${markdown}\n`);
  } else if (run.json) printJson(bundle);
  else process.stdout.write(evidenceMarkdown(bundle));
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new SitrepError('not_found', `${file} cannot be written.`, { cause: error });
  }
}

/** The bundle in a file. Throws `not_found`, `bad_evidence`. */
export async function openEvidence(file: string): Promise<Evidence> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new SitrepError('not_found', `${file} cannot be read.`, { cause: error });
  }
  return readEvidence(text, file);
}

/** `verify`: a line for each point that fails, and exit status 1 for one. */
export async function verifyVerb(run: Run, bundle: Evidence): Promise<void> {
  const { failures, points, checked, missing } = await verify(run.desk, run.scope.tenant, bundle);
  const ok = failures.length === 0;
  if (!ok) process.exitCode = 1;
  if (run.json) return printJson({ ok, points, checked, missing, failures });
  // The bundle is another's: nothing in it may speak to the terminal or begin a line of its own.
  for (const { place, text } of failures) process.stderr.write(`sitrep: ${clean(`${place}: ${text}`)}.\n`);
  const hold = points === 1 ? '1 point holds' : `${points} points hold`;
  if (ok) process.stdout.write(`${hold}, against the texts of ${checked.length} articles\n`);
  const names = clean(missing.join(', '));
  if (missing.length > 0) process.stdout.write(`not stored here, checked in itself alone: ${names}\n`);
}
