import type {
  Answer,
  Briefing,
  Citation,
  Coverage,
  Difference,
  Group,
  Kept,
  Label,
  Point,
  SourceLine,
  TimelineEntry,
} from '../model/answer.ts';
import type { Span } from '../model/article.ts';
import type { Action, Block, CitedSource, Page } from '../model/page.ts';
import type { Ingested } from '../model/ports.ts';
import { slugIn } from '../topic/key.ts';
import { unreadLabels } from './coverage.ts';
import { closingBlocks, editionPush, openingBlocks } from './edition-page.ts';
import { neighbours } from './neighbours.ts';

/** What is known and shown, as pages. Nothing is decided here but the order on the screen (READING.md). */

const note = (key: Label['key'], args: Label['args'] = {}): Block => ({ is: 'note', text: { key, args } });

/** Longer words of a person are named by their beginning. */
const HEADING = 300;

/** What was asked, on one line, as a title of it. */
export function clipped(text: string, most = HEADING): string {
  const line = text.replace(/\s+/gu, ' ');
  if (line.length <= most) return line;
  const head = line.slice(0, most);
  return `${head.slice(0, Math.max(head.lastIndexOf(' '), most / 2)).toWellFormed()}…`;
}

/** What was asked; of a briefing its topic's title. */
export const titleOf = (kept: Kept): string => (kept.kind === 'briefing' ? kept.headline : kept.question);

export function answerPage(answer: Answer): Page {
  const points = answer.groups.flatMap((group) => group.points);
  const { since } = answer;
  const when = since && { precision: 'instant' as const, from: since.at, to: since.at, words: null };
  const text = clipped(answer.question);
  // Where nothing changed, that is the heading.
  const isQuiet = since && since.fresh + since.changed + since.older === 0;
  const quiet = isQuiet ? answer.missing.find(({ key }) => key === 'nothing-new') : undefined;
  const asked: Label =
    since && when ? { key: 'heading-changes', args: { ...since, when } } : { key: 'question', args: { text } };
  const blocks: Block[] = [{ is: 'heading', text: quiet ?? asked }];
  if (answer.status === 'partial') blocks.push({ is: 'heading', text: { key: 'answer-partial' } });
  if (answer.status === 'not_in_sources' && !since)
    blocks.push({ is: 'heading', text: { key: 'answer-not-in-sources' } });
  blocks.push(...answer.missing.filter((one) => one !== quiet).map((one): Block => ({ is: 'note', text: one })));
  blocks.push(...groupBlocks(answer.groups));
  blocks.push(...differenceBlock(answer.differences));
  // The heading has said what was searched.
  if (quiet) blocks.push(...unreadLabels(answer.coverage.unread).map((one): Block => ({ is: 'note', text: one })));
  else blocks.push(coverageNote(answer.coverage));
  return {
    id: answer.id,
    push: when
      ? { key: 'push-changes', args: { count: points.length, when } }
      : { key: 'push-answer', args: { count: points.length, text } },
    blocks,
    actions: shownActions(answer),
  };
}

export function briefingPage(briefing: Briefing): Page {
  const points = briefing.groups.flatMap((group) => group.points);
  const { edition } = briefing;
  const blocks: Block[] = [{ is: 'heading', text: { key: 'headline', args: { title: briefing.headline } } }];
  if (edition) blocks.push(...openingBlocks(edition));
  blocks.push(...groupBlocks(briefing.groups));
  if (points.length === 0 && !edition) blocks.push(note('none-new'));
  blocks.push(...differenceBlock(briefing.differences));
  blocks.push(...briefing.missing.map((text): Block => ({ is: 'note', text })));
  if (edition) blocks.push(...closingBlocks(edition));
  blocks.push(coverageNote(briefing.coverage));
  return { id: briefing.id, push: briefingPush(briefing), blocks, actions: shownActions(briefing) };
}

