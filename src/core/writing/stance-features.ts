import data from '../../data/refutes.json' with { type: 'json' };
import { FUNCTION_WORDS } from '../retrieval/lists.ts';
import { words } from '../retrieval/words.ts';

/** How a text stands to a claim: what {@link stanceRow} counts of the two. */

const FAMILIES = ['refute', 'doubt', 'hedge', 'confirm', 'negate'] as const;
type Family = (typeof FAMILIES)[number];
const SETS = Object.fromEntries(FAMILIES.map((name) => [name, new Set(data[name])])) as unknown as Record<
  Family,
  ReadonlySet<string>
>;

const COVERAGE = [
  'best',
  'second',
  'window',
  'opening',
  'first',
  'whole',
  'pairs',
  'bestPairs',
  'names',
  'bestNames',
  'numbers',
] as const;
const BASE = [
  ...COVERAGE,
  'best²',
  'whole²',
  'length',
  'claimLength',
  'question',
  'questionFirst',
  'quotes',
  'parity',
  'refuteParity',
  'refuteEither',
  'bestPlace',
] as const;
const PLACES = ['claim', 'best', 'window', 'opening', 'first', 'body', 'covering'] as const;
/** Where a word of the text is held against one of the claim. */
const PAIRED = {
  refute: ['window', 'opening', 'first', 'body', 'covering'],
  hedge: ['window', 'opening', 'first'],
} as const;
/** Over a whole text only refuting words tell anything. */
const WIDE: readonly string[] = ['body', 'covering'];
const isUsed = (family: Family, place: string): boolean => family === 'refute' || !WIDE.includes(place);

export const STANCE_FEATURES: readonly string[] = [
  ...BASE,
  ...FAMILIES.flatMap((family) => PLACES.filter((place) => isUsed(family, place)).map((place) => `${family}:${place}`)),
  ...FAMILIES.map((family) => `${family}:best×`),
  'refute:whole×',
  'hedge:whole×',
  ...PAIRED.refute.flatMap((place) => [`refute:both:${place}`, `refute:claim:${place}`, `refute:text:${place}`]),
  ...PAIRED.hedge.flatMap((place) => [`hedge:both:${place}`, `hedge:text:${place}`]),
  'refute:claim×whole',
  'hedge:claim×whole',
];

type Line = {
  readonly stems: readonly string[];
  readonly set: ReadonlySet<string>;
  readonly counts: Readonly<Record<Family, number>>;
  readonly share: number;
};

/** Sentences read of a text. */
const READ = 60;
const OPENING = 3;
/** Share of the claim that a sentence must hold to speak of it. */
const COVERING = 0.3;

