import type { Kept } from '../core/model/answer.ts';
import type { Args, Caller, Command } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Page } from '../core/model/page.ts';
import type { Ingested } from '../core/model/ports.ts';
import { checkPage } from '../core/writing/check/page.ts';
import {
  allCitations,
  answerPage,
  briefingPage,
  differencesPage,
  sourcesPage,
  timelinePage,
} from '../core/writing/pages.ts';
import type { Desk } from '../usecases/desk.ts';
import { required } from './support.ts';

/** What buttons under an answer or briefing open: its state is in the store, so they work after a restart. */
export function keptCommands(desk: Desk): readonly Command[] {
  const behind = (name: string, page: (kept: Kept, caller: Caller) => Page | Promise<Page>): Command => ({
    name,
    describe: 'command-kept',
    options: [{ name: 'id', describe: 'option-id', required: true, kind: 'word' }],
    reply: name === 'share' ? 'public' : 'private',
    needs: 'read',
    hidden: true,
    run: async (args, caller) => page(await keptOf(desk, args, caller), caller),
  });
  return [
    behind('cited', async (kept, caller) => sourcesPage(kept, await citedArticles(desk, kept, caller))),
    behind('differ', (kept) => differencesPage(kept.id, kept.differences, kept.coverage)),
    behind('dated', (kept) => timelinePage(kept.id, kept.kind === 'briefing' ? kept.timeline : [])),
    behind('share', (kept) => {
      const page = keptPage(kept);
      return { ...page, actions: page.actions.filter((action) => action.command !== 'share') };
    }),
    {
      name: 'last',
      describe: 'command-last',
      options: [],
      reply: 'private',
      needs: 'read',
      run: async (_, caller) => {
        const kept = await desk.store.lastKept(caller.place.tenant, caller.person);
        if (!kept) throw new SitrepError('unknown_id', 'You have not asked anything here yet.');
        return keptPage(kept);
      },
    },
  ];
}

function keptPage(kept: Kept): Page {
  if (kept.kind === 'check') return checkPage(kept);
  return kept.kind === 'answer' ? answerPage(kept) : briefingPage(kept);
}

async function keptOf(desk: Desk, args: Args, caller: Caller): Promise<Kept> {
  const id = required(args, 'id');
  const kept = await desk.store.kept(caller.place.tenant, id);
  if (!kept) throw new SitrepError('unknown_id', `There is no answer “${id.slice(0, 40)}” here.`);
  return kept;
}

/** The very versions that were cited, also when a newer one has come since. */
async function citedArticles(desk: Desk, kept: Kept, caller: Caller): Promise<readonly Ingested[]> {
  const spans = new Map(
    allCitations(kept).map(({ sentence: { span } }) => [`${span.article}\n${span.version}`, span] as const),
  );
  const found = await Promise.all(
    [...spans.values()].map((span) => desk.store.article(caller.place.tenant, span.article, span.version)),
  );
  return found.filter((one) => one !== null);
}
