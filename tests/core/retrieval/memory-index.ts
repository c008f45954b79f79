import type { Hit, Index, Ingested, Query, Scope } from '../../../src/core/model/ports.ts';
import { fold, words } from '../../../src/core/retrieval/words.ts';

type Row = { hit: Omit<Hit, 'score'>; entry: Ingested; counts: Map<string, number>; length: number };

const [K1, B] = [1.2, 0.75];
const OUTLET_BOOST = 1.2;

/** Plain BM25 over passages with title and outlet, all in memory: a second implementation of the port, for tests. */
export function memoryIndex(): Index {
  const rows = new Map<string, Row[]>();
  const postings = new Map<string, Set<Row>>();
  let seq = 0;
  const drop = (key: string): void => {
    for (const row of rows.get(key) ?? []) for (const term of row.counts.keys()) postings.get(term)?.delete(row);
    rows.delete(key);
  };
  const stems = (text: string): string[] => words(text).map((word) => word.stem);
  const all = (): number => [...rows.values()].reduce((sum, list) => sum + list.length, 0);
  return {
    async apply(changes) {
      for (const entry of changes) {
        const { article, analysis } = entry;
        const key = `${article.tenant}\n${article.id}`;
        drop(key);
        seq = Math.max(seq, article.seq);
        if (article.state !== 'live') continue;
        const head = stems(`${article.title ?? ''} ${article.publisher ?? ''}`);
        rows.set(
          key,
          analysis.passages.map((passage, index) => {
            const terms = [...head, ...stems(article.text.slice(passage.start, passage.end))];
            const counts = new Map<string, number>();
            for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
            const { start, end } = passage;
            const hit = { article: article.id, version: article.version, passage: index, start, end };
            const row = { hit, entry, counts, length: terms.length };
            for (const term of counts.keys()) {
              const posting = postings.get(term) ?? new Set();
              postings.set(term, posting.add(row));
            }
            return row;
          }),
        );
      }
    },
    async at() {
      return seq;
    },
    async frequencies(terms) {
      const of = terms.map((term) =>
        Math.min(Number.MAX_SAFE_INTEGER, ...stems(term).map((s) => postings.get(s)?.size ?? 0)),
      );
      return { passages: all(), of };
    },
    async search({ terms, scope, outlets, limit }: Query) {
      const total = all();
      const mean = [...rows.values()].flat().reduce((sum, row) => sum + row.length, 0) / Math.max(1, total);
      const scores = new Map<Row, number>();
      for (const { text, weight } of terms) {
        for (const term of new Set(stems(fold(text)))) {
          const posting = postings.get(term) ?? new Set();
          const idf = Math.log(1 + (total - posting.size + 0.5) / (posting.size + 0.5));
          for (const row of posting) {
            if (!inScope(row.entry, scope)) continue;
            const tf = row.counts.get(term)!;
            const part = (tf * (K1 + 1)) / (tf + K1 * (1 - B + (B * row.length) / mean));
            scores.set(row, (scores.get(row) ?? 0) + weight * idf * part);
          }
        }
      }
      return [...scores]
        .map(([row, score]) => {
          const boost = outlets.includes(row.entry.article.publisher ?? '\n') ? OUTLET_BOOST : 1;
          return { ...row.hit, score: score * boost };
        })
        .sort((a, b) => b.score - a.score)
        .slice(0, limit);
    },
  };
}

function inScope({ article }: Ingested, { tenant, topic, docs, since, until }: Scope): boolean {
  if (article.tenant !== tenant && article.tenant !== 'public') return false;
  if (topic !== null && !article.topics.includes(topic)) return false;
  if (docs !== null && !docs.includes(article.id)) return false;
  if (since === null && until === null) return true;
  const at = article.published;
  if (at === null || at.precision === 'unresolved') return false;
  return (since === null || at.to >= since) && (until === null || at.from <= until);
}
