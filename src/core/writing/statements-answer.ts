import type { ActorTable } from '../language/actors.ts';
import type { Difference, Group, Label, Point, Relation } from '../model/answer.ts';
import type { ArticleId, Many, Range } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import type { Statement } from '../model/statement.ts';
import type { Plan } from '../retrieval/plan.ts';
import { synonymStems } from '../retrieval/synonyms.ts';
import { words } from '../retrieval/words.ts';
import { groundsOf } from './differences.ts';
import { eventMentions } from './event-mentions.ts';
import { glossed } from './gloss.ts';
import { textOf } from './pieces.ts';
import type { Ground } from './slots/ground.ts';
import { roleDifferences, roleQuotes } from './slots/role.ts';
import { isCompatriot, isSoNamed, relationTo, type Wanted, wantedOf, withGovernments } from './speakers.ts';
import { fitting, inOrder, isOnTopic, onTopic } from './statement-order.ts';
import { folded, pointOf, type Spoken, spokenOf } from './statement-points.ts';

/** "What did X say": the points are what X said and what others say that X said; what is said about X is left out. */

export type Written = {
  readonly status: 'answered' | 'partial' | 'not_in_sources';
  readonly groups: readonly Group[];
  readonly differences: readonly Difference[];
  readonly missing: readonly Label[];
};

/** Articles read for the event that the statements turn on. */
const EVENT_ARTICLES = 12;
const ASCRIBED = 3;

type Input = {
  readonly plan: Plan;
  readonly statements: readonly Statement[];
  readonly articles: ReadonlyMap<ArticleId, Ingested>;
  readonly table: ActorTable;
  /** Only statements that pass; all without it. */
  readonly fits?: (statement: Statement, doc: Ingested) => boolean;
};

export function answerStatements({ plan, statements, articles, table, fits = () => true }: Input): Written {
  const wanted = withGovernments(wantedOf(plan, table), plan.question, [...articles.values()], table);
  const found = everyStatement(statements, articles);
  const told = found.flatMap(({ doc, statement }) => {
    const relation = relationTo(wanted, statement, doc, table);
    return relation !== null && statement.kind !== 'ascribed' && fits(statement, doc)
      ? [{ doc, statement, relation }]
      : [];
  });
  const own = exactly(wanted, told, table);
  const ground = groundOf(own.length > 0 ? own.map((one) => one.doc) : found.map((one) => one.doc), table);
  const spoken = onSubject(plan, folded(own.map(spokenFrom)), ground).filter(
    ({ statement }) => !DENY.test(plan.question) || statement.polarity === 'denied',
  );
  if (spoken.length > 0) return answered(wanted, plan, spoken, ground, table);
  const namesake = namesakeOf(wanted, plan.question, found);
  if (namesake !== null) {
    const person = { ...plan, asked: [], askedWords: [namesake] };
    return answerStatements({ plan: person, statements, articles, table, fits });
  }
  const others = wanted.standing === null ? found.filter(({ statement }) => isCompatriot(wanted, statement)) : [];
  const ascribed = found.filter(
    ({ doc, statement }) =>
      statement.kind === 'ascribed' &&
      wanted.actors.some((actor) => actor.kind === 'state') &&
      relationTo(wanted, statement, doc, table) !== null,
  );
  return otherVoices(wanted, plan, others, ascribed, ground);
}

/** Of a state that says nothing, the name that somebody who speaks bears: "Jordan" of a congressman. */
function namesakeOf({ actors }: Wanted, question: string, found: readonly Found[]): string | null {
  const [state, ...more] = actors;
  if (state?.kind !== 'state' || more.length > 0) return null;
  const asked = new Set(words(question).map((word) => word.text));
  const name = [state.name, ...state.aliases].map((one) => one.toLowerCase()).find((one) => asked.has(one));
  // "Jordan's allies" are neither.
  if (name === undefined || new RegExp(`${RegExp.escape(name)}['’]s`, 'i').test(question)) return null;
  for (const { statement } of found) {
    const { speaker } = statement;
    if (speaker !== null && speaker.country !== state.country && speaker.name.toLowerCase().endsWith(` ${name}`))
      return speaker.name.slice(-name.length);
  }
  return null;
}

/** "What did X deny?" asks for denials alone. */
const DENY = /^(?:so )?what\b.*\b(?:den(?:y|ies|ied|ying)|denials?)\b/i;

