import type { Command } from '../core/model/command.ts';
import type { Block, Page } from '../core/model/page.ts';
import { briefingPage } from '../core/writing/pages.ts';
import type { Desk } from '../usecases/desk.ts';
import { briefLink, type LinkBriefing } from '../usecases/link.ts';
import { required } from './support.ts';

/** `/link https://…`, and “Brief this” in a message's menu: indexes the linked articles where allowed, and briefs them. */
export function linkCommand(desk: Desk): Command {
  return {
    name: 'link',
    describe: 'command-link',
    options: [{ name: 'text', describe: 'option-link', required: true, kind: 'rest' }],
    reply: 'answer',
    needs: 'read',
    onMessage: 'action-brief-this',
    run: async (args, caller) => linkPage(await briefLink(desk, required(args, 'text'), caller)),
  };
}

/** A briefing, with what was indexed for it and what could not be had below its heading. */
function linkPage({ briefing, indexed, problems }: LinkBriefing): Page {
  const page = briefingPage(briefing);
  const [heading, ...rest] = page.blocks;
  const notes: Block[] = [];
  if (indexed.length > 0)
    notes.push({
      is: 'note',
      text: { key: 'link-indexed', args: { count: indexed.length, hosts: [...new Set(indexed)].join(', ') } },
    });
  if (briefing.groups.length === 0) notes.push({ is: 'note', text: { key: 'link-quiet' } });
  for (const { message, next } of problems)
    notes.push({ is: 'note', text: { key: 'error', args: { text: message, next } } });
  const others = rest.filter((block) => block.is !== 'note' || block.text.key !== 'none-new');
  return { ...page, blocks: [...(heading ? [heading] : []), ...notes, ...others] };
}
