import type { Kept } from '../core/model/answer.ts';
import type { Caller, Command } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Page } from '../core/model/page.ts';
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
import { citedVersions, keptOf } from '../usecases/evidence.ts';
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
    run: async (args, caller) => page(await keptOf(desk, caller.place.tenant, required(args, 'id')), caller),
  });
  return [
    behind('cited', async (kept, caller) =>
      sourcesPage(kept, await citedVersions(desk, caller.place.tenant, allCitations(kept))),
    ),
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

/** The page of whatever is kept. */
export function keptPage(kept: Kept): Page {
  if (kept.kind === 'check') return checkPage(kept);
  return kept.kind === 'answer' ? answerPage(kept) : briefingPage(kept);
}