/** "Japan's Patriot exports: 5 articles, 3 statements, 2 differences". */
export function briefingPush(briefing: Briefing): Label {
  if (briefing.edition) return editionPush(briefing, briefing.edition);
  const said = briefing.groups.flatMap((group) => group.points).filter((point) => point.said !== null);
  return {
    key: 'push-briefing',
    args: {
      title: briefing.headline,
      articles: briefing.coverage.articles,
      statements: said.length,
      differences: briefing.differences.length,
    },
  };
}

/** Differences with each position and its sentence: `/compare`, and the button. */
export function differencesPage({ id, differences, coverage }: Differing): Page {
  const heading: Label = { key: 'heading-differences' };
  return {
    id,
    push: heading,
    blocks: [
      { is: 'heading', text: heading },
      differences.length > 0 ? { is: 'differences', items: differences, detail: 'full' } : note('none-differences'),
      coverageNote(coverage),
    ],
    actions: [],
  };
}

type Differing = Pick<Kept, 'id' | 'differences' | 'coverage'>;

export function timelinePage(id: string, entries: readonly TimelineEntry[]): Page {
  const heading: Label = { key: 'heading-timeline' };
  return {
    id,
    push: heading,
    blocks: [
      { is: 'heading', text: heading },
      entries.length === 0
        ? note('none-timeline')
        : {
            is: 'timeline',
            entries: entries.map((entry) => ({
              at: { key: 'date-instant', args: { when: entry.when } },
              points: entry.points,
            })),
          },
    ],
    actions: [],
  };
}

/** Each cited sentence between its neighbours, from the stored text of the very version that was cited. */
export function sourcesPage(kept: Kept, articles: readonly Ingested[]): Page {
  return citedPage(kept.id, allCitations(kept), articles);
}

/** The same for citations of any page. */
export function citedPage(id: string, citations: readonly Citation[], articles: readonly Ingested[]): Page {
  const heading: Label = { key: 'heading-sources' };
  const items = citedSources(citations, articles);
  return {
    id,
    push: heading,
    blocks: [{ is: 'heading', text: heading }, items.length > 0 ? { is: 'sources', items } : note('none-sources')],
    actions: [],
  };
}

/** Every citation of an answer, briefing or check, in the order shown. */
export function allCitations(kept: Kept): Citation[] {
  return [
    ...pointCitations(kept.groups.flatMap((group) => group.points)),
    ...differenceCitations(kept.differences),
    ...(kept.kind === 'briefing' ? pointCitations(kept.timeline.flatMap((entry) => entry.points)) : []),
  ];
}

export function pointCitations(points: readonly Point[]): Citation[] {
  return points.flatMap((point) => [...point.citations, ...point.alsoIn]);
}

export function differenceCitations(differences: readonly Difference[]): Citation[] {
  return differences.flatMap((one) => one.positions.flatMap((position) => position.citations));
}

export function citedSources(all: readonly Citation[], articles: readonly Ingested[]): CitedSource[] {
  const find = ({ article: id, version }: Span) =>
    articles.find(({ article }) => article.id === id && article.version === version);
  const byNumber = Map.groupBy(all, (citation) => citation.n);
  return [...byNumber.entries()]
    .sort(([a], [b]) => a - b)
    .map(([n, citations]) => {
      const [first] = citations as [Citation, ...Citation[]];
      // What changed shows two versions of one article, each in its own text.
      const versions = Map.groupBy(citations, (citation) => citation.sentence.span.version);
      const cited = [...versions.values()].flatMap((own) => inContext(own, find(own[0]!.sentence.span)));
      return { source: sourceLine(n, first, find(first.sentence.span)), cited };
    });
}

