import { ageOf } from '../language/published.ts';
import type { ArticleId, Instant } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import { type Asking, shareOf, termsIn } from '../retrieval/asking.ts';
import type { Evidence } from '../retrieval/evidence.ts';
import { stem } from '../retrieval/stem.ts';
import { type Word, words } from '../retrieval/words.ts';
import { sentenceWords } from './doc-words.ts';
import { CLASSES, type ShortSpan, type SpanClass, spansIn, WANTS, type Wanted, type Wants } from './short-spans.ts';

/** The spans that may answer a question in a few words, each wording once, and what speaks for them. */

/** A wording, with the place where it stands best. */
export type ShortCandidate = {
  readonly doc: Ingested;
  readonly span: ShortSpan;
  readonly row: readonly number[];
};

const COUNTED = [
  'near',
  'sentence',
  'window',
  'score',
  'sum',
  'nearSum',
  'count',
  'articles',
  'rank',
  'title',
  'asked',
  'allAsked',
  'head',
  'headInside',
  'unit',
  'opening',
  'subject',
  'object',
  'place',
  'words',
  'long',
  'inner',
  'fresh',
  'recent',
  'old',
  'undated',
] as const;

/** `wants:class`, once for each kind of thing wanted and each class of span. */
const CROSSED = WANTS.flatMap((wants) => CLASSES.map((is) => `${wants}:${is}`));
const RELATIVE = ['near', 'sentence', 'window', 'score', 'sum', 'nearSum', 'count', 'fresh'] as const;
/** `none` is of the answer that no span is right. */
export const SHORT_FEATURES: readonly string[] = [
  ...COUNTED,
  ...RELATIVE.map((name) => `${name}/`),
  ...CROSSED,
  'none',
];

/** Classes that can answer at all, by what is wanted; all others are not looked at. */
const FITTING: Readonly<Record<Wants, readonly SpanClass[]>> = {
  country: ['country', 'capital', 'single', 'acronym', 'group'],
  region: ['region', 'capital', 'single', 'country', 'group'],
  city: ['city', 'capital', 'single', 'region', 'country', 'group'],
  person: ['person', 'capital', 'single'],
  group: ['group', 'capital', 'single', 'acronym', 'quoted', 'country', 'person', 'city', 'region'],
  title: ['quoted', 'capital', 'single', 'acronym', 'group', 'person'],
  named: ['capital', 'single', 'acronym', 'quoted', 'group', 'noun', 'person', 'city'],
  day: ['date', 'year'],
  money: ['money', 'percent', 'number', 'measure'],
  percent: ['percent', 'number'],
  count: ['number', 'measure'],
  measure: ['measure', 'number', 'percent', 'money'],
  thing: ['noun', 'capital', 'single', 'acronym', 'quoted', 'group', 'person'],
};

/** Sentences read, and of them those whose common nouns are read. */
const READ = { sentences: 80, nouns: 30 };
const REACH = 14;

type Gathered = {
  best: { doc: Ingested; span: ShortSpan; weight: number };
  values: Record<(typeof COUNTED)[number], number>;
  articles: Set<ArticleId>;
};

