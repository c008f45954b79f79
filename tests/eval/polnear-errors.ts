/**
 * `npm run -s eval:errors -- [--data DIR] [--side dev|test] [--most 10]`: the commonest kinds of errors on a side of
 * `polnear`, with their counts. Every marked attribution that is not found right and every statement that is not right
 * has exactly one kind; what is paired but wrong (borders, speaker) counts once for both.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isSpeech } from '../../src/core/language/statements/kinds.ts';
import { headOf } from '../../src/core/language/statements/learned/decide.ts';
import type { Reading } from '../../src/core/language/statements/reading.ts';
import { lesson, runsOf } from './learn-gold.ts';
import { itemsOf, predict } from './polnear.ts';
import {
  type Attribution,
  type Offsets,
  pairs,
  sameSource,
  shared,
  toWords,
  type Words,
  wordRanges,
} from './polnear-metric.ts';

/** The kind of cue: what heads it and whether the words are quoted. */
function cueKind(r: Reading, { cue, content }: Attribution): string {
  const quoted = content.some((span) => isQuoted(r, span));
  const run = runsOf(r, cue)[0];
  if (run === undefined) return quoted ? 'quotation without a cue' : 'no cue';
  const head = headOf(r, run);
  const { pos } = r.tokens[head]!;
  if (r.tokens[head]!.sentence === 0) return 'headline';
  if (quoted) return isSpeech(r, head) ? 'quotation with a word of saying' : 'quoted words with another cue';
  if (pos === 'NOUN') return isSpeech(r, head) ? 'noun of saying' : 'other noun as cue';
  if (pos !== 'VERB')
    return r.text
      .slice(...cue[0]!)
      .toLowerCase()
      .startsWith('according')
      ? 'according to'
      : 'adjective or other word as cue';
  return isSpeech(r, head) ? 'verb of saying, nothing quoted' : 'verb of thinking, wanting or acting';
}

function isQuoted(r: Reading, [start, end]: Offsets): boolean {
  let words = 0;
  let inside = 0;
  for (const { first, last } of runsOf(r, [[start, end]])) {
    for (let i = first; i <= last; i++) {
      if (r.tokens[i]!.pos === 'PUNCT') continue;
      words++;
      if (r.quoteOf[i]! >= 0) inside++;
    }
  }
  return inside > words / 2;
}

/** How the found content differs from the marked one that it overlaps. */
function borderKind(found: Attribution, marked: Attribution, p: Words, g: Words): string {
  if (found.content.length < marked.content.length) return 'split content: a part is missing';
  if (found.content.length > marked.content.length) return 'content: a part too many is joined';
  const common = shared(p.content, g.content);
  if (common === p.content.size) return 'content too short';
  return common === g.content.size ? 'content too long' : 'content shifted';
}

function speakerKind(r: Reading, { source, cue }: Attribution, found: Attribution): string {
  if (source.length === 0) return 'speaker given where none is marked';
  if (found.source.length === 0) return 'speaker left out';
  const run = runsOf(r, source)[0];
  if (run !== undefined && r.tokens[run.first]!.pos === 'PRON') return 'wrong speaker for a pronoun';
  return source[0]![0] > (cue[0]?.[0] ?? 0) ? 'wrong speaker behind the cue' : 'wrong speaker before the cue';
}

function kindsOf(text: string, found: readonly Attribution[], marked: readonly Attribution[]): string[] {
  const { r } = lesson({ text, attributions: marked });
  const ranges = wordRanges(text);
  const p = found.map((one) => toWords(ranges, one));
  const g = marked.map((one) => toWords(ranges, one));
  const kinds: string[] = [];
  const [seen, known] = [new Set<number>(), new Set<number>()];
  for (const { predicted, gold, jaccard } of pairs(p, g)) {
    seen.add(predicted);
    known.add(gold);
    const [one, other] = [found[predicted]!, marked[gold]!];
    if (jaccard < 0.5) kinds.push(borderKind(one, other, p[predicted]!, g[gold]!));
    else if (!sameSource(p[predicted]!, g[gold]!)) kinds.push(speakerKind(r, other, one));
  }
  marked.forEach((one, at) => {
    if (!known.has(at)) kinds.push(`missed: ${one.source.length === 0 ? 'nobody named as speaker' : cueKind(r, one)}`);
  });
  found.forEach((one, at) => {
    if (seen.has(at)) return;
    const inside = g.some(({ content }) => shared(content, p[at]!.content) > 0);
    kinds.push(`invented: ${inside ? 'a second statement in marked words' : cueKind(r, one)}`);
  });
  return kinds;
}

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: join(import.meta.dirname, '..', '..', '..', 'shared', 'eval') },
    side: { type: 'string', default: 'dev' },
    most: { type: 'string', default: '10' },
  },
});
const items = itemsOf(join(resolve(values.data), 'polnear', `${values.side}.jsonl`)).filter(
  (item) => item.attributions,
);
const counts = new Map<string, number>();
predict(items).forEach((found, at) => {
  for (const kind of kindsOf(items[at]!.text, found, items[at]!.attributions!))
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
});
const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
process.stdout.write(`${all} errors in ${items.length} articles\n`);
for (const [kind, count] of [...counts].sort((a, b) => b[1] - a[1]).slice(0, Number(values.most)))
  process.stdout.write(`${String(count).padStart(5)}  ${kind}\n`);