function countsOf(text: string): Record<Family, number> {
  const counts = { refute: 0, doubt: 0, hedge: 0, confirm: 0, negate: 0 };
  for (const word of text
    .toLowerCase()
    .replaceAll('’', "'")
    .match(/[\p{L}][\p{L}'-]*/gu) ?? [])
    for (const family of FAMILIES)
      if (SETS[family].has(word) || (family === 'negate' && word.endsWith("n't"))) counts[family]++;
  return counts;
}

const EMPTY: Line = { stems: [], set: new Set(), counts: countsOf(''), share: 0 };

/** One row of STANCE_FEATURES for a claim and the sentences of a text. */
export function stanceRow(claim: string, sentences: readonly string[]): number[] {
  const asked = claimOf(claim);
  const lines = sentences.slice(0, READ).map((text) => lineOf(text, asked));
  const order = lines.map((_, at) => at).sort((a, b) => lines[b]!.share - lines[a]!.share || a - b);
  const best = lines[order[0] ?? 0] ?? EMPTY;
  const place = order[0] ?? 0;
  const near = [lines[place - 1], best, lines[place + 1]].filter((line) => line !== undefined);
  const opening = lines.slice(0, OPENING);
  const covering = lines.filter((line) => line.share >= COVERING);
  const all = new Set(lines.flatMap((line) => line.stems));
  const own = countsOf(claim);
  const joined = (list: readonly Line[]) => new Set(list.flatMap((line) => line.stems));
  const covers = (set: ReadonlySet<string>) => shareOf(asked.content, set);
  const base: Record<(typeof BASE)[number], number> = {
    best: best.share,
    second: lines[order[1] ?? -1]?.share ?? 0,
    window: covers(joined(near)),
    opening: covers(joined(opening)),
    first: lines[0]?.share ?? 0,
    whole: covers(all),
    pairs: pairShare(
      asked.stems,
      lines.map((line) => line.stems),
    ),
    bestPairs: pairShare(asked.stems, [best.stems]),
    names: shareOf(asked.names, all),
    bestNames: shareOf(asked.names, best.set),
    numbers: shareOf(asked.numbers, all),
    'best²': best.share ** 2,
    'whole²': covers(all) ** 2,
    length: Math.log(1 + lines.length),
    claimLength: Math.log(1 + asked.content.size),
    question: /\?/.test(claim) ? 1 : 0,
    questionFirst: sentences.slice(0, OPENING).some((text) => text.includes('?')) ? 1 : 0,
    quotes: /["“”‘]/u.test(claim) ? 1 : 0,
    parity: own.negate > 0 !== best.counts.negate > 0 ? best.share : 0,
    refuteParity: own.refute > 0 !== near.some((line) => line.counts.refute > 0) ? best.share : 0,
    refuteEither: own.refute > 0 && near.some((line) => line.counts.refute > 0) ? best.share : 0,
    bestPlace: lines.length > 0 ? place / lines.length : 0,
  };
  const any = (list: readonly Line[], family: Family) =>
    Math.log1p(list.reduce((sum, line) => sum + line.counts[family], 0));
  const at = (family: Family): Record<(typeof PLACES)[number], number> => ({
    claim: Math.min(1, own[family]),
    best: Math.min(1, best.counts[family]),
    window: any(near, family),
    opening: any(opening, family),
    first: any(lines.slice(0, 1), family),
    body: (10 * lines.reduce((sum, line) => sum + line.counts[family], 0)) / Math.max(5, lines.length),
    covering: covering.length > 0 ? covering.filter((line) => line.counts[family] > 0).length / covering.length : 0,
  });
  const placed = Object.fromEntries(FAMILIES.map((family) => [family, at(family)])) as Record<
    Family,
    ReturnType<typeof at>
  >;
  const held = (family: Family, place: (typeof PLACES)[number]) => Math.min(1, placed[family][place]);
  const { refute, hedge } = { refute: placed.refute.claim, hedge: placed.hedge.claim };
  return [
    ...BASE.map((name) => base[name]),
    ...FAMILIES.flatMap((family) =>
      PLACES.filter((place) => isUsed(family, place)).map((place) => placed[family][place]),
    ),
    ...FAMILIES.map((family) => placed[family].best * best.share),
    base.whole * Math.min(2, any(lines, 'refute')),
    base.whole * placed.hedge.opening,
    ...PAIRED.refute.flatMap((place) => {
      const there = held('refute', place);
      return [refute * there, refute * (1 - there), (1 - refute) * there];
    }),
    ...PAIRED.hedge.flatMap((place) => [hedge * held('hedge', place), (1 - hedge) * held('hedge', place)]),
    refute * base.whole,
    hedge * base.whole,
  ];
}

type Claim = {
  readonly stems: readonly string[];
  readonly content: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
};

function claimOf(claim: string): Claim {
  const list = words(claim).filter((word) => !FUNCTION_WORDS.has(word.text));
  const kept = list.filter(({ text }) => !FAMILIES.some((family) => SETS[family].has(text)));
  const used = kept.length > 0 ? kept : list;
  return {
    stems: list.map((word) => word.stem),
    content: new Set(used.map((word) => word.stem)),
    names: new Set(used.filter((word) => /^\p{Lu}/u.test(claim.slice(word.start))).map((word) => word.stem)),
    numbers: new Set(list.filter((word) => /\p{N}/u.test(word.text)).map((word) => word.stem)),
  };
}

function lineOf(text: string, asked: Claim): Line {
  const stems = words(text)
    .filter((word) => !FUNCTION_WORDS.has(word.text))
    .map((word) => word.stem);
  const set = new Set(stems);
  return { stems, set, counts: countsOf(text), share: shareOf(asked.content, set) };
}

function shareOf(wanted: ReadonlySet<string>, held: ReadonlySet<string>): number {
  if (wanted.size === 0) return 0;
  let met = 0;
  for (const one of wanted) if (held.has(one)) met++;
  return met / wanted.size;
}

function pairShare(stems: readonly string[], lists: readonly (readonly string[])[]): number {
  if (stems.length < 2) return 0;
  const held = new Set(lists.flatMap((list) => list.slice(1).map((stem, at) => `${list[at]} ${stem}`)));
  return stems.slice(1).filter((stem, at) => held.has(`${stems[at]} ${stem}`)).length / (stems.length - 1);
}

/** Whether a sentence holds a refuting word or a negation. */
export function refutes(text: string): boolean {
  const { refute, negate } = countsOf(text);
  return refute + negate > 0;
}
