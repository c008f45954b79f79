import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyGroups } from '../../src/core/story/copies.ts';
import { ingestedOf } from './news_clusters.ts';
import { pairScore } from './news_clusters-metric.ts';
import type { EvalSet } from './table.ts';

/** An article as its set has it. */
type Text = { readonly id: string; readonly title: string; readonly text: string };

/**
 * Near-copies made up by editing real articles, since no labelled syndication data was to be had: each article of the
 * set beside copies of it that were cut, given another title, an agency's line, another order of sentences, other
 * words, and all of these at once. Whether real reports of one event are taken for copies is counted on the articles
 * as they are.
 */
export const copies: EvalSet = {
  name: 'copies',
  data: 'news_clusters',
  async run({ folder, side }) {
    const sets = [
      ['AllSides', join(folder, `allsides_${side}.jsonl`), 'text'],
      ['MultiHop', join(folder, '..', 'multihop_rag', 'corpus.jsonl'), 'body'],
    ] as const;
    const rows = [];
    const notes: string[] = [];
    for (const [name, file, field] of sets) {
      if (!existsSync(file)) {
        notes.push(`copies: skipped, no file ${file}`);
        continue;
      }
      const texts = readTexts(file, field);
      const random = randomFrom(7);
      const spare = texts.flatMap(({ text }) => text.split(/\s+/).filter((word) => /^\p{Ll}{4,}$/u.test(word)));
      const edited = texts.flatMap((text) => editions(text, texts, spare, random));
      const started = performance.now();
      const groups = copyGroups(edited.map(ingestedOf));
      const took = performance.now() - started;
      const { f1, precision, recall } = pairScore(
        groups.map(({ articles }) => articles.map(({ article }) => article.id)),
        new Map(edited.map(({ id }) => [id, id.slice(0, id.lastIndexOf('#'))])),
      );
      const joined = copyGroups(texts.map(ingestedOf)).flatMap(({ copies: found }) => found);
      rows.push(
        { set: 'copies', metric: `${name}: pair F1`, value: f1, floor: null, best: null, items: edited.length },
        {
          set: 'copies',
          metric: `${name}: real articles taken for copies`,
          value: joined.length,
          floor: null,
          best: null,
          items: texts.length,
        },
      );
      notes.push(
        `copies: ${name}: precision ${precision.toFixed(1)}, recall ${recall.toFixed(1)}, ${edited.length} articles in ${(took / 1000).toFixed(1)} s`,
        ...joined.map(
          ({ doc, of, share }) =>
            `copies: ${name}: ${doc.article.id} taken for a copy of ${of.article.id} (${Math.round(100 * share)} %)`,
        ),
      );
    }
    return { rows, notes };
  },
};

function readTexts(file: string, field: 'text' | 'body'): Text[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line))
    .map((row) => ({ id: row.id, title: row.title, text: row[field] }));
}

/** The article and what several newsrooms make of it; the part of an id before its last `#` is the gold. */
function editions(original: Text, all: readonly Text[], spare: readonly string[], random: () => number): Text[] {
  const sentences = original.text.split(/(?<=[.!?]["”’]?)\s+|\n+/).filter((one) => one.trim() !== '');
  const other = all[Math.floor(random() * all.length)]!.title;
  const share = 0.45 + random() * 0.35;
  const cut = (list: readonly string[]) => list.slice(0, Math.max(1, Math.ceil(list.length * share)));
  const reordered = (list: readonly string[]) => {
    const half = Math.floor(list.length / 2);
    return [...list.slice(half), ...list.slice(0, half)];
  };
  const reworded = (list: readonly string[], part: number) =>
    list.map((one) =>
      one.replace(/\p{Ll}{4,}/gu, (word) => (random() < part ? spare[Math.floor(random() * spare.length)]! : word)),
    );
  const credited = (list: readonly string[]) => [
    `PORT CITY, May 5 (Reuters) — ${list[0] ?? ''}`,
    ...list.slice(1),
    'Additional reporting by our own correspondents; editing by the night desk.',
  ];
  const made: [string, string, readonly string[]][] = [
    ['as it is', original.title, sentences],
    ['cut', original.title, cut(sentences)],
    ['retitled', other, sentences],
    ['agency line', original.title, credited(sentences)],
    ['reordered', original.title, reordered(sentences)],
    ['reworded', original.title, reworded(sentences, 0.1)],
    ['all at once', other, credited(reworded(reordered(cut(sentences)), 0.05))],
  ];
  return made.map(([how, title, list]) => ({ id: `${original.id}#${how}`, title, text: list.join('\n') }));
}

/** Park and Miller's generator: the same edits in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