/** Asked for an organ that speaks itself, its words alone; the rest of its government speaks when it does not. */
function exactly<T extends Found>(wanted: Wanted, list: readonly T[], table: ActorTable): readonly T[] {
  if (wanted.actors.length === 0 && wanted.words.length > 0) {
    const named = list.filter(({ statement, doc }) => isSoNamed(wanted.words, statement, doc));
    // "Intelligence officials" are not whatever officials there are.
    return named.length > 0 || wanted.words.every((typed) => words(typed).length > 1) ? named : list;
  }
  const slugs = wanted.actors.filter((actor) => actor.kind !== 'state').map((actor) => actor.slug);
  if (slugs.length < wanted.actors.length || slugs.length === 0) return list;
  if (wanted.actors.every((actor) => actor.standing === 'state-media' && actor.kind === 'organ')) return list;
  const own = list.filter(({ statement: { speaker } }) => slugs.includes(speaker?.actor ?? ''));
  // A seat of power that is not quoted by name stands for its state.
  if (own.length > 0 || slugs.some((slug) => table.seats.has(slug))) return own.length > 0 ? own : list;
  const named = list.filter(({ statement: { speaker } }) => slugs.includes(speaker?.of ?? ''));
  return named.length > 0 ? named : list;
}

const NOTHING: Written = { status: 'not_in_sources', groups: [], differences: [], missing: [] };

type Found = { readonly doc: Ingested; readonly statement: Statement };

/** The statements handed in and those of the articles at hand, each once, in the order of the articles. */
function everyStatement(statements: readonly Statement[], articles: ReadonlyMap<ArticleId, Ingested>): Found[] {
  const byId = new Map<string, Found>();
  for (const statement of [...statements, ...[...articles.values()].flatMap((doc) => doc.analysis.statements)]) {
    const doc = articles.get(statement.article);
    if (doc && doc.article.version === statement.version) byId.set(statement.id, { doc, statement });
  }
  return [...byId.values()];
}

const spokenFrom = ({ doc, statement, relation }: Found & { relation: Relation }): Spoken =>
  spokenOf(doc, statement, relation);

function groundOf(docs: readonly Ingested[], table: ActorTable): Ground | null {
  const counts = new Map<Ingested, number>();
  for (const doc of docs) counts.set(doc, (counts.get(doc) ?? 0) + 1);
  const most = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, EVENT_ARTICLES)
    .map(([doc]) => doc);
  return groundsOf(most, table)[0] ?? null;
}

/** "about Y": those that speak of Y, in their own words or the sentences around; all without an "about". */
function onSubject(plan: Plan, spoken: readonly Spoken[], ground: Ground | null): Spoken[] {
  if (plan.about.length === 0) return [...spoken];
  const forms = plan.about.flatMap((word) => words(word).map(({ stem }) => [stem, ...synonymStems(stem)]));
  const asked = new Set(forms.flat());
  const names = new Set(plan.actors.filter((actor) => !plan.asked.includes(actor)).map((actor) => actor.slug));
  const isEvent = [...asked].some((word) => isEventWord(word, ground));
  const fits = spoken.filter((one) => {
    const around = words(textOf(one.doc, withContext(one))).map((word) => word.stem);
    if (around.some((word) => asked.has(word)) || one.statement.about.some((slug) => names.has(slug))) return true;
    return isEvent && ground !== null && isOnTopic(one, ground);
  });
  // "exports to third countries": of statements on the event those that speak of what else is asked, if there are any.
  const rest = forms.filter((list) => !list.some((word) => isEventWord(word, ground)));
  const close = fits.filter((one) => rest.every((list) => list.some((word) => one.stems.has(word))));
  return isEvent && rest.length > 0 && close.length > 0 ? close : fits;
}

const isEventWord = (word: string, ground: Ground | null): boolean =>
  ground !== null && (ground.event.objects.includes(word) || ground.event.actions.has(word));

/** The sentences of a statement with the one before them in their paragraph, which says what they speak of. */
function withContext({ doc, sentences }: Spoken): Range {
  const all = doc.analysis.sentences;
  const at = all.findIndex((one) => one.end > sentences.start);
  const [before, here] = [all[at - 1], all[at]];
  return before && here && before.paragraph === here.paragraph ? { ...sentences, start: before.start } : sentences;
}

