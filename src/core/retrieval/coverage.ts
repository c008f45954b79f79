import type { Actor } from '../language/actors.ts';
import { type AskedPart, type Asking, sum, united } from './asking.ts';
import type { FoundArticle } from './candidates.ts';
import type { Coverage } from './evidence.ts';
import { words } from './words.ts';

const best = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0);

type Read = { readonly found: FoundArticle; readonly counts: Uint8Array; readonly passages: readonly Uint8Array[] };

/** How far the articles found speak of what is asked. Unlike the ranker it counts words that no article has. */
export function coverageOf(asking: Asking, found: readonly FoundArticle[]): Coverage {
  const { plan, terms } = asking;
  const content = terms.map((term) => (term.content ? term.worth : 0));
  const names = terms.map((term) => (term.content && term.name ? term.worth : 0));
  const all = found.map((one): Read => ({ found: one, counts: readIn(asking, one), passages: passagesOf(one) }));
  const own = inOutlets(all, asking.outlets, plan.unknownOutlets.length);
  const parts = asking.parts.filter((part) => part.terms.length > 0).map((part) => partCoverage(asking, part, all));
  const slots = plan.unknownOutlets.length + plan.outlets.length;
  return {
    known: share(
      terms.map((term) => (term.known ? 1 : 0)),
      content,
    ),
    passage: best(all.flatMap(({ passages }) => passages.map((counts) => share(counts, content)))),
    article: best(all.map(({ counts }) => share(counts, content))),
    ownPassage: best(own.flatMap(({ passages }) => passages.map((counts) => share(counts, content)))),
    ownArticle: best(own.map(({ counts }) => share(counts, content))),
    together: share(
      united(
        terms.length,
        own.map(({ counts }) => counts),
      ),
      content,
    ),
    worstPart: parts.reduce((least, value) => Math.min(least, value), 1),
    parts: parts.length > 0 ? sum(parts) / parts.length : 1,
    unknownNames: unknownNames(asking, found),
    names: best(own.map(({ counts }) => share(counts, names))),
    namesTogether: share(
      united(
        terms.length,
        own.map(({ counts }) => counts),
      ),
      names,
    ),
    actorsMissing: plan.asked.filter((actor) => !found.some((one) => mentions(one, actor))).map(({ slug }) => slug),
    outletsMissing: slots > 0 ? plan.unknownOutlets.length / slots : 0,
  };
}

/** Share of the worth whose terms occur; 1 where there is nothing to cover. */
function share(counts: ArrayLike<number>, worth: readonly number[]): number {
  const all = sum(worth);
  if (all === 0) return 1;
  return sum(worth.map((value, term) => (counts[term]! > 0 ? value : 0))) / all;
}

/** The articles of the outlets asked for; all where none is; none where the index has none of them. */
function inOutlets(all: readonly Read[], outlets: ReadonlySet<string>, lacking: number): readonly Read[] {
  if (outlets.size === 0) return lacking > 0 ? [] : all;
  return all.filter(({ found }) => outlets.has(found.entry.article.publisher ?? ''));
}

function partCoverage({ terms }: Asking, part: AskedPart, all: readonly Read[]): number {
  const worth = terms.map((term, index) => (part.terms.includes(index) ? term.worth : 0));
  return best(inOutlets(all, part.outlets, part.lacking).map(({ counts }) => share(counts, worth)));
}

const readIn = (asking: Asking, { title, sentences }: FoundArticle): Uint8Array =>
  united(asking.terms.length, [title, ...sentences.map(({ counts }) => counts)]);

/** The words of each passage of which sentences were read. */
function passagesOf({ entry, sentences }: FoundArticle): Uint8Array[] {
  return entry.analysis.passages.flatMap(({ first, last }) => {
    const inside = sentences.filter(({ index, hit }) => index >= first && index < last && hit > 0);
    return inside.length > 0
      ? [
          united(
            inside[0]!.counts.length,
            inside.map(({ counts }) => counts),
          ),
        ]
      : [];
  });
}

/**
 * Names that no article knows: capitalised ones whose last word (a surname, for a person) no passage of the index
 * holds, and actors of the table under none of whose names a passage is found and whom no article found mentions.
 */
function unknownNames({ plan, byStem, terms }: Asking, found: readonly FoundArticle[]): string[] {
  // A word beyond the most terms of a plan was not looked up: nothing is known of it, not even that it is unknown.
  const known = (word: { readonly stem: string }): boolean | null => {
    const index = byStem.get(word.stem);
    return index === undefined ? null : terms[index]!.known;
  };
  const isWritten = ({ name, aliases }: Actor): boolean => {
    const names = [name, ...aliases].map((alias) => words(alias).map(known));
    return names.some((each) => each.every((one) => one === true)) || names.flat().every((one) => one === null);
  };
  const strangers = plan.actors.filter((actor) => !isWritten(actor) && !found.some((one) => mentions(one, actor)));
  const unknown = plan.names.filter((name) => words(name).map(known).at(-1) === false);
  return [...new Set([...unknown, ...strangers.map(({ name }) => name)])];
}

/** A state is mentioned by anything of its country, everybody else by name alone. */
function mentions({ entry }: FoundArticle, { slug, kind, country }: Actor): boolean {
  return entry.analysis.mentions.some(
    (mention) => mention.entity === slug || (kind === 'state' && mention.country === country),
  );
}
