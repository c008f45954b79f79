import type { Args, Caller } from '../core/model/command.ts';
import type { Page } from '../core/model/page.ts';
import { labelText } from '../render/labels.ts';
import { pageLines } from '../render/page-lines.ts';
import { printJson, type Run } from './reading.ts';
import { show } from './verbs.ts';

/** A verb that is a chat command: the same table, asked by whoever sits at this machine. */
export async function chatVerb(run: Run, line: string, more: Args = {}): Promise<void> {
  const caller = callerHere();
  const { command, args } = run.app.chat.parse(`/${line}`, caller.place.tenant);
  showPage(run, await run.app.chat.run(command, { ...args, ...more }, caller));
}

/** Whoever sits at this machine. */
export const callerHere = (): Caller => ({
  place: { platform: 'terminal', tenant: 'terminal', channel: 'terminal', thread: null },
  person: 'terminal',
  mayManage: true,
  alone: true,
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});

/** Prints a page, or its lines as JSON with `more` beside them. An error goes to standard error. */
export function showPage(run: Run, page: Page, more: Readonly<Record<string, unknown>> = {}): void {
  if (page.push.key === 'error') {
    process.stderr.write(`sitrep: ${labelText(page.push)}\n`);
    process.exitCode = 1;
    return;
  }
  const lines = pageLines(page).map(({ fragments }) => fragments.map((one) => one.text).join(''));
  if (run.json) printJson({ id: page.id, title: labelText(page.push), lines, ...more });
  else show(page);
}