function answered(
  wanted: Wanted,
  plan: Plan,
  spoken: readonly Spoken[],
  ground: Ground | null,
  table: ActorTable,
): Written {
  const single = spoken;
  const on = new Set(ground === null || plan.about.length > 0 ? single : onTopic(single, ground));
  const docs = [...new Set(spoken.map((one) => one.doc))];
  const roles = roleDifferences(docs, table).filter((one) =>
    single.some((two) => two.statement.speaker?.name === one.args.name),
  );
  const ordered = [...inOrder(single.filter((one) => on.has(one))), ...inOrder(single.filter((one) => !on.has(one)))];
  const shown = fitting(isEverybody(wanted) ? strongest(ordered) : ordered);
  const mentions = ground === null ? [] : eventMentions(ground.lines, ground.event);
  const points = (list: readonly Spoken[]): Point[] =>
    list.map((one) => {
      const clashes = roles.some((role) => role.args.name === one.statement.speaker?.name);
      const point = pointOf({ ...one, pieces: glossed(one.doc, one.pieces, mentions) }, clashes ? ['role'] : []);
      return clashes ? withRoles(point, docs) : point;
    });
  const groups = sidesOf(wanted).flatMap((side) => {
    const args = askedArgs(side);
    const own = shown.filter((one) => side === wanted || relationTo(side, one.statement, one.doc, table) !== null);
    if (isEverybody(side)) return group('statements', {}, points(own));
    const elsewhere = on.size > 0 ? 'statements-by-elsewhere' : 'statements-by';
    return [
      ...group('statements-by', args, points(own.filter((one) => on.has(one)))),
      ...group(elsewhere, args, points(own.filter((one) => !on.has(one)))),
    ];
  });
  const silent = wanted.actors.filter(
    (actor) =>
      wanted.actors.length > 1 &&
      !single.some((one) => relationTo({ ...wanted, actors: [actor], words: [] }, one.statement, one.doc, table)),
  );
  const missing: Label[] = silent.slice(0, MOST_SILENT).map((actor) => ({
    key: 'no-statement-by',
    args: { name: actor.name, actor: actor.slug },
  }));
  return { status: missing.length > 0 ? 'partial' : 'answered', groups, differences: roles, missing };
}

/** Actors of a question that are named as silent. */
const MOST_SILENT = 6;

/** A speaker whose role is disputed is shown with all of them. */
function withRoles(point: Point, docs: readonly Ingested[]): Point {
  const by = point.said?.by;
  return by && point.said
    ? { ...point, said: { ...point.said, by: { ...by, roles: roleQuotes(docs, by.name) } } }
    : point;
}

/** Each of several actors asked for under a head of its own. */
function sidesOf(wanted: Wanted): Wanted[] {
  if (wanted.actors.length < 2 || wanted.words.length > 0) return [wanted];
  return wanted.actors.map((actor) => ({ ...wanted, actors: [actor] }));
}

function group(key: Label['key'], args: Record<string, string>, points: readonly Point[]): Group[] {
  if (points.length === 0) return [];
  return [{ head: { key, args: { ...args, count: points.length } }, points: points as unknown as Many<Point> }];
}

/** Of everybody at most two statements each: quotations first. */
function strongest(list: readonly Spoken[]): Spoken[] {
  const kind = ({ statement }: Spoken): number => ({ direct: 3, mixed: 2, indirect: 1, ascribed: 0 })[statement.kind];
  const bySpeaker = Map.groupBy(list, ({ statement: { speaker } }) => speaker?.actor ?? speaker?.name ?? '');
  const kept = new Set(
    [...bySpeaker.values()].flatMap((own) => own.toSorted((a, b) => kind(b) - kind(a)).slice(0, EACH)),
  );
  return list.filter((one) => kept.has(one));
}

const EACH = 2;

const isEverybody = (wanted: Wanted): boolean => wanted.actors.length + wanted.words.length === 0;

/** The code of the country or the actor's slug, and the name to show. */
function askedArgs(wanted: Wanted): Record<string, string> {
  if (isEverybody(wanted)) return {};
  const [actor] = wanted.actors;
  if (actor)
    return {
      actor: actor.kind === 'state' && actor.country !== null ? actor.country : actor.slug,
      name: wanted.actors.map((one) => one.name).join(', '),
    };
  return { actor: wanted.words.join(', '), name: wanted.words.join(', ') };
}

/** Only others of the asked state speak, or the writer gives it a view: shown apart, never as the government's. */
function otherVoices(
  wanted: Wanted,
  plan: Plan,
  others: readonly Found[],
  ascribed: readonly Found[],
  ground: Ground | null,
): Written {
  const said = onSubject(
    plan,
    folded(
      others
        .filter(({ statement }) => statement.kind !== 'ascribed')
        .map((one) => spokenFrom({ ...one, relation: 'by' })),
    ),
    ground,
  );
  // A denial asked for is no view.
  const views = DENY.test(plan.question)
    ? []
    : onSubject(plan, folded(ascribed.map((one) => spokenFrom({ ...one, relation: 'by' }))), ground).slice(0, ASCRIBED);
  if (said.length + views.length === 0) return NOTHING;
  const args = askedArgs(wanted);
  const shown = fitting([...inOrder(said), ...views]);
  const view = (one: Spoken): Point => {
    const point = pointOf(one);
    const by = point.said?.by;
    // Nobody of that state spoke: a view has no standing.
    return by && point.said ? { ...point, said: { ...point.said, by: { ...by, standing: 'unknown' } } } : point;
  };
  return {
    status: 'partial',
    groups: [
      ...group(
        'other-voices',
        args,
        shown.filter((one) => said.includes(one)).map((one) => pointOf(one)),
      ),
      ...group('ascribed-views', args, shown.filter((one) => views.includes(one)).map(view)),
    ],
    differences: [],
    missing: [{ key: 'no-government-statement', args }],
  };
}
