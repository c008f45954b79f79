import { type ActorTable, actorBySlug, findActors } from '../../language/actors.ts';
import type { Difference } from '../../model/answer.ts';
import type { Quote, Range } from '../../model/article.ts';
import type { Ingested } from '../../model/ports.ts';
import type { Mention } from '../../model/statement.ts';
import { quoteOf, sentenceAt } from '../pieces.ts';
import { type Claim, differenceOf } from './ground.ts';

/** A person whom one article gives another office than the next: same kind of post, another organ; or former and not. */

type Office = {
  readonly doc: Ingested;
  readonly person: Mention;
  readonly role: Range;
  readonly text: string;
  readonly head: string;
  readonly former: boolean;
  readonly organ: { slug: string; words: Range | null } | null;
};

export function roleDifferences(articles: readonly Ingested[], table: ActorTable): Difference[] {
  const people = Map.groupBy(
    articles.flatMap((doc) => officesIn(doc, table)),
    (office) => office.person.entity,
  );
  return [...people.values()].flatMap((offices) => {
    const clashing = offices.filter((one) => offices.some((other) => clash(one, other, table)));
    const claims = clashing.map((office, at): Claim => ({ ...claimOf(office), weight: -at }));
    const found = differenceOf('role', claims, () => 0, { args: { name: offices[0]!.person.name } });
    return found ? [found] : [];
  });
}

/** Every role that the articles print beside a person's name, each wording once. */
export function roleQuotes(articles: readonly Ingested[], name: string): Quote[] {
  const found = articles.flatMap((doc) =>
    doc.analysis.mentions.flatMap((one) =>
      one.kind === 'person' && one.name === name && one.role !== null ? [quoteOf(doc.article, one.role)] : [],
    ),
  );
  return [...new Map(found.map((quote) => [quote.text.toLowerCase(), quote])).values()];
}

function officesIn(doc: Ingested, table: ActorTable): Office[] {
  return doc.analysis.mentions.flatMap((person) => {
    if (person.kind !== 'person' || person.role === null) return [];
    const text = doc.article.text.slice(person.role.start, person.role.end);
    return [
      {
        doc,
        person,
        role: person.role,
        text: text.toLowerCase(),
        head: headOf(text),
        former: /\b(?:former|ex|then)\b/i.test(text),
        organ: organOf(doc, person, person.role, table),
      },
    ];
  });
}

/** "spokesperson", "spokeswoman" and "spokesman" are one post. */
function headOf(role: string): string {
  const bare = role.toLowerCase().split(/\s+(?:of|for|at|in|to)\s+/)[0] ?? '';
  return (bare.match(/\p{L}+/gu)?.at(-1) ?? '').replace(/(?:wo)?man$|person$/, '');
}

/** The organ in the role's own words, else the nearest one before it in the sentence that is of the person's country. */
function organOf(doc: Ingested, person: Mention, role: Range, table: ActorTable): Office['organ'] {
  const words = doc.article.text.slice(role.start, role.end);
  const named = person.of === undefined ? null : actorBySlug(person.of, table);
  const sentence = doc.analysis.sentences[sentenceAt(doc, person.start)];
  if (named !== null && named.kind !== 'state') {
    const inRole = findActors(words, table).some(({ actor }) => actor.slug === named.slug);
    const beside = doc.analysis.mentions.find(
      (one) =>
        one.entity === named.slug &&
        sentence !== undefined &&
        one.start >= sentence.start &&
        one.end <= sentence.end &&
        one.end <= role.start,
    );
    return { slug: named.slug, words: inRole || !beside ? null : { start: beside.start, end: beside.end } };
  }
  const own = findActors(words, table)
    .filter(({ actor }) => actor.kind === 'organ' || actor.kind === 'organisation')
    .at(-1);
  if (own) return { slug: own.actor.slug, words: null };
  if (!sentence) return null;
  const near = doc.analysis.mentions.findLast(
    (one) =>
      one.kind === 'organ' && one.start >= sentence.start && one.end <= role.start && one.country === person.country,
  );
  return near ? { slug: near.entity, words: { start: near.start, end: near.end } } : null;
}

function clash(one: Office, other: Office, table: ActorTable): boolean {
  if (one.head !== other.head) return false;
  if (one.former !== other.former) return true;
  const [a, b] = [one.organ?.slug ?? null, other.organ?.slug ?? null];
  if (a === null || b === null) return false;
  return a !== b && !isAbove(a, b, table) && !isAbove(b, a, table);
}

/** True when `slug` speaks for `above`, step by step: a ministry for its government. */
function isAbove(above: string, slug: string, table: ActorTable): boolean {
  let at = actorBySlug(slug, table)?.parent ?? null;
  for (let steps = 0; at !== null && steps < 8; steps++) {
    if (at === above) return true;
    at = actorBySlug(at, table)?.parent ?? null;
  }
  return false;
}

function claimOf(office: Office): Claim {
  const { doc, person, role, organ } = office;
  const range = { start: Math.min(role.start, person.start), end: Math.max(role.end, person.end) };
  const value = organ ? `${office.text} (${organ.slug})` : office.text;
  return { doc, range, value, weight: 0, ...(organ?.words && { more: [organ.words] }) };
}
