import { keptPage } from '../commands/kept.ts';
import { findActors, within } from '../core/language/actors.ts';
import type { Kept, Slot } from '../core/model/answer.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Block, Page } from '../core/model/page.ts';
import type { Statement } from '../core/model/statement.ts';
import { storyPage } from '../core/story/page.ts';
import { citedPage, pointCitations, sourcesPage, timelinePage } from '../core/writing/pages.ts';
import {
  answerJson,
  articleJson,
  briefingJson,
  checkJson,
  differencesJson,
  statementsJson,
  storiesJson,
  timelineJson,
} from '../render/json.ts';
import { renderTerminal } from '../render/terminal.ts';
import { ask as askDesk } from '../usecases/ask.ts';
import {
  brief as briefDesk,
  compare as compareDesk,
  type Length,
  stories as storiesDesk,
  timeline as timelineDesk,
} from '../usecases/brief.ts';
import { changes as changesDesk, sinceWhen } from '../usecases/changes.ts';
import { check as checkDesk } from '../usecases/check.ts';
import { idOf } from '../usecases/desk.ts';
import { printJson, type Run } from './reading.ts';

/** The reading verbs: a use case each, shown as the contract's JSON or as the page a chat would show. */

const ALL = 100_000;

export async function ask(run: Run, question: string): Promise<void> {
  const answer = await askDesk(run.desk, { question, scope: run.scope });
  if (run.json) printJson(answerJson(answer));
  else showKept(answer);
}

export async function check(run: Run, quotation: string): Promise<void> {
  const checked = await checkDesk(run.desk, { quotation, scope: run.scope });
  if (run.json) printJson(checkJson(checked));
  else showKept(checked);
}

export async function brief(run: Run, length: Length): Promise<void> {
  const briefing = await briefDesk(run.desk, { scope: run.scope, title: run.title, length });
  if (run.json) printJson(briefingJson(briefing));
  else showKept(briefing);
}

export async function statements(run: Run, actor: string | undefined): Promise<void> {
  const wanted = actor === undefined ? () => true : spokenBy(run, actor);
  const ids = run.order ?? (await run.desk.store.list(run.scope, ALL));
  const seen = new Set(await run.desk.store.list(run.scope, ALL));
  for (const id of ids.filter((one) => seen.has(one))) {
    const [row] = await run.desk.store.articles(run.scope.tenant, [id]);
    if (row) printJson(statementsJson(row, wanted));
  }
}

/** By an actor of the table with all its organs and people, else by a name that the speaker's name holds. */
function spokenBy(run: Run, name: string): (statement: Statement) => boolean {
  const [found] = findActors(name, run.desk.table);
  const plain = name.trim().toLowerCase();
  return ({ speaker }) => {
    if (!speaker) return false;
    if (speaker.name.toLowerCase().includes(plain)) return true;
    if (!found) return false;
    const { slug, kind, country } = found.actor;
    return within(speaker.actor, slug, run.desk.table) || (kind === 'state' && speaker.country === country);
  };
}

export async function timeline(run: Run): Promise<void> {
  const entries = await timelineDesk(run.desk, run.scope);
  if (run.json) printJson(timelineJson(entries));
  else {
    const id = idOf('timeline', run.scope);
    const cited = pointCitations(entries.flatMap((entry) => entry.points));
    show(withSources(timelinePage(id, entries), citedPage(id, cited, [])));
  }
}

/** Whoever sits at this machine: a watermark of its own beside those of the chats. */
const HERE = { person: 'cli', channel: 'cli' };

export async function changes(run: Run): Promise<void> {
  const { desk, scope } = run;
  const since = await sinceWhen(desk, scope, HERE);
  if (since === null) throw new SitrepError('bad_time', 'Nothing was asked here before: say --since.');
  const answer = await changesDesk(desk, { scope, since, ...HERE });
  if (run.json) printJson(answerJson(answer));
  else showKept(answer);
}

export async function stories(run: Run): Promise<void> {
  const found = await storiesDesk(run.desk, run.scope);
  if (run.json) printJson(storiesJson(found));
  else for (const story of found) show(storyPage(story));
}

export async function compare(run: Run, slot: Slot | undefined): Promise<void> {
  const compared = await compareDesk(run.desk, { scope: run.scope, slot });
  if (run.json) printJson(differencesJson(compared.differences));
  else showKept(compared);
}

export async function article(run: Run, id: string, version: string | undefined): Promise<void> {
  const found = await run.desk.store.article(run.scope.tenant, id, version);
  if (!found) throw new SitrepError('unknown_article', `There is no article “${id.slice(0, 80)}”.`);
  if (run.json) printJson(articleJson(found));
  else process.stdout.write(`${found.article.title ?? id}\n\n${found.article.text}\n`);
}

const showKept = (kept: Kept): void => show(withSources(keptPage(kept), sourcesPage(kept, [])));

/** No button opens the sources of printed lines: what each number stands for is printed below them. */
function withSources(page: Page, sources: Page): Page {
  const blocks = sources.blocks.flatMap((block): Block[] => {
    if (block.is !== 'sources') return [];
    return [{ ...block, items: block.items.map((item) => ({ ...item, cited: [] })) }];
  });
  const [heading] = sources.blocks;
  return blocks.length > 0 && heading ? { ...page, blocks: [...page.blocks, heading, ...blocks] } : page;
}

export function show(page: Page): void {
  const columns = Math.min(process.stdout.columns ?? 100, 110);
  const color = Boolean(process.stdout.isTTY && process.stdout.hasColors());
  process.stdout.write(`${renderTerminal({ ...page, actions: [] }, { columns, color })}\n`);
}