/** The cited sentences in the order of the text. A neighbour that is cited too, or shown already, is not repeated. */
function inContext(citations: readonly Citation[], from: Ingested | undefined): CitedSource['cited'] {
  const once = new Map(citations.map((one) => [one.sentence.span.start, one] as const));
  const cited = [...once.values()].sort((a, b) => a.sentence.span.start - b.sentence.span.start);
  let shown = 0;
  return cited.map((citation, at) => {
    const { before, after } = neighbours(citation.sentence.span, from);
    const next = cited[at + 1]?.sentence.span.start ?? Number.POSITIVE_INFINITY;
    const fresh = before !== null && before.span.start >= shown ? before : null;
    const free = after !== null && after.span.start < next ? after : null;
    shown = (free?.span ?? citation.sentence.span).end;
    return { citation, before: fresh, after: free };
  });
}

function sourceLine(n: number, citation: Citation, from: Ingested | undefined): SourceLine {
  const { article, version } = citation.sentence.span;
  const { title, publisher, published, url, sample, teaser } = citation;
  const origin = from?.analysis.origin?.name ?? null;
  return { n, article, version, title, publisher, published, url, sample, ...(teaser && { teaser }), origin };
}

function groupBlocks(groups: readonly Group[]): Block[] {
  return groups.map((group): Block => ({ is: 'points', group }));
}

function differenceBlock(items: readonly Difference[]): Block[] {
  return items.length > 0 ? [{ is: 'differences', items, detail: 'line' }] : [];
}

/** One line: what was searched, how fresh it is, and what is unknown, said once. */
export function coverageNote(
  coverage: Coverage,
  key: 'coverage-searched' | 'coverage-new' = 'coverage-searched',
): Block {
  const parts: Label[] = [{ key, args: { count: coverage.articles } }];
  if (coverage.limited) {
    if (coverage.undated > 0) parts.push({ key: 'coverage-left-out', args: { count: coverage.undated } });
  } else if (coverage.articles > 0 && coverage.undated === coverage.articles)
    parts.push({ key: 'coverage-none-dated' });
  else if (coverage.undated > 0) parts.push({ key: 'coverage-undated', args: { count: coverage.undated } });
  if (coverage.newest !== null) {
    const when = { precision: 'day', from: coverage.newest, to: coverage.newest, words: null } as const;
    parts.push({ key: 'coverage-newest', args: { when } });
  }
  if (coverage.stale) parts.push({ key: 'coverage-stale' });
  if (coverage.articles > 0) parts.push({ key: 'coverage-origins', args: { named: coverage.origins.named } });
  parts.push(...unreadLabels(coverage.unread));
  return { is: 'note', text: { key: 'coverage', args: { parts } } };
}

/** What the buttons of a page without `⋯` are at most. */
const MOST_ACTIONS = 4;

/** The first three of many and `⋯`, behind which {@link hiddenActions} stand. */
function cut(id: string, all: readonly Action[]): readonly Action[] {
  if (all.length <= MOST_ACTIONS) return all;
  return [...all.slice(0, MOST_ACTIONS - 1), { text: { key: 'action-more' }, command: 'more', args: { id } }];
}

/** The buttons of a kept page. */
export function shownActions(kept: Kept): readonly Action[] {
  return cut(kept.id, keptActions(kept));
}

/** A page that all can see already. */
export function withoutShare(page: Page): Page {
  return { ...page, actions: page.actions.filter((action) => action.command !== 'share') };
}

/** Those behind `⋯`. */
export function hiddenActions(kept: Kept): readonly Action[] {
  const all = keptActions(kept);
  return all.length > MOST_ACTIONS ? all.slice(MOST_ACTIONS - 1) : [];
}

