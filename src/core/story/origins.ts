import { agencyNamed, familyOf, outletKey } from '../language/agencies.ts';
import type { Grouping, Label } from '../model/answer.ts';
import type { ArticleId, Many, Quote, Span } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import { namedArticle } from '../writing/named.ts';
import { type Copy, copyGroups } from './copies.ts';

/** From whom the reports of a story come: one origin for all copies of a text and all titles of one publisher. */

type Credit = { readonly name: string; readonly actor: string | null; readonly at: Span | null };

type NamedOrigin = { readonly name: string; readonly articles: Ingested[]; readonly credits: Quote[] };

export type Origins = {
  /** In the order of their earliest article. */
  readonly named: readonly NamedOrigin[];
  /** Texts of unknown origin, each with its copies. */
  readonly unknown: readonly (readonly Ingested[])[];
  readonly copies: readonly Copy[];
};

/** Independent origins: those that are named. Copies share the origin that most of them credit, else the earliest's. */
export function findOrigins(articles: readonly Ingested[]): Origins {
  const named = new Map<string, NamedOrigin>();
  const unknown: (readonly Ingested[])[] = [];
  const groups = copyGroups(articles);
  for (const group of groups) {
    const credited = group.articles.map((doc) => [doc, creditOf(doc)] as const);
    const credit = mostCredited(credited.flatMap(([, found]) => found ?? []));
    if (credit === null) {
      unknown.push(group.articles);
      continue;
    }
    const key = outletKey(credit.name, credit.actor);
    const origin = named.get(key) ?? { name: credit.name, articles: [], credits: [] };
    named.set(key, origin);
    origin.articles.push(...group.articles);
    for (const [{ article }, found] of credited) {
      if (!found?.at || outletKey(found.name, found.actor) !== key) continue;
      origin.credits.push({ span: found.at, text: article.text.slice(found.at.start, found.at.end) });
    }
  }
  return { named: [...named.values()], unknown, copies: groups.flatMap(({ copies }) => copies) };
}

/** Whom an article credits; else the agency that signs it, or that publishes it. */
function creditOf({ article, analysis }: Ingested): Credit | null {
  if (analysis.origin) return analysis.origin;
  const agency = agencyNamed(article.author ?? '') ?? agencyNamed(article.publisher ?? '');
  return agency && { ...agency, at: null };
}

/** Of several the one named most often, of equals the first. */
function mostCredited(credits: readonly Credit[]): Credit | null {
  const times = new Map<string, number>();
  const keys = credits.map(({ name, actor }) => outletKey(name, actor));
  for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1);
  const most = Math.max(0, ...times.values());
  return credits.find((_, at) => times.get(keys[at]!) === most) ?? null;
}

const outletsOf = (articles: readonly Ingested[]): Map<string, string> =>
  new Map(articles.flatMap(({ article: { publisher } }) => (publisher ? [[publisher.toLowerCase(), publisher]] : [])));

/** Names of origins that are shown. */
const SHOWN = 3;

/** "3 articles, 3 outlets, 1 origin (Reuters)": an origin that is not named counts as none. */
export function storyLabel(articles: readonly Ingested[], { named, unknown } = findOrigins(articles)): Label {
  const names = named.slice(0, SHOWN).map(({ name }) => name);
  return {
    key: 'digest-story',
    args: {
      count: articles.length,
      outlets: outletsOf(articles).size,
      named: named.length,
      names: names.join(', '),
      unknown: named.length > 0 ? unknown.flat().length : 0,
    },
  };
}

/** How the articles of a story hang together, with the words and shares that say so. */
export function explainGrouping(articles: readonly Ingested[], origins = findOrigins(articles)): Grouping {
  const ids = (docs: readonly Ingested[]): ArticleId[] => docs.map(({ article }) => article.id);
  const outlets = outletsOf(articles);
  return {
    head: storyLabel(articles, origins),
    articles: articles.map(namedArticle),
    outlets: outlets.size,
    origins: origins.named.map((one) => ({
      name: one.name,
      articles: ids(one.articles) as unknown as Many<ArticleId>,
      credits: one.credits,
    })),
    unknown: ids(origins.unknown.flat()),
    copies: origins.copies.map(({ doc, of, share }) => ({ article: doc.article.id, of: of.article.id, share })),
    families: [...Map.groupBy(outlets.values(), familyOf)].flatMap(([name, own]) =>
      name !== null && own.length > 1 ? [{ name, outlets: own as unknown as Many<string> }] : [],
    ),
  };
}
