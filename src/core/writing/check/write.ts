import { type ActorTable, findActors, standsFor, within } from '../../language/actors.ts';
import { publishedAt } from '../../language/published.ts';
import type { Citation, Group, Label, Point, QuotationCheck } from '../../model/answer.ts';
import type { Instant, Many } from '../../model/article.ts';
import type { Change, Verdict } from '../../model/check.ts';
import type { Counted } from '../../model/ports.ts';
import type { Party } from '../../model/statement.ts';
import { fold } from '../../retrieval/words.ts';
import { cite, numbered } from '../citations.ts';
import { writeCoverage } from '../coverage.ts';
import { pointCitations } from '../pages.ts';
import { wholeSentences } from '../pieces.ts';
import { holds } from '../protected.ts';
import { saidOf } from '../slots/ground.ts';
import type { Place } from './find.ts';
import { foundPieces } from './shown.ts';
import { spell } from './words.ts';

/** A pasted quotation held against the articles: the verdict, the places that bear it out, and what to look out for. */

type Input = {
  readonly id: string;
  readonly made: Instant;
  /** As pasted. */
  readonly quotation: string;
  readonly places: readonly Place[];
  /** How many passages were looked at when there are more with these words; null when there are not. */
  readonly searched: number | null;
  readonly counted: Counted;
  readonly table: ActorTable;
  readonly staleAfterHours: number;
};

/** Points shown of one verdict, of all, and articles named beside each. */
const SHOWN = { each: 3, all: 5, alsoIn: 8 };

/** The check of one quotation from the places where it may stand; the best of them gives the verdict. Deterministic. */
export function writeCheck(input: Input): QuotationCheck {
  const { quotation, table } = input;
  const places = bestOfEach(input.places).sort(inOrder);
  const clusters = clustered(places, table);
  const byVerdict = Map.groupBy(clusters, ([place]) => verdictOf(place));
  const shown = [...byVerdict].flatMap(([verdict, list]) => list.slice(0, SHOWN.each).map((one) => ({ verdict, one })));
  const kept = Map.groupBy(shown.slice(0, SHOWN.all), ({ verdict }) => verdict);
  const groups = [...kept].map(
    ([verdict, list], at): Group => ({
      head: headOf(verdict, list[0]!.one[0], at),
      points: list.map(({ one }) => pointOf(one)) as unknown as Many<Point>,
    }),
  );
  const [best] = places;
  const verdict = best ? verdictOf(best) : 'not_in_sources';
  const cited = numbered(groups, []).groups;
  const alike = best ? places.filter((place) => isWordForWord(place) === isWordForWord(best)) : [];
  return {
    kind: 'check',
    id: input.id,
    made: input.made,
    question: quotation,
    verdict,
    groups: cited,
    differences: [],
    missing: best
      ? [...warnings(best, quotation), ...speakerNotes(clusters, best, table), ...asideNote(best)]
      : unsearched(input.searched),
    coverage: writeCoverage(input),
    first: firstOf(alike, cited),
  };
}

const isWordForWord = (place: Place): boolean => place.found.match !== 'altered';

function verdictOf({ found }: Place): Exclude<Verdict, 'not_in_sources'> {
  if (found.match === 'altered') return 'altered';
  if (found.told !== 'quoted') return found.told;
  return found.match === 'whole' ? 'exact' : 'part';
}

const ORDER: readonly Verdict[] = ['exact', 'part', 'reported', 'written', 'altered'];

/** The best place of each article. */
function bestOfEach(places: readonly Place[]): Place[] {
  return [...Map.groupBy(places, ({ doc }) => doc.article.id).values()].map((own) => {
    const all = own.filter(({ reading }) => reading.takes === 'all');
    return own.filter((one) => !all.some((other) => isPartial(one, other))).toSorted(inOrder)[0]!;
  });
}

/** A reading that takes some of the words gives way to the whole one when the source has what it leaves aside, too. */
function isPartial({ reading }: Place, whole: Place): boolean {
  if (reading.takes !== 'some') return false;
  const taken = new Set(reading.words.map((word) => word.start));
  const aside = whole.reading.words.filter((word) => !taken.has(word.start));
  return aside.filter((word) => whole.same.has(word.start)).length > aside.length / 2;
}

