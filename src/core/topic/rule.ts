import { siteOf } from '../address.ts';
import { type ActorTable, within } from '../language/actors.ts';
import type { Quote, Range } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import type { Judgement, Match, Reason, Rule } from '../model/topic.ts';
import { fold } from '../retrieval/words.ts';
import { findTerm, type Ground, groundOf, mayStand } from './term.ts';

/** An article, read once for all rules that judge it. */
export type Subject = {
  readonly one: Ingested;
  readonly title: Ground | null;
  /** Its sentences, without what is no part of the report (menus, notices). */
  readonly sentences: readonly Ground[];
  readonly forms: ReadonlySet<string>;
};

export function subjectOf(one: Ingested): Subject {
  const { title, text } = one.article;
  const told = one.analysis.sentences.filter(({ voice }) => voice !== 'boilerplate');
  const sentences = told.map(({ start, end }) => groundOf(text.slice(start, end), start));
  const heading = title === null ? null : groundOf(title);
  const forms = new Set(
    [...(heading ? [heading] : []), ...sentences].flatMap(({ words }) => words.map(({ form }) => form)),
  );
  return { one, title: heading, sentences, forms };
}

/**
 * Whether an article belongs to a topic, and why: for each part of the rule what was found and in which sentence, or
 * that nothing was. Of words any of which would do, those that were found; of the others each one.
 */
export function judge(rule: Rule, subject: Subject, table: ActorTable): Judgement {
  const why = [
    ...oneOf('any', rule.any, (term) => place(term, subject)),
    ...rule.must.map((term) => reason('must', term, place(term, subject), true)),
    ...rule.not.map((term) => reason('not', term, place(term, subject), false)),
    ...oneOf('actors', rule.actors, (slug) => naming(slug, subject, table)),
    ...oneNamed('languages', rule.languages, (code) => code === subject.one.article.language),
    ...oneNamed('sources', rule.sources, (name) => isFrom(name, subject.one)),
  ];
  return { taken: why.every(({ holds }) => holds), why };
}

function reason(part: keyof Rule, of: string, at: Match | null, wanted: boolean): Reason {
  return { part, of: [of], holds: (at !== null) === wanted, at };
}

/** One of them is enough: all that were found, else all together as not found. */
function oneOf(part: keyof Rule, all: readonly string[], find: (one: string) => Match | null): Reason[] {
  const found = all.flatMap((one) => {
    const at = find(one);
    return at === null ? [] : [reason(part, one, at, true)];
  });
  return found.length > 0 || all.length === 0 ? found : [{ part, of: all, holds: false, at: null }];
}

/** The same of what stands in no sentence. */
function oneNamed(part: keyof Rule, all: readonly string[], is: (one: string) => boolean): Reason[] {
  if (all.length === 0) return [];
  const found = all.filter(is);
  return [{ part, of: found.length > 0 ? found : all, holds: found.length > 0, at: null }];
}

/** Where a term stands first, the title before the text. */
function place(term: string, { one, title, sentences, forms }: Subject): Match | null {
  if (!mayStand(term, forms)) return null;
  const inTitle = title && findTerm(term, title);
  if (inTitle) return { in: 'title', words: title.text.slice(inTitle.start, inTitle.end) };
  for (const ground of sentences) {
    const found = findTerm(term, ground);
    if (found) return inText(one, { start: ground.from + found.start, end: ground.from + found.end }, rangeOf(ground));
  }
  return null;
}

/** Where the actor is named, or one that speaks for it. */
function naming(slug: string, { one, sentences }: Subject, table: ActorTable): Match | null {
  for (const mention of one.analysis.mentions) {
    if (!within(mention.entity, slug, table)) continue;
    const ground = sentences.find(({ from, text }) => from <= mention.start && mention.end <= from + text.length);
    if (ground) return inText(one, mention, rangeOf(ground));
  }
  return null;
}

/** By the name of the outlet, or the site of its address: `example.org` is also `news.example.org`. */
function isFrom(name: string, { article: { publisher, url } }: Ingested): boolean {
  if (publisher !== null && fold(publisher) === fold(name)) return true;
  if (url === null || !URL.canParse(url)) return false;
  const host = new URL(url).hostname.toLowerCase();
  const wanted = siteOf(name.toLowerCase());
  return host === wanted || host.endsWith(`.${wanted}`);
}

const rangeOf = ({ from, text }: Ground): Range => ({ start: from, end: from + text.length });

function inText(one: Ingested, words: Range, sentence: Range): Match {
  const { id: article, version, text } = one.article;
  const quote = ({ start, end }: Range): Quote => ({
    span: { article, version, start, end },
    text: text.slice(start, end),
  });
  return { in: 'text', words: quote(words), sentence: quote(sentence) };
}
