import type { Run } from '../reading.ts';

/**
 * One label a token: outside, or the first (B) or a later token (I) of a cue, a source or a content; sources and
 * contents come twice, with their cue on the right or on the left. B labels are odd, the I label follows its B.
 */
export const LABELS = 11;
export const OUTSIDE = 0;
export const CUE = 1;
export const SOURCE_RIGHT = 3;
export const SOURCE_LEFT = 5;
export const CONTENT_RIGHT = 7;
export const CONTENT_LEFT = 9;

/** An attribution as runs of tokens. Contents are in the order of the text, at least one. */
export type Relation = { readonly cue: Run; readonly source: Run | null; readonly content: readonly Run[] };

/** May label `to` follow label `from` (`OUTSIDE` before the first token)? An I label continues its own kind only. */
export function mayFollow(from: number, to: number): boolean {
  return to === OUTSIDE || to % 2 === 1 || from === to || from === to - 1;
}

type Part = Run & { readonly label: number };

function parts(labels: ArrayLike<number>, offset: number): Part[] {
  const found: Part[] = [];
  for (let i = 0; i < labels.length; ) {
    const label = labels[i] ?? OUTSIDE;
    if (label === OUTSIDE) {
      i++;
      continue;
    }
    const inside = label % 2 === 1 ? label + 1 : label;
    let last = i;
    while (labels[last + 1] === inside) last++;
    found.push({ first: i + offset, last: last + offset, label: inside - 1 });
    i = last + 1;
  }
  return found;
}

/**
 * The relations that the labels of one paragraph make: every content goes to the nearest cue on its side, a cue takes
 * the nearest source that looks its way, else the last one before it in its sentence. Cues without content say nothing.
 * Token indexes are those of the labels plus `offset`.
 */
export function link(labels: ArrayLike<number>, offset: number, sentenceOf: (token: number) => number): Relation[] {
  const all = parts(labels, offset);
  const cues = all.filter(({ label }) => label === CUE);
  const contents = cues.map((): Run[] => []);
  const sources = cues.map((): Part | null => null);
  const nearest = ({ first, last }: Run, right: boolean): number =>
    right ? cues.findIndex((cue) => cue.first > last) : cues.findLastIndex((cue) => cue.last < first);
  for (const part of all) {
    if (part.label === CUE) continue;
    const content = part.label === CONTENT_RIGHT || part.label === CONTENT_LEFT;
    const at = nearest(part, part.label === CONTENT_RIGHT || part.label === SOURCE_RIGHT);
    if (at < 0) continue;
    if (content) contents[at]?.push({ first: part.first, last: part.last });
    else sources[at] = closer(cues[at]!, sources[at] ?? null, part);
  }
  const relations: Relation[] = [];
  cues.forEach((cue, at) => {
    const content = contents[at] ?? [];
    if (content.length === 0) return;
    const source = sources[at] ?? shared(all, cue, sentenceOf);
    relations.push({
      cue: { first: cue.first, last: cue.last },
      source: source === null ? null : { first: source.first, last: source.last },
      content,
    });
  });
  return relations;
}

function closer(cue: Run, one: Part | null, other: Part): Part {
  const gap = (part: Run): number => (part.last < cue.first ? cue.first - part.last : part.first - cue.last);
  return one !== null && gap(one) <= gap(other) ? one : other;
}

/** "X said … and added …": the source of an earlier cue of the same sentence. */
function shared(all: readonly Part[], cue: Run, sentenceOf: (token: number) => number): Part | null {
  const sentence = sentenceOf(cue.first);
  const found = all.findLast(
    ({ label, last }) => label === SOURCE_RIGHT && last < cue.first && sentenceOf(last) === sentence,
  );
  return found ?? null;
}