/** By verdict, then the fewest words that differ, then the earliest; undated ones last. */
function inOrder(a: Place, b: Place): number {
  const [x, y] = [a.doc.article, b.doc.article];
  return (
    ORDER.indexOf(verdictOf(a)) - ORDER.indexOf(verdictOf(b)) ||
    differing(a) - differing(b) ||
    b.reading.words.length - a.reading.words.length ||
    Number(a.statement?.speaker == null) - Number(b.statement?.speaker == null) ||
    dateOf(a) - dateOf(b) ||
    (x.id < y.id ? -1 : x.id > y.id ? 1 : a.range.start - b.range.start)
  );
}

/** Undated ones come last. */
const dateOf = ({ doc }: Place): number => publishedAt(doc.article) ?? Number.POSITIVE_INFINITY;

const wordsIn = (text: string): number => spell(text).length;

function sizeOf({ asked, source, kind }: Change): number {
  if (kind === 'punctuation') return 0;
  return Math.max(wordsIn(asked ?? ''), wordsIn(source?.text ?? ''));
}

const differing = ({ found }: Place): number => found.changes.reduce((sum, change) => sum + sizeOf(change), 0);

/** The same words by the same speaker in several articles are one point: the earliest of them, the others beside it. */
function clustered(places: readonly Place[], table: ActorTable): [Place, ...Place[]][] {
  const clusters: [Place, ...Place[]][] = [];
  for (const place of places) {
    const known = clusters.find(
      ([first]) =>
        sameWords(first, place) &&
        (speakerOf(first) === null ||
          speakerOf(place) === null ||
          isSameSide(speakerOf(first)!, speakerOf(place)!, table)),
    );
    if (known) known.push(place);
    else clusters.push([place]);
  }
  return clusters.map((own) => {
    // What is known of the speaker wins over the date: an earlier one stands among the others, and is named as the first.
    const [first, ...rest] = own;
    return [first, ...rest.toSorted((a, b) => dateOf(a) - dateOf(b))];
  });
}

const speakerOf = (place: Place): Party | null => place.statement?.speaker ?? null;

function sameWords(a: Place, b: Place): boolean {
  if (verdictOf(a) !== verdictOf(b)) return isWordForWord(a) && isWordForWord(b) && a.found.told === b.found.told;
  const key = (place: Place) =>
    JSON.stringify(
      place.found.changes.map(({ kind, asked, source }) => [
        kind,
        asked,
        spell(source?.text ?? '').map((word) => word.key),
      ]),
    );
  return isWordForWord(a) || key(a) === key(b);
}

/** One person or organ, or an organ and who speaks for it; a surname stands for the whole name. */
function isSameSide(a: Party, b: Party, table: ActorTable): boolean {
  if (a.actor !== null && a.actor === b.actor) return true;
  const [x, y] = [fold(a.name), fold(b.name)];
  if (x === y || x.endsWith(` ${y}`) || y.endsWith(` ${x}`)) return true;
  const speaksFor = (one: Party, other: Party) =>
    other.actor !== null && (within(one.actor, other.actor, table) || within(one.of ?? null, other.actor, table));
  return speaksFor(a, b) || speaksFor(b, a);
}

function pointOf([place, ...others]: readonly [Place, ...Place[]]): Point {
  const { doc, range, found, statement } = place;
  return {
    pieces: foundPieces(doc, range, found.changes),
    citations: [citationOf(place)],
    alsoIn: others.slice(0, SHOWN.alsoIn).map(citationOf),
    differs: [],
    said: statement && saidOf(statement, statement.via.length > 0 ? 'relayed' : 'by'),
    found,
  };
}

const citationOf = ({ doc, range }: Place): Citation => cite(doc, wholeSentences(doc, range));

function headOf(verdict: Exclude<Verdict, 'not_in_sources'>, place: Place, at: number): Label {
  if (verdict !== 'altered') return { key: `check-${verdict}` };
  return {
    key: at === 0 ? 'check-altered' : 'check-altered-elsewhere',
    args: { changes: changeCounts(place.found.changes) },
  };
}

