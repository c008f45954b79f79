import type { Difference, Group, Label, Point, Position, Said } from '../core/model/answer.ts';
import type { Block, Cell, CitedSource, Page } from '../core/model/page.ts';
import { foundLines } from './found-lines.ts';
import {
  articleFacts,
  BULLET,
  citationMarks,
  isTold,
  label,
  labels,
  mark,
  pieceFragments,
  quote,
  speaker,
  wordsOf,
} from './fragments.ts';
import { isLabelKey, labelText } from './labels.ts';
import type { Fragment, Line } from './lines.ts';

/** A page as lines of typed fragments: what is said where, before any platform's syntax. Order is kept. */

/** The first line of a page and of its notification. */
export function pushText(page: Page): string {
  return labelText(page.push);
}

/** Everything of a page but its buttons. */
export function pageLines(page: Page): Line[] {
  let unit = 0;
  const next = () => ++unit;
  const lines = page.blocks.flatMap((block, at) => blockLines(block, at === 0, page.plain === true, next));
  return page.plain ? lines.map(plainLine) : lines;
}

/** What a page begins with is a title when it names what follows; a sentence that says what was done is none. */
const TITLES = /^(?:question|headline|nothing-new|welcome$|heading-|alert-|correction$)/u;

/** As it can be pasted elsewhere: an address keeps its link, a number does not, and times do not depend on the reader. */
function plainLine(line: Line): Line {
  const fragments = line.fragments.map(
    ({ is, text, link }): Fragment => ({ is, text, ...(link === text && { link }) }),
  );
  return { ...line, style: line.style === 'title' || line.style === 'note' ? 'text' : line.style, fragments };
}

function blockLines(block: Block, first: boolean, plain: boolean, next: () => number): Line[] {
  switch (block.is) {
    case 'heading':
      if (first && !TITLES.test(block.text.key))
        return [{ style: 'text', fragments: labels(block.text), unit: next() }];
      return [{ style: first ? 'title' : 'heading', fragments: headFragments(block.text), unit: next() }];
    case 'note':
      return [{ style: 'note', fragments: labels(block.text), unit: next() }];
    case 'points':
      return groupLines(block.group, next);
    case 'differences':
      return block.detail === 'line'
        ? differenceLine(block.items, next)
        : block.items.flatMap((item) => differenceLines(item, next));
    case 'rows':
      return block.rows.map((row, at) => {
        const menu = block.menu?.[at] ?? [];
        const line: Line = { style: 'point', fragments: [BULLET, ...cells(row)], unit: next() };
        return menu.length > 0 ? { ...line, menu } : line;
      });
    case 'timeline':
      return block.entries.flatMap((entry) => timelineLines(entry.at, entry.points, next));
    case 'sources':
      return block.items.flatMap((item) => sourceLines(item, plain, next));
    case 'image':
      return [{ style: 'note', fragments: labels(block.alt), unit: next() }];
  }
}

function cells(row: readonly Cell[]): Fragment[] {
  return row.flatMap((cell, at) => [...(at > 0 ? [mark(' · ')] : []), ...cellFragments(cell, at === 0)]);
}

function cellFragments(cell: Cell, first: boolean): Fragment[] {
  if ('key' in cell) return labels(cell, first);
  if ('text' in cell) return [quote(cell)];
  const link = cell.url;
  // Its title leads to it.
  return articleFacts(cell).map((one) => (link !== null && one.text === cell.title ? { ...one, link } : one));
}

/**
 * The points of a group. Where somebody says two or more in a row, each speaker stands on a line above their own, so
 * that nobody's words read as those of the one before; else each line names its own. A speaker whom the head names
 * already needs no name before the others.
 */
function groupLines(group: Group, next: () => number): Line[] {
  const head = headFragments(group.head).filter(({ text }) => text !== '');
  const lines: Line[] = [];
  let unit = next();
  if (head.length > 0) lines.push({ style: 'heading', fragments: head, unit });
  if (group.points[0].found)
    return [...lines, ...group.points.flatMap((one, at) => foundLines(one, at > 0 ? next() : unit))];
  const all = runs(group.points);
  const isNamed = ([{ said }]: Run) => said !== null && namedBy(group, said);
  // A line that nobody says would stand under the speaker before it.
  const apart = group.points.every(({ said }) => said !== null) && all.some((run) => run.length > 1 && !isNamed(run));
  let named = false;
  for (const run of all) {
    const [{ said }] = run;
    const above: boolean = apart && (named || !isNamed(run));
    if (above && said !== null) lines.push({ style: 'detail', fragments: speaker(said, run), unit });
    named ||= above;
    for (const point of run) {
      const by = !apart && !isNamed(run) && point.said ? speaker(point.said, [point]) : [];
      const inline = by.length > 0 && !names(point, by) ? [...by, mark(': ')] : [];
      lines.push({ style: 'point', fragments: [BULLET, ...inline, ...pointFragments(point, group.head)], unit });
      unit = next();
    }
  }
  return lines;
}

/** "Critics: Critics warned …": the line itself names a speaker of whom nothing more is to say. */
function names({ pieces }: Point, [only, ...more]: readonly Fragment[]): boolean {
  const name = only !== undefined && 'text' in only ? only.text.toLowerCase() : '';
  return (
    more.length === 0 &&
    name !== '' &&
    pieces.some((piece) => piece.is === 'quote' && piece.quote.text.toLowerCase().includes(name))
  );
}

