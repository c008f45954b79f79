import type { QuotationCheck } from '../core/model/answer.ts';
import type { ArticleId } from '../core/model/article.ts';
import type { Hit, Scope, Term } from '../core/model/ports.ts';
import { FUNCTION_WORDS } from '../core/retrieval/lists.ts';
import { type Reading, readingsOf } from '../core/writing/check/asked.ts';
import { type Candidate, candidatesIn, type Place, placeOf, reachOf } from '../core/writing/check/find.ts';
import { writeCheck } from '../core/writing/check/write.ts';
import { type Asking, type Desk, idOf, keepPage, staleAfter } from './desk.ts';
import { readQuotation } from './question.ts';

/**
 * Passages looked at for a quotation: the more words with a meaning it has, the surer it stands among the first.
 * Characters read around them, articles read, and cells of alignment paid for.
 */
const LIMITS = {
  passages: 600,
  fewest: 40,
  words: 1_200,
  characters: 1_500_000,
  articles: 400,
  cells: 20_000_000,
};

export type Checked = {
  readonly quotation: string;
  readonly scope: Scope;
} & Asking;

/**
 * One pasted quotation → where it stands, exact or altered, and who said it; kept under its id. Throws
 * `bad_quotation` for one without words, and for more than 4,000 characters.
 */
export async function check(desk: Desk, { quotation: typed, scope, ...asking }: Checked): Promise<QuotationCheck> {
  const found = await held(desk, typed, scope);
  const written = { ...found, id: idOf(found.id, asking.person) };
  await keepPage(desk, scope.tenant, written, asking);
  return written;
}

/** The same without being kept. */
export async function held(desk: Desk, typed: string, scope: Scope): Promise<QuotationCheck> {
  const quotation = readQuotation(typed);
  const made = desk.clock();
  const { places, searched } = await placesOf(desk, quotation, scope);
  return writeCheck({
    id: idOf('check', quotation, scope, await desk.store.seq(), made),
    made,
    quotation,
    places,
    searched,
    counted: await desk.store.count(scope),
    table: desk.table,
    staleAfterHours: staleAfter(desk, scope.topic),
  });
}

type Looked = {
  readonly places: Place[];
  /** How many passages were looked at when words so common stand in more; null when that leaves nothing out. */
  readonly searched: number | null;
};

/** Where the quotation may stand, best candidates first, as far as the cells go; every one of the likeliest article. */
async function placesOf(desk: Desk, quotation: string, scope: Scope): Promise<Looked> {
  const readings = readingsOf(quotation);
  const { hits, isCut } = await search(desk, quotation, readings, scope);
  const byArticle = Map.groupBy(hits, (hit) => hit.article);
  const articles = await desk.store.articles(scope.tenant, [...byArticle.keys()].slice(0, LIMITS.articles));
  const candidates = articles.flatMap((doc) => candidatesIn(doc, readings, byArticle.get(doc.article.id) ?? []));
  let cells = 0;
  const places = candidates
    .sort((a, b) => b.overlap - a.overlap)
    .flatMap((candidate) => {
      // The likeliest is looked at whatever it costs.
      const isPaid = cells === 0 || cells + costOf(candidate) <= LIMITS.cells;
      cells += costOf(candidate);
      return isPaid ? (placeOf(candidate, quotation) ?? []) : [];
    });
  return { places, searched: isCut ? hits.length : null };
}

const costOf = ({ words, reading }: Candidate): number => words.length * reading.words.length;

/** Passages with the words of any reading, each once, best first, and whether words so common stand in more. */
async function search(
  desk: Desk,
  quotation: string,
  readings: readonly Reading[],
  scope: Scope,
): Promise<{ readonly hits: readonly Hit[]; readonly isCut: boolean }> {
  const found = await Promise.all(
    readings.map(async ({ words }) => {
      const terms = termsOf(quotation, words);
      const telling = Math.max(1, terms.filter(({ text }) => !FUNCTION_WORDS.has(text)).length);
      const wanted = Math.min(LIMITS.passages, Math.round(LIMITS.words / telling));
      const limit = Math.max(
        LIMITS.fewest,
        Math.min(wanted, Math.floor(LIMITS.characters / (2 * reachOf(quotation.length)))),
      );
      const hits = await desk.index.search({ terms, scope, outlets: [], limit });
      return { hits, isCut: wanted === LIMITS.passages && hits.length >= limit };
    }),
  );
  const seen = new Map<string, Hit>();
  const key = (hit: { article: ArticleId; passage: number }) => JSON.stringify([hit.article, hit.passage]);
  for (const hit of found.flatMap(({ hits }) => hits)) if (!seen.has(key(hit))) seen.set(key(hit), hit);
  const isCut = seen.size >= LIMITS.passages || found.some((one) => one.isCut);
  return { hits: [...seen.values()], isCut };
}

/** Neighbours without a space between them (characters of Chinese, a sign and its figure) are one term for the index. */
function termsOf(quotation: string, words: Reading['words']): Term[] {
  const runs: { start: number; end: number }[] = [];
  for (const { start, end } of words) {
    const open = runs.at(-1);
    if (open?.end === start) open.end = end;
    else runs.push({ start, end });
  }
  const texts = new Set(runs.map(({ start, end }) => quotation.slice(start, end).toLowerCase()));
  return [...texts].map((text): Term => ({ text, weight: 1 }));
}