/** All that can be done with a kept page, each only with something behind it, the most useful first. */
export function keptActions(kept: Kept): readonly Action[] {
  const cited = new Set(allCitations(kept).map((citation) => citation.n)).size;
  const dated = kept.kind === 'briefing' ? kept.timeline.length : 0;
  const button = (key: Label['key'], command: string, count = 0, args: Action['args'] = {}): Action => ({
    text: { key, args: { count } },
    command,
    args: { id: kept.id, ...args },
  });
  const [first, ...cases] = casesOf(kept, button);
  return [
    ...(cited > 0 ? [button('action-sources', 'cited', cited)] : []),
    ...(first ? [first] : []),
    ...(cited > 0 ? [button('action-share', 'share')] : []),
    ...(speakersOf(kept) > 1 ? [button('action-said', 'said')] : []),
    ...cases,
    ...(dated > 1 ? [button('action-timeline', 'dated', dated)] : []),
    ...(kept.upTo !== undefined && !isChanges(kept) ? [button('action-changed', 'changed')] : []),
    ...storiesIn(kept),
    ...(cited > 0 ? [button('action-copy', 'copy')] : []),
    button('action-up', 'rate', 0, { as: 'up' }),
    button('action-down', 'rate', 0, { as: 'down' }),
  ];
}

/** What a briefing's articles report, and from whom it comes. */
function storiesIn(kept: Kept): Action[] {
  if (kept.kind !== 'briefing' || kept.coverage.articles < 2) return [];
  return [{ text: { key: 'action-stories' }, command: 'stories', args: { topic: slugIn(kept.topic) } }];
}

const NOT_GIVEN: ReadonlySet<Label['key']> = new Set([
  'number-not-given',
  'no-date-given',
  'no-place-given',
  'no-reason-given',
]);

/** Nothing answers it yet, or nothing gives the number, date, place or reason that it asks for: that can be waited for. */
export const isUnanswered = ({ status, since, missing }: Answer): boolean =>
  since === undefined &&
  (status === 'not_in_sources' || (status === 'partial' && missing.some(({ key }) => NOT_GIVEN.has(key))));

const isChanges = (kept: Kept): boolean => kept.kind === 'answer' && kept.since !== undefined;

/** What this very page asks for: what else the speaker of a quotation said, where the sources differ. */
function casesOf(kept: Kept, button: (key: Label['key'], command: string, count: number) => Action): Action[] {
  const by = kept.kind === 'check' ? kept.groups[0]?.points[0].said?.by : null;
  const differ = kept.kind === 'comparison' ? 0 : kept.differences.length;
  return [
    ...(kept.kind === 'answer' && isUnanswered(kept) ? [button('action-watch', 'watch this', 0)] : []),
    ...(by
      ? [
          {
            text: { key: 'action-said-by', args: { name: by.name } },
            command: 'who',
            args: { actor: by.name },
          } as const,
        ]
      : []),
    ...(differ > 0 ? [button('action-differ', 'differ', differ)] : []),
  ];
}

/** The statements that a kept page cites: those it shows, and positions in which sources differ that someone states. */
export function citedStatements(kept: Kept): readonly Point[] {
  const shown = kept.groups.flatMap((group) => group.points).filter(isSaid);
  const positions = kept.differences.flatMap(({ slot, positions: all }) =>
    all.map(({ pieces, citations, said }): Point => ({ pieces, citations, said, alsoIn: [], differs: [slot] })),
  );
  const out = [...shown];
  for (const one of positions.filter(isSaid)) if (!out.some((other) => overlap(one, other))) out.push(one);
  return out;
}

const isSaid = ({ said }: Point): boolean => said !== null && said.by !== null && said.kind !== 'ascribed';

function overlap(a: Point, b: Point): boolean {
  const spans = ({ pieces }: Point) => pieces.flatMap((piece) => (piece.is === 'quote' ? [piece.quote.span] : []));
  return spans(a).some((one) =>
    spans(b).some(
      (two) => one.article === two.article && one.version === two.version && one.start < two.end && two.start < one.end,
    ),
  );
}

/** Who speaks, as one key; a quotation that was checked names its speakers itself. */
export const speakerKey = ({ said }: Point): string => said?.by?.actor ?? said?.by?.name ?? '';

function speakersOf(kept: Kept): number {
  return kept.kind === 'check' ? 0 : new Set(citedStatements(kept).map(speakerKey)).size;
}
