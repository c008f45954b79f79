/** Lines → messages that fit: shared by every platform that limits the length of a message. */

import type { Page } from '../core/model/page.ts';
import { labelText } from './labels.ts';
import type { Fragment, Line } from './lines.ts';

/**
 * A line in the markup of the platform, escaped, its prefix (bullet, heading mark) included; no line break at its end.
 * Expects clean text: a text longer than the room is taken to be too long without being written.
 */
export type Write = (line: Line) => string;

export type Room = {
  /** Written length of one message (UTF-16 units), the line breaks between its lines counted in. */
  readonly text: number;
  /** The most messages. */
  readonly messages: number;
  /** The most lines of one message, where the platform makes each a block of its own; default unlimited. */
  readonly lines?: number;
};

export type Fitted = {
  /** Each message's lines, in the order of the page. At least one message unless there is no line at all. */
  readonly messages: readonly (readonly Line[])[];
  /** Points left out, whole, from the end; the last message then ends with `leftOut(dropped)`. */
  readonly dropped: number;
};

const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The lines of a page as messages ({@link fitLines}). Where addresses make it more messages the numbers go plain, as the
 * links live in Sources too; a page without that button, or of sources, gives up its links only before it loses points.
 */
export function fitPage(page: Page, lines: readonly Line[], write: Write, room: Room): Fitted {
  const hasSources = page.actions.some((action) => action.command === 'cited');
  const leftOut = (count: number): Line => ({
    style: 'note',
    fragments: [{ is: 'label', text: labelText({ key: hasSources ? 'more-cut' : 'more-cut-here', args: { count } }) }],
    unit: -1,
  });
  const linked = fitLines(lines, write, room, leftOut);
  if (linked.messages.length < 2) return linked;
  const bare = fitLines(lines.map(withoutLinks), write, room, leftOut);
  const isLonger = linked.messages.length > bare.messages.length && hasSources;
  const isSources = page.blocks.some((block) => block.is === 'sources');
  return (isLonger && !isSources) || linked.dropped > bare.dropped ? bare : linked;
}

const withoutLinks = (line: Line): Line => ({
  ...line,
  fragments: line.fragments.map(({ link: _, ...fragment }) => fragment),
});

/**
 * Lines of one unit stay in one message when they fit one, a heading stays with what follows it, and a line is
 * split only when it is longer than a whole message ({@link splitLine}). When `room.messages` do not hold the page,
 * whole points are left out from the end (notes stay) and `leftOut` says how many. Total: never throws.
 */
export function fitLines(lines: readonly Line[], write: Write, room: Room, leftOut: (points: number) => Line): Fitted {
  const width = measured(write);
  // A line of more pieces than this fits in no case, however they are packed, so the rest of it need not be cut.
  const pieces = room.messages * 4;
  const short = lines.flatMap((line) =>
    width(line) <= room.text ? [line] : splitLine(line, write, room.text, pieces),
  );
  const whole = pack(short, width, room);
  if (whole.length <= room.messages) return { messages: whole, dropped: 0 };

  const points = unitsOf(short).filter((unit) => unit.some((line) => line.style === 'point')).length;
  // The fewest points to leave out; fewer lines never need more messages, so halving finds it.
  const attempt = (drop: number) => pack([...withoutLast(short, drop), leftOut(drop)], width, room);
  let [low, high] = [1, Math.max(points, 1)];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (attempt(middle).length <= room.messages) high = middle;
    else low = middle + 1;
  }
  const fitted = attempt(low);
  // Even without points it is too long (a wall of notes): keep the head, and still say that something is missing.
  if (fitted.length > room.messages) {
    const head = pack(short, width, room).slice(0, room.messages - 1);
    return { messages: [...head, [leftOut(low)]], dropped: low };
  }
  return { messages: fitted, dropped: low };
}

/**
 * A line as several whose written form fits `limit`, split between fragments; a fragment that is too long by itself
 * is split after a sentence, else after white space, else between graphemes, else (a grapheme of thousands of marks) between code points.
 * A link too long to be written at all loses its address, not its text. What follows the first is a `detail` without
 * its menu. Ends after `most` lines.
 */
export function splitLine(line: Line, write: Write, limit: number, most = 1_000): readonly Line[] {
  const out: Line[] = [];
  let taken: Fragment[] = [];
  const { menu: _, ...unmenued } = line;
  const goesOn = line.style === 'note' || line.style === 'text' ? line.style : 'detail';
  const built = (fragments: readonly Fragment[]): Line =>
    out.length === 0 ? { ...line, fragments } : { ...unmenued, style: goesOn, fragments };
  const fits = (fragments: readonly Fragment[]) =>
    fragments.reduce((sum, one) => sum + one.text.length, 0) <= limit && write(built(fragments)).length <= limit;
  const flush = () => {
    if (taken.some((fragment) => fragment.text.trim() !== '')) out.push(built(taken));
    taken = [];
  };
  for (const fragment of line.fragments) {
    let rest: Fragment = fragment;
    if (fits([...taken, rest])) {
      taken.push(rest);
      continue;
    }
    if (rest.link !== undefined && !fits([rest])) {
      const { link: _, ...plain } = rest;
      rest = plain;
    }
    // A bullet or an opening quotation mark does not stand alone: what follows is cut to stay with it.
    const alone = !taken.every((one) => one.is === 'mark');
    if (alone && fits([rest])) flush();
    while (out.length < most && !fits([...taken, rest])) {
      // One more than can fit: where it ends inside a grapheme, that one is not taken for whole.
      const cut = cutAt(rest.text.slice(0, limit + 1), (head) => fits([...taken, { ...rest, text: head }]));
      if (cut === 0 && taken.length === 0) break;
      if (cut > 0) taken.push({ ...rest, text: rest.text.slice(0, cut) });
      flush();
      rest = { ...rest, text: rest.text.slice(cut) };
    }
    if (out.length >= most) return out;
    if (fits([...taken, rest])) taken.push(rest);
  }
  flush();
  return out;
}

