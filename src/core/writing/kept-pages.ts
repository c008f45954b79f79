import type { Citation, Kept, Point } from '../model/answer.ts';
import type { Block, Page } from '../model/page.ts';
import type { Ingested } from '../model/ports.ts';
import { citedSources, citedStatements, clipped, hiddenActions, speakerKey, titleOf } from './pages.ts';
import { standingRank } from './speakers.ts';

/** What the buttons of a kept page open that is made of the page itself. */

/** The buttons that did not fit under the page. */
export function morePage(kept: Kept): Page {
  const text = { key: 'heading-more', args: { text: clipped(titleOf(kept), 100) } } as const;
  return { id: kept.id, push: text, blocks: [{ is: 'heading', text }], actions: hiddenActions(kept) };
}

/** Every statement that is cited: governments first, those of one country together, else as they stand on the page. */
export function saidPage(kept: Kept): Page {
  const bySpeaker = [...Map.groupBy(citedStatements(kept), speakerKey).values()];
  const country = ([one]: readonly Point[]) => one?.said?.by?.country ?? (one ? speakerKey(one) : '');
  const rank = ([one]: readonly Point[]) => standingRank(one?.said?.by?.standing ?? 'unknown');
  const countries = [...new Set(bySpeaker.map(country))];
  const inOrder = bySpeaker.toSorted(
    (a, b) => rank(a) - rank(b) || countries.indexOf(country(a)) - countries.indexOf(country(b)),
  );
  const all = inOrder.flat();
  const [first, ...more] = all;
  const denied = all.filter(({ said }) => said?.polarity === 'denied').length;
  const heading = { key: 'heading-said', args: { speakers: bySpeaker.length, count: all.length, denied } } as const;
  const body: Block =
    first === undefined
      ? { is: 'note', text: { key: 'none-statements' } }
      : { is: 'points', group: { head: { key: 'facts' }, points: [first, ...more] } };
  return { id: kept.id, push: heading, blocks: [{ is: 'heading', text: heading }, body], actions: [] };
}

/** The page and its numbered sources, to be pasted elsewhere. */
export function copyPage(page: Page, citations: readonly Citation[], articles: readonly Ingested[]): Page {
  const items = citedSources(citations, articles).map(({ source }) => ({ source, cited: [] }));
  const sources: Block[] =
    items.length > 0
      ? [
          { is: 'heading', text: { key: 'heading-sources' } },
          { is: 'sources', items },
        ]
      : [];
  return { ...page, blocks: [...page.blocks, ...sources], actions: [], plain: true };
}
