import type { Answer, Briefing, Citation, Group, Label, Point } from '../model/answer.ts';
import type { ArticleId, Instant, Many } from '../model/article.ts';
import type { Block, Page } from '../model/page.ts';
import type { Ingested } from '../model/ports.ts';
import { onOneLine } from './alert.ts';
import { corrections } from './changes.ts';
import { clipped, differenceCitations, pointCitations } from './pages.ts';

/** What stands in a channel and no longer in its article: the note on the message, and the reply that tells it. */

type Edition = Briefing | Answer;

/** An article that an edition cites, as it was then and as it is now; null: it was withdrawn. */
export type Changed = { readonly then: Ingested; readonly now: Ingested | null };

/** What the messages of an edition show: each cited sentence once. */
export function shownCitations(edition: Edition): Citation[] {
  const all = [
    // What was shown as gone already is no news.
    ...pointCitations(edition.groups.flatMap((group) => group.points).filter(isStanding)),
    ...differenceCitations(edition.differences),
  ];
  return [...new Map(all.map((one) => [spanKey(one), one])).values()];
}

const isStanding = ({ change }: Point): boolean => change !== 'had' && change !== 'gone';

const spanKey = ({ sentence: { span } }: Citation): string =>
  JSON.stringify([span.article, span.version, span.start, span.end]);

/** Those of one article that do not stand in a text word for word; white space does not count. null: there is no text. */
export function lostCitations(citations: readonly Citation[], article: ArticleId, text: string | null): Citation[] {
  const now = text === null ? null : onOneLine(text);
  return citations.filter(
    ({ sentence }) => sentence.span.article === article && !now?.includes(onOneLine(sentence.text)),
  );
}

/** The edition with the points marked of which a cited sentence is lost. */
export function withLost<E extends Edition>(edition: E, lost: readonly Citation[], now: ReadonlySet<ArticleId>): E {
  const gone = new Set(lost.map(spanKey));
  const marked = (point: Point): Point => {
    const one = point.citations.find((citation) => gone.has(spanKey(citation)));
    return one ? { ...point, change: now.has(one.sentence.span.article) ? 'had' : 'gone' } : point;
  };
  return { ...edition, groups: edition.groups.map(({ head, points }) => ({ head, points: points.map(marked) })) };
}

/** The same page with the note that something on it was corrected, right below its heading. */
export function withNote(page: Page, at: Instant): Page {
  const when = { precision: 'day', from: at, to: at, words: null } as const;
  const [heading, ...rest] = page.blocks;
  const note: Block = { is: 'note', text: { key: 'corrected', args: { when } } };
  return { ...page, blocks: heading ? [heading, note, ...rest] : [note] };
}

/** The reply: of each changed article what was shown, and what stands there now. `title`: of what is corrected. */
export function correctionPage(
  id: string,
  title: string,
  articles: readonly { readonly changed: Changed; readonly lost: Many<Citation> }[],
): Page {
  const count = articles.reduce((sum, { lost }) => sum + lost.length, 0);
  const push: Label = { key: 'correction', args: { title: clipped(title, 100), count } };
  return {
    id,
    push,
    blocks: [
      { is: 'heading', text: push },
      ...articles.flatMap(({ changed, lost }): Block[] => {
        const group = groupOf(changed, lost);
        return group ? [{ is: 'points', group }] : [];
      }),
    ],
    actions: [],
  };
}

function groupOf({ then, now }: Changed, lost: Many<Citation>): Group | null {
  const [{ n, title, publisher }] = lost;
  const points = lost
    .flatMap((citation) => corrections([{ citation, then, now }]).flatMap((found) => found.points))
    .map(
      (point): Point => ({
        ...point,
        citations: point.citations.map((one) => ({ ...one, n })) as unknown as Many<Citation>,
      }),
    );
  const [first, ...rest] = points;
  const named = [publisher, title].filter((one) => one !== null);
  const text = clipped(named.join(': '), 200);
  const key = now === null ? 'correction-withdrawn' : 'correction-changed';
  return first ? { head: { key, args: { n, text, named: named.length } }, points: [first, ...rest] } : null;
}