/** `text` within `limit` UTF-16 units, on a grapheme, ending in `…` when it was cut. For button texts and the like. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let end = 0;
  for (const { index, segment } of segments.segment(text.slice(0, limit + 64))) {
    if (index + segment.length > limit - 1) break;
    end = index + segment.length;
  }
  return `${text.slice(0, end).trimEnd()}…`;
}

/** Ends a sentence: its mark, what closes it, and the white space after it. */
const SENTENCE_END = /[.!?…。！？]["'”’»)\]]*\s+(?=\S)/gu;

/**
 * The largest offset (0: none) at which the head still fits: after a sentence or white space where that costs no more
 * than half a message, else a grapheme, else a code point.
 */
function cutAt(text: string, fits: (head: string) => boolean): number {
  const graphemes = [...segments.segment(text)].map((s) => s.index + s.segment.length);
  const grapheme = largest(graphemes, (end) => fits(text.slice(0, end)));
  if (grapheme === 0) {
    let end = 0;
    const points = [...text].map((point) => {
      end += point.length;
      return end;
    });
    return largest(points, (at) => fits(text.slice(0, at)));
  }
  const ended = [...text.matchAll(SENTENCE_END)].map((match) => match.index + match[0].length);
  const sentence = ended.findLast((end) => end <= grapheme) ?? 0;
  const space = text.slice(0, grapheme).search(/\s\S*$/) + 1;
  // A cut that keeps less than half a message costs more messages than it helps the eye.
  return [sentence, space].find((at) => at > grapheme / 2) ?? grapheme;
}

/** The last of the ascending `ends` that fits, or 0. */
function largest(ends: readonly number[], fits: (end: number) => boolean): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fits(ends[middle - 1]!)) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? 0 : ends[low - 1]!;
}

/** Greedy: each unit (with the headings before it) goes into the open message, else into a new one, else line by line. */
function pack(lines: readonly Line[], width: (line: Line) => number, room: Room): readonly (readonly Line[])[] {
  const messages: Line[][] = [];
  let open: Line[] = [];
  let used = 0;
  const most = room.lines ?? Number.POSITIVE_INFINITY;
  const close = () => {
    if (open.length > 0) messages.push(open);
    [open, used] = [[], 0];
  };
  const holds = (extra: readonly Line[]) =>
    open.length + extra.length <= most && used + extra.reduce((sum, line) => sum + width(line) + 1, 0) - 1 <= room.text;
  const add = (extra: readonly Line[]) => {
    for (const line of extra) {
      open.push(line);
      used += width(line) + 1;
    }
  };
  for (const unit of keptTogether(lines)) {
    if (!holds(unit)) close();
    if (holds(unit)) add(unit);
    else {
      for (const line of unit) {
        if (!holds([line])) close();
        add([line]);
      }
    }
  }
  close();
  return messages;
}

/** Consecutive lines of the same unit. */
function unitsOf(lines: readonly Line[]): readonly (readonly Line[])[] {
  const units: Line[][] = [];
  for (const line of lines) {
    const last = units.at(-1);
    if (last && last[0]!.unit === line.unit) last.push(line);
    else units.push([line]);
  }
  return units;
}

/** Units, headings joined with the unit that follows, so that none stands alone at the end of a message. */
function keptTogether(lines: readonly Line[]): readonly (readonly Line[])[] {
  const out: Line[][] = [];
  let heads: Line[] = [];
  for (const unit of unitsOf(lines)) {
    heads.push(...unit);
    if (unit.every(isHead)) continue;
    out.push(heads);
    heads = [];
  }
  if (heads.length > 0) out.push(heads);
  return out;
}

const isHead = (line: Line) => line.style === 'title' || line.style === 'heading';

/** Without the last `drop` units that hold a point, the details that follow them, and headings left with nothing. */
function withoutLast(lines: readonly Line[], drop: number): readonly Line[] {
  const units = [...unitsOf(lines)];
  let left = drop;
  for (let at = units.length - 1; at >= 0 && left > 0; at--) {
    if (!units[at]!.some((line) => line.style === 'point')) continue;
    let end = at + 1;
    while (units[end]?.every((line) => line.style === 'detail')) end++;
    let start = at;
    const bare = !units[end] || isHead(units[end]![0]!) || units[end]![0]!.style === 'note';
    while (bare && units[start - 1]?.every((line) => line.style === 'heading')) start--;
    units.splice(start, end - start);
    at = start;
    left--;
  }
  return units.flat();
}

/** Remembers each line's written length: a page is packed several times. */
function measured(write: Write): (line: Line) => number {
  const known = new Map<Line, number>();
  return (line) => {
    const found = known.get(line);
    if (found !== undefined) return found;
    const length = write(line).length;
    known.set(line, length);
    return length;
  };
}
