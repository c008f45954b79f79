import type { Label, LabelArg, Named, Point } from '../model/answer.ts';
import type { Action, Block, Cell, CitedSource, Page } from '../model/page.ts';

/** Long pages, one at a time. */

/**
 * How much of a page is shown at once, in characters as they are read: two messages on Discord, one on Slack. A point
 * or a source that is longer stands alone.
 */
const ROOM = 7_000;
/** Marks, names and numbers around the words of a line. */
const AROUND = 60;

/**
 * The asked page (1, 2, …; anything else is the first, too high the last) of one that is too long to be shown at once,
 * with a button that opens the next. Nothing is left out, nothing is split but between points and sources; what
 * they belong to is named again on each page.
 */
export function onPage(page: Page, asked: string | undefined, next: Pick<Action, 'command' | 'args'>): Page {
  const [first, ...rest] = page.blocks;
  const title = first?.is === 'heading' ? [first] : [];
  const pages = chunks((title.length > 0 ? rest : page.blocks).flatMap(atoms));
  if (pages.length < 2) return page;
  const at = Math.min(Math.max(1, Math.trunc(Number(asked)) || 1), pages.length);
  const count = pages.length;
  const more: Action = {
    text: { key: 'action-next', args: { page: at + 1, pages: count } },
    command: next.command,
    args: { ...next.args, page: String(at + 1) },
  };
  return {
    ...page,
    blocks: [
      ...title,
      ...joined(pages[at - 1] ?? []),
      { is: 'note', text: { key: 'pages', args: { page: at, pages: count } } },
    ],
    actions: at < count ? [more, ...page.actions] : page.actions,
  };
}

/** A block as the least blocks that may stand on different pages. */
function atoms(block: Block): Block[] {
  switch (block.is) {
    case 'points':
      return block.group.points.map((point) => ({ ...block, group: { ...block.group, points: [point] } }));
    case 'differences':
      return block.detail === 'line' ? [block] : block.items.map((item) => ({ ...block, items: [item] }));
    case 'timeline':
      return block.entries.flatMap(({ at, points }) =>
        points.map((point) => ({ ...block, entries: [{ at, points: [point] }] })),
      );
    case 'sources':
      return block.items.flatMap(({ source, cited }) =>
        cited.length === 0
          ? [{ ...block, items: [{ source, cited }] }]
          : cited.map((one) => ({ ...block, items: [{ source, cited: [one] }] })),
      );
    default:
      return [block];
  }
}

/** As many as fit a page, in order; a heading goes with what follows it, notes at the end with what they end. */
function chunks(blocks: readonly Block[]): Block[][] {
  const pages: Block[][] = [[]];
  let used = 0;
  for (const block of blocks) {
    const size = sizeOf(block);
    const open = pages.at(-1)!;
    if (open.length > 0 && used + size > ROOM && block.is !== 'note') {
      const heads = open.splice(open.findLastIndex((one) => one.is !== 'heading') + 1);
      pages.push(heads);
      used = 0;
    }
    pages.at(-1)!.push(block);
    used += size;
  }
  return pages.filter((page) => page.length > 0);
}

/** The inverse of {@link atoms}. */
function joined(blocks: readonly Block[]): Block[] {
  const out: Block[] = [];
  for (const block of blocks) {
    const last = out.at(-1);
    const both = last && together(last, block);
    if (both) out[out.length - 1] = both;
    else out.push(block);
  }
  return out;
}

function together(a: Block, b: Block): Block | null {
  if (a.is === 'points' && b.is === 'points' && a.group.head === b.group.head)
    return { ...a, group: { ...a.group, points: [...a.group.points, ...b.group.points] } };
  if (a.is === 'differences' && b.is === 'differences' && a.detail === b.detail)
    return { ...a, items: [...a.items, ...b.items] };
  if (a.is === 'timeline' && b.is === 'timeline') {
    const [last, first] = [a.entries.at(-1), b.entries[0]];
    if (!last || !first || last.at !== first.at) return { ...a, entries: [...a.entries, ...b.entries] };
    const entry = { at: last.at, points: [...last.points, ...first.points] };
    return { ...a, entries: [...a.entries.slice(0, -1), entry, ...b.entries.slice(1)] };
  }
  if (a.is === 'sources' && b.is === 'sources') {
    const [last, first] = [a.items.at(-1), b.items[0]];
    if (!last || !first || last.source !== first.source) return { ...a, items: [...a.items, ...b.items] };
    const item = { source: last.source, cited: [...last.cited, ...first.cited] };
    return { ...a, items: [...a.items.slice(0, -1), item, ...b.items.slice(1)] };
  }
  return null;
}

function sizeOf(block: Block): number {
  switch (block.is) {
    case 'points':
      return pointSize(block.group.points[0]);
    case 'differences':
      return block.detail === 'line'
        ? AROUND
        : sum(block.items.flatMap((item) => item.positions.map((one) => AROUND + piecesSize(one.pieces))));
    case 'rows':
      return sum(block.rows.flat().map(cellSize));
    case 'timeline':
      return sum(block.entries.flatMap((entry) => entry.points.map(pointSize)));
    case 'sources':
      return sum(block.items.map(sourceSize));
    case 'image':
      return labelSize(block.alt);
    default:
      return labelSize(block.text);
  }
}

const sum = (sizes: readonly number[]): number => sizes.reduce((all, one) => all + one, 0);

function cellSize(cell: Cell): number {
  if ('key' in cell) return labelSize(cell);
  return 'text' in cell ? cell.text.length : sourceSize({ source: cell, cited: [] });
}

const pointSize = ({ pieces, said }: Point): number => AROUND + piecesSize(pieces) + (said?.by ? AROUND : 0);

const piecesSize = (pieces: Point['pieces']): number =>
  sum(
    pieces.map((piece) =>
      piece.is === 'cut' ? 1 : piece.is === 'model' ? piece.text.length : piece.quote.text.length,
    ),
  );

/** The address of a source is part of the message, also where it is not seen. */
function sourceSize({ source, cited }: Pick<CitedSource, 'cited'> & { readonly source: Named }): number {
  const facts = [source.title, source.publisher, source.url, source.origin].map((one) => one?.length ?? 0);
  const sentences = cited.map(
    ({ citation, before, after }) =>
      citation.sentence.text.length + (before?.text.length ?? 0) + (after?.text.length ?? 0),
  );
  return AROUND + sum(facts) + sum(sentences);
}

function labelSize(label: Label): number {
  const size = (arg: LabelArg): number => {
    if (typeof arg !== 'object') return String(arg).length;
    if (Array.isArray(arg)) return sum((arg as readonly Label[]).map(labelSize));
    if ('key' in arg) return labelSize(arg as Label);
    return 'text' in arg ? arg.text.length : AROUND;
  };
  return AROUND + sum(Object.values(label.args ?? {}).map(size));
}
