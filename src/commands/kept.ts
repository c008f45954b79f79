import type { Kept } from '../core/model/answer.ts';
import type { Args, Caller, Command, Option } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Page } from '../core/model/page.ts';
import { checkPage } from '../core/writing/check/page.ts';
import { copyPage, morePage, saidPage } from '../core/writing/kept-pages.ts';
import { notePage } from '../core/writing/notices.ts';
import {
  allCitations,
  answerPage,
  briefingPage,
  differencesPage,
  keptActions,
  pointCitations,
  shownActions,
  sourcesPage,
  timelinePage,
  withoutShare,
} from '../core/writing/pages.ts';
import { onPage } from '../core/writing/paging.ts';
import type { Desk } from '../usecases/desk.ts';
import { citedVersions, keptOf } from '../usecases/evidence.ts';
import { required } from './support.ts';

/** What buttons under an answer or briefing open: its state is in the store, so they work after a restart. */
export function keptCommands(desk: Desk): readonly Command[] {
  const sources = (kept: Kept, caller: Caller) => citedVersions(desk, caller.place.tenant, allCitations(kept));
  const behind = (
    name: string,
    page: (kept: Kept, caller: Caller, args: Args) => Page | Promise<Page>,
    more: readonly Option[] = [],
  ): Command => ({
    name,
    describe: 'command-kept',
    options: [{ name: 'id', describe: 'option-id', required: true, kind: 'word' }, ...more],
    reply: name === 'share' ? 'public' : 'private',
    needs: 'read',
    hidden: true,
    run: async (args, caller) => page(await keptOf(desk, caller.place.tenant, required(args, 'id')), caller, args),
  });
  /** The same, a page at a time when it is long. */
  const paged = (name: string, page: (kept: Kept, caller: Caller) => Page | Promise<Page>): Command =>
    behind(
      name,
      async (kept, caller, args) =>
        onPage(await page(kept, caller), args.page, { command: name, args: { id: kept.id } }),
      [{ name: 'page', describe: 'option-part', required: false, kind: 'word' }],
    );
  return [
    paged('cited', async (kept, caller) => sourcesPage(kept, await sources(kept, caller))),
    paged('differ', (kept) => withSources(kept, differencesPage(kept))),
    paged('dated', (kept) => withSources(kept, timelinePage(kept.id, kept.kind === 'briefing' ? kept.timeline : []))),
    paged('said', (kept) => withSources(kept, saidPage(kept))),
    paged('copy', async (kept, caller) =>
      copyPage(
        keptPage(kept),
        kept.kind === 'comparison' ? allCitations(kept) : pointCitations(kept.groups.flatMap((group) => group.points)),
        await sources(kept, caller),
      ),
    ),
    behind('more', morePage),
    behind('share', (kept) => withoutShare(keptPage(kept))),
    behind(
      'rate',
      async (kept, caller, args) => {
        const verdict = verdictOf(required(args, 'as'));
        await desk.store.rate(caller.place.tenant, kept.id, caller.person, verdict, desk.clock());
        return notePage(kept.id, { key: `rated-${verdict}` });
      },
      [{ name: 'as', describe: 'option-verdict', required: true, kind: 'word', choices: VERDICTS }],
    ),
    {
      name: 'last',
      describe: 'command-last',
      options: [],
      reply: 'private',
      needs: 'read',
      personal: true,
      run: async (_, caller) => {
        const kept = await desk.store.lastKept(caller.place.tenant, caller.person);
        if (!kept)
          throw new SitrepError('unknown_id', 'You have not asked anything here yet.', {
            next: 'Ask a question, or type `/brief`.',
          });
        return keptPage(kept);
      },
    },
  ];
}

const VERDICTS = ['up', 'down'] as const;

function verdictOf(word: string): (typeof VERDICTS)[number] {
  const verdict = VERDICTS.find((one) => one === word.toLowerCase());
  if (!verdict) throw new SitrepError('bad_option', `“${word.slice(0, 40)}” is neither up nor down.`);
  return verdict;
}

/** What shows numbers leads to the sources that they stand for. */
function withSources(kept: Kept, page: Page): Page {
  return { ...page, actions: keptActions(kept).filter((action) => action.command === 'cited') };
}

/** The page of whatever is kept. */
export function keptPage(kept: Kept): Page {
  if (kept.kind === 'check') return checkPage(kept);
  if (kept.kind === 'comparison') return { ...differencesPage(kept), actions: shownActions(kept) };
  return kept.kind === 'answer' ? answerPage(kept) : briefingPage(kept);
}