/** The head names the speaker already, and nothing else is to say of them: "Russia: 5 statements". */
function namedBy(group: Group, said: Said): boolean {
  if (!said.by || said.via.length > 0 || group.head.args?.name !== said.by.name) return false;
  return !isTold(said.by.standing) && said.by.roles.length === 0;
}

type Run = readonly [Point, ...Point[]];

/** What one speaker says in a row, come here in one way. */
function runs(points: readonly Point[]): Run[] {
  const out: [Point, ...Point[]][] = [];
  let last: string | null = null;
  for (const point of points) {
    const { by = null, relation, via = [] } = point.said ?? {};
    const key = by && [by.actor ?? by.name, by.standing, relation, ...via.map(({ name }) => name)].join('/');
    const open = out.at(-1);
    if (open && key !== null && key === last) open.push(point);
    else out.push([point]);
    last = key;
  }
  return out;
}

/** What the head of the group says already is not said again: that nobody said it, in what the sources differ. */
function pointFragments(point: Point, head: Label): Fragment[] {
  const out: Fragment[] = [];
  if (point.change) out.push(label({ key: `change-${point.change}` }, true), mark(' '));
  const polarity = point.said?.polarity;
  if (polarity === 'denied' || polarity === 'withheld') out.push(label({ key: polarity }, true), mark(' '));
  if (point.said?.kind === 'ascribed' && head.key !== 'ascribed-views')
    out.push(label({ key: 'ascribed' }), mark(' — '));
  out.push(...wordsOf(point));
  out.push(...citationMarks(point.citations));
  if (point.alsoIn.length > 0) out.push(mark(' '), label({ key: 'also-in' }), ...citationMarks(point.alsoIn));
  const slots = point.differs.map((slot): Label => ({ key: `slot-${slot}` })).filter(({ key }) => key !== head.key);
  if (slots.length > 0) {
    out.push(mark(' '), label({ key: 'differs', args: { slots } }, true));
  }
  return out;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** A label as a heading. A word of the bot alone ("destination") begins with a capital; what it is given stays as it is. */
function headFragments(of: Label): Fragment[] {
  const fragments = labels(of, true);
  return of.args === undefined ? fragments.map((one) => ({ ...one, text: capital(one.text) })) : fragments;
}

const lineLabel = (item: Difference): Label => ({
  key: 'difference-line',
  args: { slot: { key: `slot-${item.slot}` }, count: item.positions.length },
});

function differenceLine(items: readonly Difference[], next: () => number): Line[] {
  if (items.length === 0) return [];
  const fragments = items.flatMap((item, at) => [
    mark(at === 0 ? '≠ ' : ' · '),
    at === 0 ? { is: 'label' as const, text: capital(labelText(lineLabel(item))) } : label(lineLabel(item)),
  ]);
  return [{ style: 'note', fragments, unit: next() }];
}

function differenceLines(item: Difference, next: () => number): Line[] {
  const articles = new Set(item.positions.flatMap((position) => position.citations.map((one) => one.n))).size;
  const unit = next();
  const head: Label = {
    key: 'difference-head',
    args: { slot: { key: `slot-${item.slot}` }, count: item.positions.length, articles },
  };
  return [
    { style: 'heading', fragments: [{ is: 'label', text: capital(labelText(head)), strong: true }], unit },
    ...item.positions.map(
      (position, at): Line => ({
        style: 'point',
        fragments: [BULLET, ...positionFragments(item, position)],
        unit: at === 0 ? unit : next(),
      }),
    ),
    { style: 'note', fragments: [label({ key: `difference-${item.kind}` })], unit: next() },
  ];
}

function positionFragments(item: Difference, position: Position): Fragment[] {
  const key = `${item.slot}-${position.value.replaceAll(' ', '-')}`;
  return [
    ...(isLabelKey(key) ? [label({ key }, true), mark(' — ')] : []),
    ...pieceFragments(position.pieces),
    ...citationMarks(position.citations),
    ...(position.said ? [mark(' · '), ...speaker(position.said, [])] : []),
  ];
}

function timelineLines(at: Label, points: readonly Point[], next: () => number): Line[] {
  const unit = next();
  return [
    { style: 'heading', fragments: headFragments(at), unit },
    ...points.map(
      (point, n): Line => ({
        style: 'point',
        fragments: [BULLET, ...pointFragments(point, at)],
        unit: n === 0 ? unit : next(),
      }),
    ),
  ];
}

/** `[1] Outlet · Title · date · sample, retold`, then each cited sentence between its neighbours. */
function sourceLines(item: CitedSource, plain: boolean, next: () => number): Line[] {
  const { source } = item;
  const address: Fragment[] =
    plain && source.url !== null ? [mark(' · '), { is: 'label', text: source.url, link: source.url }] : [];
  const link = item.cited[0]?.citation.link ?? source.url;
  const number: Fragment = {
    is: 'label',
    text: labelText({ key: 'cited', args: { n: source.n } }),
    strong: true,
    ...(link !== null && { link }),
  };
  const unit = next();
  return [
    {
      style: 'point',
      fragments: [number, mark(' '), ...articleFacts(source), ...address],
      unit,
    },
    ...item.cited.map(
      ({ citation, before, after }, at): Line => ({
        style: 'detail',
        fragments: [
          mark('› '),
          ...(before ? [quote(before), mark(' ')] : []),
          quote(citation.sentence, true),
          ...(after ? [mark(' '), quote(after)] : []),
        ],
        unit: at === 0 ? unit : next(),
      }),
    ),
  ];
}
