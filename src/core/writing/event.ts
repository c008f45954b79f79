import actions from '../../data/actions.json' with { type: 'json' };
import type { ArticleId, Range } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import { stem } from '../retrieval/stem.ts';
import type { Word } from '../retrieval/words.ts';
import { sentenceWords } from './doc-words.ts';

/**
 * What a set of articles is about, by general means: the kind of action (a family of everyday verbs and nouns) and
 * the things acted on, which are the words that the articles share and that stand near that action.
 */
export type Event = {
  /** Stems of the family of actions ("send", "export", "transfer"). */
  readonly actions: ReadonlySet<string>;
  /** Stems of the things acted on, the most shared first. */
  readonly objects: readonly string[];
  /** Articles that speak of both together. */
  readonly articles: ReadonlySet<ArticleId>;
};

/** A sentence with its words, `names` being those inside a mention of an actor. */
export type Line = {
  readonly doc: Ingested;
  readonly index: number;
  readonly words: readonly (Word & { readonly named: boolean })[];
};

const FAMILIES = Object.entries(actions).map(
  ([name, list]) => [name, new Set(list.map((word) => stem(word)))] as const,
);
const ALL_ACTIONS = new Set(FAMILIES.flatMap(([, stems]) => [...stems]));
/** True when the stem is an action and another of its family stands among the stems ("export" for "ship"). */
export function isKin(word: string, stems: ReadonlySet<string>): boolean {
  return FAMILIES.some(([, family]) => family.has(word) && [...stems].some((one) => family.has(one)));
}

export const isAction = (word: string): boolean => ALL_ACTIONS.has(word);

/** How near an action must stand to what it acts on, in words. */
const NEAR = 8;
const OBJECTS = 4;
/** Share of the articles that must share a word. */
const SHARED = 0.6;

/** The lines of an article that report something: boilerplate is left out. Offsets of words are in the article. */
export function linesOf(doc: Ingested): Line[] {
  const { mentions, sentences } = doc.analysis;
  let next = 0;
  return sentences.flatMap((sentence, index) => {
    if (sentence.voice === 'boilerplate') return [];
    while (next < mentions.length && mentions[next]!.end <= sentence.start) next++;
    const here: Range[] = [];
    for (let at = next; at < mentions.length && mentions[at]!.start < sentence.end; at++) here.push(mentions[at]!);
    const found = sentenceWords(doc, index).map((word) => {
      const start = sentence.start + word.start;
      const named = here.some((mention) => mention.start <= start && start < mention.end);
      return { ...word, start, end: sentence.start + word.end, named };
    });
    return [{ doc, index, words: found }];
  });
}

/** The event that most of the articles share, or null when they share none. */
export function sharedEvent(lines: readonly Line[]): Event | null {
  const shared = sharedWords(lines);
  if (shared.size === 0) return null;
  let best: { event: Event; weight: number } | null = null;
  for (const [, family] of FAMILIES) {
    const found = eventOf(lines, family, shared);
    if (found && (best === null || found.weight > best.weight)) best = found;
  }
  return best?.event ?? null;
}

/** Stems that most articles use and that are neither names nor too short to mean anything, with their share. */
function sharedWords(lines: readonly Line[]): Map<string, number> {
  const articles = new Set(lines.map((line) => line.doc));
  const within = new Map<string, Set<Ingested>>();
  // A name that now and then stands where no mention is seen ("A-made") is still a name.
  const named = new Map<string, number>();
  for (const { doc, words: list } of lines) {
    for (const word of list) {
      if (word.text.length < 4) continue;
      named.set(word.stem, (named.get(word.stem) ?? 0) + (word.named ? 1 : -1));
      if (word.named) continue;
      const known = within.get(word.stem);
      if (known) known.add(doc);
      else within.set(word.stem, new Set([doc]));
    }
  }
  const least = Math.max(articles.size > 1 ? 2 : 1, SHARED * articles.size);
  return new Map(
    [...within]
      .filter(([word, docs]) => docs.size >= least && named.get(word)! <= 0)
      .map(([word, docs]) => [word, docs.size / articles.size]),
  );
}

function eventOf(lines: readonly Line[], family: ReadonlySet<string>, shared: ReadonlyMap<string, number>) {
  const near = new Map<string, { articles: Set<ArticleId>; count: number }>();
  for (const line of lines) {
    const at = line.words.flatMap((word, index) => (family.has(word.stem) ? [index] : []));
    if (at.length === 0) continue;
    const seen = new Set<string>();
    for (const [index, word] of line.words.entries()) {
      if (!shared.has(word.stem) || ALL_ACTIONS.has(word.stem) || FUNCTION.has(word.text) || seen.has(word.stem))
        continue;
      if (!at.some((one) => Math.abs(one - index) <= NEAR)) continue;
      seen.add(word.stem);
      const entry = near.get(word.stem) ?? { articles: new Set<ArticleId>(), count: 0 };
      entry.articles.add(line.doc.article.id);
      entry.count++;
      near.set(word.stem, entry);
    }
  }
  const ranked = [...near].sort(
    ([a, one], [b, two]) =>
      two.articles.size * Math.log1p(two.count) - one.articles.size * Math.log1p(one.count) || (a < b ? -1 : 1),
  );
  const top = ranked[0];
  if (!top) return null;
  const floor = top[1].count / 3;
  const objects = ranked.filter(([, entry]) => entry.count >= floor).slice(0, OBJECTS);
  const articles = new Set(objects.slice(0, 2).flatMap(([, entry]) => [...entry.articles]));
  const weight = articles.size * Math.log1p(top[1].count);
  return { event: { actions: family, objects: objects.map(([word]) => word), articles }, weight };
}

/** Frequent words of four and more letters that name no thing. */
const FUNCTION = new Set(
  'this that these those with from have been will would could should their there which about into after before over under more most other some such only also than then when where while what they them were does being between against during because through both each very just like made make many much even well said says including according since until among within without across toward towards'.split(
    ' ',
  ),
);
