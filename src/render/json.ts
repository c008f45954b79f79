import type {
  Answer,
  Briefing,
  Citation,
  Coverage,
  Difference,
  Group,
  Grouping,
  Label,
  LabelArg,
  Piece,
  Point,
  Position,
  QuotationCheck,
  Said,
  Story,
  TimelineEntry,
} from '../core/model/answer.ts';
import type { Instant, Quote, Range, When } from '../core/model/article.ts';
import type { Found } from '../core/model/check.ts';
import type { Ingested } from '../core/model/ports.ts';
import type { Party, Statement } from '../core/model/statement.ts';
import { slugIn } from '../core/topic/key.ts';
import { plainText } from '../core/writing/pieces.ts';

/** The headless contract's JSON (CONTRACT §4 to §6). Fields are added, never renamed. */

const iso = (at: Instant): string => new Date(at).toISOString();

/** A metadata date at its own precision: `2026-11-21`, `2026-11`, `2026`, or a full instant. */
function dateJson(when: When | null): string | null {
  if (when === null) return null;
  if (when.precision === 'unresolved') return null;
  const text = iso(when.from);
  return when.precision === 'instant' ? text : text.slice(0, { day: 10, month: 7, year: 4 }[when.precision]);
}

function whenJson(when: When | null) {
  if (when === null) return null;
  const text = when.words?.text ?? null;
  return when.precision === 'unresolved'
    ? { precision: when.precision, text }
    : { from: iso(when.from), to: iso(when.to), precision: when.precision, text };
}

function argJson(arg: LabelArg): unknown {
  if (typeof arg !== 'object') return arg;
  if (Array.isArray(arg)) return (arg as readonly Label[]).map(labelJson);
  const one = arg as Exclude<typeof arg, readonly Label[]>;
  if ('key' in one) return labelJson(one);
  return 'precision' in one ? whenJson(one) : one.text;
}

function labelJson(label: Label) {
  const args = Object.entries(label.args ?? {}).map(([name, arg]) => [name, argJson(arg)]);
  return { code: label.key, args: Object.fromEntries(args) };
}

/** Quotes and cuts as one text, and the glosses with their place in it (UTF-16). */
export function piecesJson(pieces: readonly Piece[]) {
  const glosses = pieces.flatMap((piece, n) => {
    if (piece.is !== 'gloss') return [];
    const { start, end } = piece.quote.span;
    return [{ at: plainText(pieces.slice(0, n)).length, text: piece.quote.text, start, end }];
  });
  return { text: plainText(pieces), glosses };
}

function citationJson(citation: Citation) {
  const { span, text } = citation.sentence;
  return {
    n: citation.n,
    ...span,
    quote: text,
    title: citation.title,
    publisher: citation.publisher,
    published: dateJson(citation.published),
    url: citation.url,
    link: citation.link,
    ...(citation.teaser && { teaser: true }),
  };
}

function partyJson(party: Party) {
  const roles = party.roles.map(({ span, text }) => ({ text, citation: { ...span, quote: text } }));
  return { name: party.name, country: party.country, actor: party.actor, standing: party.standing, roles };
}

function saidJson(said: Said | null) {
  return (
    said && {
      by: said.by && partyJson(said.by),
      relation: said.relation,
      kind: said.kind,
      polarity: said.polarity,
      via: said.via.map(partyJson),
    }
  );
}

function pointJson(point: Point) {
  return {
    ...piecesJson(point.pieces),
    citations: point.citations.map(citationJson),
    alsoIn: point.alsoIn.map(citationJson),
    differs: point.differs,
    said: saidJson(point.said),
    ...(point.change && { change: point.change }),
  };
}

function groupsJson(groups: readonly Group[]) {
  return groups.flatMap((group) =>
    group.points.map((point) => ({ group: labelJson(group.head), ...pointJson(point) })),
  );
}

function positionJson(position: Position) {
  return {
    value: position.value,
    ...piecesJson(position.pieces),
    citations: position.citations.map(citationJson),
    said: saidJson(position.said),
  };
}

export function differencesJson(differences: readonly Difference[]) {
  return differences.map((one) => ({
    slot: one.slot,
    args: one.args,
    kind: one.kind,
    positions: one.positions.map(positionJson),
  }));
}

function coverageJson(coverage: Coverage) {
  return { ...coverage, newest: coverage.newest === null ? null : iso(coverage.newest) };
}