function changeCounts(changes: readonly Change[]): Label[] {
  return (['replaced', 'left-out', 'added'] as const).flatMap((kind) => {
    const own = changes.filter((change) => change.kind === kind);
    const count = own.reduce((sum, change) => sum + sizeOf(change), 0);
    return count > 0 ? [{ key: `count-${kind}`, args: { count } } as const] : [];
  });
}

const FIGURE = /\p{N}|[%$€£¥]/u;

/** What a reader must not overlook: a negation or a figure among the words that differ, or under an ellipsis. */
function warnings({ found, passed, doc }: Place, quotation: string): Label[] {
  const differ = found.changes.filter(({ kind }) => kind !== 'punctuation');
  const texts = differ.flatMap(({ asked, source }) => [asked ?? '', source?.text ?? '']);
  const cut = passed.map(({ start, end }) => doc.article.text.slice(start, end));
  const notes: Label[] = [];
  if (texts.some((text) => holds('negation', text))) notes.push({ key: 'check-negation' });
  if (texts.some((text) => FIGURE.test(text))) notes.push({ key: 'check-figure' });
  if (cut.some((text) => holds('negation', text))) notes.push({ key: 'check-cut-negation' });
  const isQuestion = /\?[\s"”’»]*$/u.test(quotation);
  if (differ.length === 0 && found.changes.length > 0)
    notes.push({ key: isQuestion ? 'check-question' : 'check-punctuation' });
  return notes;
}

/** Words that stand everywhere: what was not found may still be there. */
function unsearched(count: number | null): Label[] {
  return count === null ? [] : [{ key: 'check-searched', args: { count } }];
}

/** What of the pasted words was not looked for. */
function asideNote({ reading }: Place): Label[] {
  return reading.aside === null ? [] : [{ key: 'check-aside', args: { words: reading.aside } }];
}

/** Articles that name different speakers, and a speaker that was asked about and is not the one found. */
function speakerNotes(clusters: readonly [Place, ...Place[]][], best: Place, table: ActorTable): Label[] {
  const alike = clusters.map(([place]) => place).filter((place) => isWordForWord(place) === isWordForWord(best));
  const named = alike.flatMap((place) => speakerOf(place) ?? []);
  const notes: Label[] = [];
  const [first, ...others] = named;
  if (first && others.some((other) => !isSameSide(first, other, table))) notes.push({ key: 'check-speakers-differ' });
  const asked = best.reading.aside;
  const by = speakerOf(best);
  if (asked !== null && by !== null && namesOther(asked, by, table))
    notes.push({ key: 'check-other-speaker', args: { name: by.name } });
  return notes;
}

/** Whether words beside a quotation name somebody, and not this speaker. */
function namesOther(asked: string, by: Party, table: ActorTable): boolean {
  const own = new Set(spell(`${by.name} ${by.roles.map((role) => role.text).join(' ')}`).map((word) => word.key));
  if (spell(asked).some((word) => word.key.length > 3 && own.has(word.key))) return false;
  const actors = findActors(asked, table).map(({ actor }) => actor);
  if (actors.length > 0) return !actors.some((actor) => standsFor(by, actor.slug, table) === 'speaks');
  // A name the table does not know: a capital behind the first word, or a first word that is no pronoun and speaks.
  return (
    /\S\s+\p{Lu}\p{Ll}/u.test(asked) ||
    /^(?!(?:He|She|They|It|We|I|You|Who|And|But|As)\b)\p{Lu}\p{Ll}+\s+\p{Ll}+$/u.test(asked)
  );
}

/** The number of the earliest dated article among those shown. */
function firstOf(places: readonly Place[], groups: readonly Group[]): number | null {
  const [earliest] = places.filter((place) => Number.isFinite(dateOf(place))).toSorted((a, b) => dateOf(a) - dateOf(b));
  if (!earliest) return null;
  const cited = pointCitations(groups.flatMap((group) => group.points));
  return cited.find((one) => one.sentence.span.article === earliest.doc.article.id)?.n ?? null;
}