/** At most a few hundred candidates; none for an empty evidence. */
export function shortCandidates(
  wanted: Wanted,
  asking: Asking,
  evidence: Evidence,
  articles: ReadonlyMap<ArticleId, Ingested>,
  now: Instant,
): ShortCandidate[] {
  const fitting = new Set(FITTING[wanted.wants]);
  const asked = new Set(words(asking.plan.question).map((word) => word.stem));
  const head = wanted.head === null ? null : stem(wanted.head);
  const top = evidence.sentences[0]?.score || 1;
  const found = new Map<string, Gathered>();
  for (const [rank, { article, index, score }] of evidence.sentences.slice(0, READ.sentences).entries()) {
    const doc = articles.get(article);
    const sentence = doc?.analysis.sentences[index];
    if (!doc || !sentence || sentence.voice === 'boilerplate') continue;
    const line = sentenceWords(doc, index);
    const title = words(doc.article.title ?? '');
    const around = [line, wordsAt(doc, index - 1), wordsAt(doc, index + 1), title];
    const own = shareOf(asking, termsIn(asking, line));
    const window = shareOf(asking, termsIn(asking, around.flat()));
    const titled = new Set(title.map((word) => word.stem));
    for (const span of spansIn(doc, index, fitting.has('noun') && rank < READ.nouns)) {
      if (!fitting.has(span.is)) continue;
      const text = doc.article.text.slice(span.start, span.end);
      const typed = words(text);
      if (typed.length === 0 || typed.length > 9) continue;
      const key = typed
        .map((word) => word.text)
        .join(' ')
        .replace(/^the /, '');
      const from = span.start - sentence.start;
      const first = line.findIndex((word) => word.start >= from);
      const last = line.findLastIndex((word) => word.end <= span.end - sentence.start);
      const near = nearness(asking, line, first, last);
      const known = found.get(key);
      const weight = near + own;
      const values = known?.values ?? (Object.fromEntries(COUNTED.map((name) => [name, 0])) as Gathered['values']);
      const raise = (name: (typeof COUNTED)[number], value: number): void => {
        if (value > values[name]) values[name] = value;
      };
      raise('near', near);
      raise('sentence', own);
      raise('window', window);
      raise('score', Math.sqrt(score / top));
      raise('rank', 1 / (1 + rank));
      const age = ageOf(doc.article, now);
      if (age === null) raise('undated', 1);
      else raise(age < FRESH ? 'fresh' : age < RECENT ? 'recent' : 'old', own);
      values.sum += own ** 2;
      values.nearSum += near ** 2;
      values.count++;
      if (typed.every((word) => titled.has(word.stem))) values.title = 1;
      if (!known) {
        const shared = typed.filter((word) => asked.has(word.stem)).length;
        values.asked = shared > 0 ? 1 : 0;
        values.allAsked = shared === typed.length ? 1 : 0;
        values.words = typed.length;
        values.long = typed.length > 4 ? 1 : 0;
        if (head !== null && typed.some((word) => word.stem === head)) values.headInside = 1;
      }
      const before = line[first - 1];
      const after = line[last + 1];
      if (head !== null && line.slice(Math.max(0, first - 4), last + 5).some((word) => word.stem === head))
        raise('head', own);
      if (head !== null && line.slice(last + 1, last + 4).some((word) => word.stem === head)) raise('unit', own);
      if (from < 3) raise('opening', own);
      if (after && asking.byStem.has(after.stem)) raise('subject', own);
      if (before && asking.byStem.has(before.stem)) raise('object', own);
      if (before && /^(?:in|at|near|to|from)$/.test(before.text)) raise('place', own);
      const entry = known ?? { best: { doc, span, weight }, values, articles: new Set<ArticleId>() };
      if (weight > entry.best.weight) entry.best = { doc, span, weight };
      entry.articles.add(article);
      found.set(key, entry);
    }
  }
  return rowsOf(wanted, found);
}

function rowsOf({ wants }: Wanted, found: ReadonlyMap<string, Gathered>): ShortCandidate[] {
  const keys = [...found.keys()].map((key) => ` ${key} `);
  for (const [key, { values, articles }] of found) {
    values.sum = Math.log1p(values.sum);
    values.nearSum = Math.log1p(values.nearSum);
    values.count = Math.log1p(values.count);
    values.articles = Math.log1p(articles.size);
    values.inner = keys.some((other) => other.length > key.length + 2 && other.includes(` ${key} `)) ? 1 : 0;
  }
  const most = RELATIVE.map((name) => Math.max(1e-9, ...[...found.values()].map(({ values }) => values[name])));
  return [...found.values()].map(({ best: { doc, span }, values }) => ({
    doc,
    span,
    row: [
      ...COUNTED.map((name) => values[name]),
      ...RELATIVE.map((name, at) => values[name] / most[at]!),
      ...CROSSED.map((name) => (name === `${wants}:${span.is}` ? 1 : 0)),
      0,
    ],
  }));
}

/** Days within which an article is fresh, and recent. */
const [FRESH, RECENT] = [10, 60];

const wordsAt = (doc: Ingested, index: number): readonly Word[] =>
  index >= 0 && index < doc.analysis.sentences.length ? sentenceWords(doc, index) : [];

/** The question's words outside the span by how near they stand to it. */
function nearness({ terms, byStem, total }: Asking, line: readonly Word[], first: number, last: number): number {
  const best = new Map<number, number>();
  for (let at = Math.max(0, first - REACH); at < Math.min(line.length, last + REACH + 1); at++) {
    if (at >= first && at <= last) continue;
    const term = byStem.get(line[at]!.stem);
    if (term === undefined) continue;
    const gap = at < first ? first - at : at - last;
    best.set(term, Math.max(best.get(term) ?? 0, 1 - gap / (REACH + 2)));
  }
  let covered = 0;
  for (const [term, value] of best) covered += value * terms[term]!.value;
  return total > 0 ? covered / total : 0;
}
