import type { Caller } from '../core/model/command.ts';
import { labelText } from '../render/labels.ts';
import { pageLines } from '../render/page-lines.ts';
import { printJson, type Run } from './reading.ts';
import { show } from './verbs.ts';

/** A verb that is a chat command: the same table, asked by whoever sits at this machine. */
export async function chatVerb(run: Run, line: string): Promise<void> {
  const caller: Caller = {
    place: { platform: 'terminal', tenant: 'terminal', channel: 'terminal', thread: null },
    person: 'terminal',
    mayManage: true,
    alone: true,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
  const { command, args } = run.app.chat.parse(`/${line}`);
  const page = await run.app.chat.run(command, args, caller);
  if (page.push.key === 'error') {
    process.stderr.write(`sitrep: ${labelText(page.push)}\n`);
    process.exitCode = 1;
    return;
  }
  const lines = pageLines(page).map(({ fragments }) => fragments.map((one) => one.text).join(''));
  if (run.json) printJson({ id: page.id, title: labelText(page.push), lines });
  else show(page);
}