export function answerJson(answer: Answer, ref?: string) {
  const { short } = answer;
  return {
    id: answer.id,
    ...(ref !== undefined && { ref }),
    question: answer.question,
    status: answer.status,
    missing: answer.missing.map(labelJson),
    points: groupsJson(answer.groups),
    differences: differencesJson(answer.differences),
    short: short && { text: short.text, article: short.span.article, start: short.span.start, end: short.span.end },
    shortSure: answer.shortSure ?? null,
    choice: answer.choice,
    choiceSure: answer.choiceSure ?? null,
    passages: answer.passages,
    coverage: coverageJson(answer.coverage),
    ...(answer.since && { since: { ...answer.since, at: iso(answer.since.at) } }),
  };
}

/** A quotation's check: an answer's points, each with how the quotation stands there. */
export function checkJson(check: QuotationCheck) {
  const points = check.groups.flatMap((group) =>
    group.points.map((point) => ({
      group: labelJson(group.head),
      ...pointJson(point),
      ...(point.found && { found: foundJson(point.found) }),
    })),
  );
  return {
    id: check.id,
    quotation: check.question,
    verdict: check.verdict,
    missing: check.missing.map(labelJson),
    points,
    first: check.first,
    coverage: coverageJson(check.coverage),
  };
}

function foundJson({ match, told, changes, with: others }: Found) {
  const source = (quote: Quote) => ({ ...quote.span, quote: quote.text });
  return {
    match,
    told,
    with: others.map(partyJson),
    changes: changes.map((one) => ({ kind: one.kind, asked: one.asked, source: one.source && source(one.source) })),
  };
}

export function timelineJson(entries: readonly TimelineEntry[]) {
  return entries.map((entry) => ({ when: whenJson(entry.when), points: entry.points.map(pointJson) }));
}

export function briefingJson(briefing: Briefing) {
  return {
    id: briefing.id,
    topic: slugIn(briefing.topic),
    headline: briefing.headline,
    asOf: iso(briefing.made),
    points: groupsJson(briefing.groups),
    differences: differencesJson(briefing.differences),
    timeline: timelineJson(briefing.timeline),
    sources: briefing.sources.map((source) => ({ ...source, published: dateJson(source.published) })),
    coverage: coverageJson(briefing.coverage),
    notes: briefing.missing.map(labelJson),
  };
}

/** One line an article (CONTRACT §5). */
export function statementsJson({ article, analysis }: Ingested, wanted: (statement: Statement) => boolean) {
  const at = ({ start, end }: Range) => ({ text: article.text.slice(start, end), start, end });
  return {
    article: article.id,
    version: article.version,
    statements: analysis.statements.filter(wanted).map((one) => ({
      kind: one.kind,
      polarity: one.polarity,
      speaker: one.speaker && { ...at(one.speaker.at), ...partyJson(one.speaker), name: spokenName(one, article.text) },
      cue: one.cue && at(one.cue),
      content: one.content.map(at),
      via: one.via.map(partyJson),
      when: whenJson(one.when),
    })),
  };
}

/** A pronoun keeps its span; its name is the person it stands for, or null. */
function spokenName(statement: Statement, text: string): string | null {
  const speaker = statement.speaker;
  if (!speaker) return null;
  const words = text.slice(speaker.at.start, speaker.at.end);
  return speaker.name === words && /^(?:he|she|it|they|who|i|we|you)$/iu.test(words) ? null : speaker.name;
}

export function storiesJson(stories: readonly Story[]) {
  return stories.map((story) => ({
    id: story.id,
    articles: story.articles,
    lead: pointJson(story.lead),
    origins: story.origins,
    grouping: groupingJson(story.grouping),
  }));
}

/** Why the articles of a story count as one origin or several. */
function groupingJson({ articles: _, head: __, origins, ...rest }: Grouping) {
  return {
    ...rest,
    origins: origins.map(({ credits, ...one }) => ({
      ...one,
      credits: credits.map(({ span, text }) => ({ ...span, quote: text })),
    })),
  };
}

export function articleJson({ article, analysis }: Ingested) {
  const { text } = article;
  return {
    ...article,
    published: dateJson(article.published),
    seen: iso(article.seen),
    sentences: analysis.sentences,
    statements: statementsJson({ article, analysis }, () => true).statements,
    mentions: analysis.mentions.map((one) => ({ ...one, text: text.slice(one.start, one.end) })),
    dates: analysis.dates.map((one) => ({ start: one.start, end: one.end, ...whenJson(one.when) })),
    quantities: analysis.quantities,
    origin: analysis.origin,
  };
}
