import type { Ingested } from '../model/ports.ts';
import { eachWord, fold } from '../retrieval/words.ts';

/**
 * What an article shares with another, word for word: hashes of every four neighbouring words of the reporter's own
 * prose (Broder 1997). Words between quotation marks are left out, for independent reports share what was said;
 * titles are too, for every outlet writes its own.
 */

/** Words of a shingle: common phrases have three, few sentences that were written apart share four in a row. */
const SIZE = 4;
/** Of this many neighbouring shingles one is kept as a fingerprint. */
const SPAN = 12;

/** Distinct hashes in growing order. */
export type Shingles = Uint32Array;

/** A quotation that is not closed goes to the end of its line: it goes on in the next paragraph, or was cut off. */
const QUOTED =
  /“[^“”\n]{1,500}(?:”|$)|„[^„“”\n]{1,500}(?:[“”]|$)|«[^«»\n]{1,500}(?:»|$)|「[^「」\n]{1,500}(?:」|$)|(?<=^|[\s(—–-])"{1,2}(?=[^\s"])[^"\n]{1,500}(?:"|$)/gmu;

/** What the shingles of an article are compared by. */
export type Marks = {
  /** Each shingle once, in growing order. */
  readonly shingles: Shingles;
  /** The few by which articles are found: see {@link fingerprints}. */
  readonly fingerprints: ReadonlySet<number>;
};

const READ = new WeakMap<Ingested['analysis'], Marks>();

/** The shingles of an article, read once however many steps of one page need them. */
export function marksOf(doc: Ingested): Marks {
  const known = READ.get(doc.analysis);
  if (known) return known;
  const inOrder = shinglesOf(doc);
  const found = { shingles: new Uint32Array(new Set(inOrder)).sort(), fingerprints: fingerprints(inOrder) };
  READ.set(doc.analysis, found);
  return found;
}

/** The shingles of an article's own prose, in the order of the text, with repetitions. */
function shinglesOf({ article, analysis }: Ingested): Uint32Array {
  let prose = '';
  let last = -1;
  for (const { start, end, voice, paragraph } of analysis.sentences) {
    if (voice === 'boilerplate') continue;
    prose += (paragraph === last ? ' ' : '\n') + article.text.slice(start, end);
    last = paragraph;
  }
  prose = prose.replace(QUOTED, ' ');
  const hashes: number[] = [];
  eachWord(prose, (start, end) => hashes.push(hashOf(fold(prose.slice(start, end)))));
  const found = new Uint32Array(Math.max(0, hashes.length - SIZE + 1));
  for (let at = 0; at < found.length; at++) {
    let hash = 0;
    for (let next = at; next < at + SIZE; next++) hash = mixed(Math.imul(hash, 31) + hashes[next]!);
    found[at] = hash;
  }
  return found;
}

/**
 * Fingerprints by winnowing (Schleimer, Wilkerson and Aiken 2003): the least of every {@link SPAN} neighbouring
 * shingles. Two texts that share a run of SPAN + 3 words share a fingerprint for certain.
 */
function fingerprints(hashes: Uint32Array): Set<number> {
  const kept = new Set<number>();
  let least = -1;
  for (let end = 0; end < hashes.length; end++) {
    const start = Math.max(0, end - SPAN + 1);
    if (least < start) {
      least = start;
      for (let at = start + 1; at <= end; at++) if (hashes[at]! <= hashes[least]!) least = at;
    } else if (hashes[end]! <= hashes[least]!) least = end;
    if (end >= SPAN - 1 || end === hashes.length - 1) kept.add(hashes[least]!);
  }
  return kept;
}

/** How many hashes stand in both. */
export function sharedCount(a: Shingles, b: Shingles): number {
  let [left, right, shared] = [0, 0, 0];
  while (left < a.length && right < b.length) {
    const [x, y] = [a[left]!, b[right]!];
    if (x === y) shared++;
    if (x <= y) left++;
    if (y <= x) right++;
  }
  return shared;
}

/** FNV-1a over UTF-16 units. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return hash;
}

/** The finaliser of MurmurHash3: every bit of a number decides on every bit of its hash. */
function mixed(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
