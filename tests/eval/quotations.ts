import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { seeded } from '../../src/core/language/statements/learned/crf.ts';
import type { QuotationCheck } from '../../src/core/model/answer.ts';
import { openLog } from '../../src/infra/log.ts';
import { check } from '../../src/usecases/check.ts';
import { ingestPaths } from '../../src/usecases/ingest.ts';
import type { EvalSet, Row } from './table.ts';

/**
 * `/check` on quotations made from polnear: those of its training articles, as they stand or altered by chance from a
 * fixed seed, must be found as what they are; those of the side's own articles, which are not indexed, must not.
 */

type Item = { readonly id: string; readonly text: string };
type Asked = {
  readonly kind: string;
  readonly text: string;
  readonly wanted: 'exact' | 'altered' | 'none';
  readonly id: string;
};

const EACH = 40;
const scope = { tenant: 'public', topic: null, docs: null, since: null, until: null };

export const quotations: EvalSet = {
  name: 'quotations',
  data: 'polnear',
  async run({ folder, side }) {
    const [corpus, others] = [join(folder, 'train.jsonl'), join(folder, `${side}.jsonl`)];
    if (!existsSync(corpus) || !existsSync(others))
      return { rows: [], notes: [`quotations: skipped, no file ${corpus}`] };
    const [items, absent] = [read(corpus), read(others)];
    const app = await openApp(readConfig({ SITREP_ATTRIBUTION: 'rules' }), {
      clock: () => 0,
      log: openLog('silent', []),
      temporary: true,
      inline: true,
    });
    try {
      await ingestPaths(app.desk, [corpus], { tenant: 'public', topics: [] });
      const asked = makeAsked(items, absent);
      const started = performance.now();
      const found = new Map<Asked, QuotationCheck>();
      for (const one of asked) found.set(one, await check(app.desk, { quotation: one.text, scope }));
      const each = (performance.now() - started) / asked.length;
      const note = `quotations: ${items.length} articles, ${asked.length} quotations, ${each.toFixed(1)} ms a quotation`;
      return { rows: rowsOf(found), notes: [note] };
    } finally {
      await app.close();
    }
  },
};

const read = (file: string): Item[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Item);

/** Quotations of 8 to 40 words in curly marks. */
function quotedIn({ id, text }: Item): { id: string; words: string[] }[] {
  return [...text.matchAll(/“([^“”\n]{30,300})”/gu)]
    .map((hit) => ({ id, words: hit[1]!.trim().split(/\s+/u) }))
    .filter(({ words }) => words.length >= 8 && words.length <= 40);
}

const bare = (words: readonly string[]): string =>
  words
    .join(' ')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} ]/gu, '');

function makeAsked(items: readonly Item[], absent: readonly Item[]): Asked[] {
  const random = seeded(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const present = items.flatMap(quotedIn);
  const vocabulary = present.flatMap(({ words }) => words).filter((word) => /^\p{Ll}{4,}$/u.test(word));
  const replaced = (words: readonly string[], at: readonly number[]) =>
    words.map((word, n) => (at.includes(n) ? other(word) : word));
  const other = (word: string): string => {
    for (;;) {
      const candidate = pick(vocabulary);
      if (candidate !== word.toLowerCase()) return candidate;
    }
  };
  const inner = (words: readonly string[]) => 1 + Math.floor(random() * (words.length - 2));
  const some = (words: readonly string[], share: number) => {
    const at = new Set<number>();
    while (at.size < Math.max(1, Math.round(share * words.length))) at.add(Math.floor(random() * words.length));
    return [...at];
  };
  const makers: Record<string, { wanted: Asked['wanted']; make: (words: string[]) => string }> = {
    'as it stands': { wanted: 'exact', make: (words) => `“${words.join(' ')}”` },
    'other case, marks, dashes, spaces': {
      wanted: 'exact',
      make: (words) =>
        ` "${words.join('  ').toUpperCase().replace(/[.,]$/u, '').replaceAll('’', "'").replaceAll('—', ' - ')} " `,
    },
    'a part of it': {
      wanted: 'exact',
      make: (words) =>
        words
          .slice(inner(words) >> 1)
          .slice(0, Math.max(5, words.length >> 1))
          .join(' '),
    },
    'the middle under an ellipsis': {
      wanted: 'exact',
      make: (words) =>
        `“${words.slice(0, Math.ceil(words.length / 3)).join(' ')} … ${words.slice(-Math.ceil(words.length / 3)).join(' ')}”`,
    },
    'one word replaced': { wanted: 'altered', make: (words) => replaced(words, [inner(words)]).join(' ') },
    'one word left out': { wanted: 'altered', make: (words) => words.toSpliced(inner(words), 1).join(' ') },
    '“not” put in': { wanted: 'altered', make: (words) => words.toSpliced(inner(words), 0, 'not').join(' ') },
    'a fifth replaced': { wanted: 'altered', make: (words) => replaced(words, some(words, 0.2)).join(' ') },
    'a third replaced': { wanted: 'altered', make: (words) => replaced(words, some(words, 0.33)).join(' ') },
    'its words in another order': {
      wanted: 'none',
      make: (words) =>
        words
          .map((word) => [random(), word] as const)
          .sort(([a], [b]) => a - b)
          .map(([, word]) => word)
          .join(' '),
    },
  };
  const out: Asked[] = [];
  for (const [kind, { wanted, make }] of Object.entries(makers))
    for (let n = 0; n < EACH; n++) {
      const { id, words } = pick(present);
      out.push({ kind, wanted, id, text: make(words) });
    }
  // A quotation that runs through many papers is no stranger: five words in a row in any article make it known.
  const known = new Set(items.flatMap(({ text }) => grams(bare(text.split(/\s+/u)).split(' '))));
  const strangers = absent
    .flatMap(quotedIn)
    .filter(({ words }) => !grams(bare(words).split(' ')).some((gram) => known.has(gram)));
  for (const { id, words } of strangers.slice(0, 2 * EACH))
    out.push({ kind: 'of articles not indexed', wanted: 'none', id, text: words.join(' ') });
  return out;
}

function grams(words: readonly string[]): string[] {
  return words.slice(0, Math.max(0, words.length - 4)).map((_, at) => words.slice(at, at + 5).join(' '));
}

function rowsOf(found: ReadonlyMap<Asked, QuotationCheck>): Row[] {
  const byKind = Map.groupBy([...found], ([{ kind }]) => kind);
  return [...byKind].map(([kind, list]): Row => {
    const wanted = list[0]![0].wanted;
    const right = list.filter(([asked, { verdict, groups }]) => {
      if (wanted === 'none') return verdict !== 'not_in_sources';
      if (verdict === 'not_in_sources' || (verdict === 'altered') !== (wanted === 'altered')) return false;
      const points = groups.flatMap((group) => group.points);
      return points.some((point) =>
        [...point.citations, ...point.alsoIn].some((one) => one.sentence.span.article === asked.id),
      );
    });
    const metric = wanted === 'none' ? `${kind}: falsely found %` : `${kind}: found ${wanted} %`;
    return {
      set: 'quotations',
      metric,
      value: (100 * right.length) / list.length,
      floor: null,
      best: null,
      items: list.length,
    };
  });
}
