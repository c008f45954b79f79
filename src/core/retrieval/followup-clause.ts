import { type Actor, findActors } from '../language/actors.ts';
import { readText, type Token } from '../language/tokens.ts';
import type { Range } from '../model/article.ts';
import { AUX } from './followup-lines.ts';
import { readKind } from './kind.ts';
import { isFunctionWord, within } from './lists.ts';
import { findOutlets } from './outlets.ts';
import { type Plan, type PlanContext, planQuestion } from './plan.ts';
import { findTimes } from './times.ts';
import { words } from './words.ts';

/** A question as something to rebuild: where its speakers, topic, names, outlets, times and things stand. */
export type Asked = {
  /** Without question mark and lead-in. All offsets are into this. */
  readonly text: string;
  readonly plan: Plan;
  readonly tokens: readonly Token[];
  /** Whose words are asked for. */
  readonly subject: Range | null;
  /** What those words are about. */
  readonly topic: Range | null;
  readonly actors: readonly (Range & { readonly actor: Actor })[];
  readonly outlets: readonly Range[];
  /** With the preposition before them. */
  readonly times: readonly Range[];
  /** Noun phrases that are none of these, without articles; plural or not. */
  readonly things: readonly (Range & { readonly plural: boolean })[];
};

const LEAD_IN = /^(?:(?:and|or|but|so|also|then)[\s,]+)+/iu;
const BEFORE_TIME = /(?:^|\s)(?:in|on|during|at|for|from|by|before|after)(?: the)? $/iu;
const SHORT_FORM = /^(?:the )?(?<who>.{2,60}?) (?:on|about) (?<topic>.{2,100})$/iu;
const AUXILIARY = new RegExp(`^${AUX}$`, 'i');
export const BE = /^(?:is|are|was|were)$/i;

export function readAskedText(question: string, known: PlanContext): Asked {
  const plan = planQuestion(question, known);
  const line = question
    .replace(/\s+/gu, ' ')
    .replace(/[\s?.!]+$/u, '')
    .trim();
  const typed = line.replace(LEAD_IN, '');
  const short = plan.kind === 'said' && plan.asked.length === 1 ? SHORT_FORM.exec(typed)?.groups : undefined;
  const isShort = short !== undefined && readKind(typed).kind !== 'said';
  const text = isShort ? `What did ${short.who} say about ${short.topic}` : typed;
  const tokens = tokensOf(text);
  const named = findActors(text, known.table);
  const outlets = findOutlets(text, known.publishers, named);
  const actors = named.filter((one) => !within(outlets)(one));
  const found = findTimes(text, known.now);
  const times = [...found.limits, ...found.dates.map((date) => withPreposition(text, date))];
  const said = plan.kind === 'said' ? readKind(text) : { subject: null, topic: null };
  return {
    text,
    plan,
    tokens,
    subject: said.subject,
    topic: said.topic,
    actors,
    outlets,
    times,
    things: thingsIn(text, tokens, [...outlets, ...times, ...actors]),
  };
}

function withPreposition(text: string, { start, end }: Range): Range {
  const lead = BEFORE_TIME.exec(text.slice(0, start));
  return { start: lead ? lead.index : start, end };
}

/** The tagger takes "ferries" in "were ferries lent" for a verb: none of that form stands there. */
export function tokensOf(text: string): readonly Token[] {
  const { tokens } = readText(text);
  return tokens.map((token, i) =>
    token.pos === 'VERB' && /[^s]s$/.test(token.lower) && /^(?:AUX|DET|ADJ|NUM)$/.test(tokens[i - 1]?.pos ?? '')
      ? { ...token, pos: 'NOUN' }
      : token,
  );
}

export const cutOut = (text: string, range: Range, instead = ''): string =>
  `${text.slice(0, range.start)}${instead}${text.slice(range.end)}`.replace(/\s+/gu, ' ').trim();

export const at = (text: string, { start, end }: Range): string => text.slice(start, end);

/** A thing with "the": it stood with an article, or is one of its kind. */
export function withArticle(text: string, { start, end, plural }: Asked['things'][number]): string {
  const had = /\b(?:the|a|an|this|that|these|those) $/i.test(text.slice(0, start));
  const isName = /\p{Lu}\S*$/u.test(text.slice(start, end));
  return had || !(plural || isName) ? `the ${text.slice(start, end)}` : text.slice(start, end);
}

/** A range with the article before it. */
export function withItsArticle(text: string, { start, end }: Range): Range {
  const article = /\b(?:the|an?|this|that|these|those) $/i.exec(text.slice(0, start))?.[0] ?? '';
  return { start: start - article.length, end };
}

const NOMINAL = new Set(['NOUN', 'PROPN', 'ADJ', 'NUM']);

/** Runs of nouns with what stands before and "of" between them. The verb of "did A export" is no noun. */
export function thingsIn(
  text: string,
  tokens: readonly Token[],
  taken: readonly Range[],
): (Range & { plural: boolean })[] {
  const isTaken = within(taken);
  const verb = verbOf(tokens, taken);
  const found: (Range & { plural: boolean })[] = [];
  let run: Token[] = [];
  const flush = (): void => {
    while (run.length > 0 && !/^(?:NOUN|PROPN)$/.test(run.at(-1)!.pos)) run.pop();
    while (run[0]?.pos === 'ADP') run.shift();
    const [first, last] = [run[0], run.at(-1)];
    if (first && last) {
      const range = { start: first.start, end: last.end };
      const phrase = at(text, range);
      const head = run.find((token, i) => token.pos !== 'ADP' && run[i + 1]?.lower === 'of') ?? last;
      if (!words(phrase).every((word) => isFunctionWord(phrase, word)))
        found.push({ ...range, plural: head.lemma !== head.lower || MANY.test(head.lower) });
    }
    run = [];
  };
  for (const token of tokens) {
    const joins = run.length > 0 && (token.lower === 'of' || token.lower === '-');
    if (
      token === verb ||
      isTaken(token) ||
      !(NOMINAL.has(token.pos) || joins) ||
      AUXILIARY.test(token.lower) ||
      ASKS.test(token.lower)
    )
      flush();
    else run.push(token);
  }
  flush();
  return found;
}

/** Plural without an ending. */
const MANY = /^(?:people|police|troops|media|forces|children)$/;
const ASKS = /^(?:how|many|much|what|which|who|whose|when|where|why)$/;

/** The main verb behind "did", "will" and the like, also where the tagger takes it for a noun; null without one. */
export function verbOf(tokens: readonly Token[], taken: readonly Range[]): Token | null {
  const aux = tokens.findIndex(({ lower }) => AUXILIARY.test(lower));
  if (aux < 0) return null;
  const after = tokens.slice(aux + 1);
  const verb = after.find(({ pos }) => pos === 'VERB') ?? null;
  if (verb !== null || BE.test(tokens[aux]!.lower) || /^ha[sd]|^have/.test(tokens[aux]!.lower)) return verb;
  const name = taken.find(({ start }) => start >= (after[0]?.start ?? 0) && start <= (after[1]?.start ?? 0));
  if (name) return after.find(({ start, pos }) => start >= name.end && pos === 'NOUN') ?? null;
  const stop = after.findIndex(({ pos }, i) => i > 0 && !NOMINAL.has(pos));
  const last = after[(stop < 0 ? after.length : stop) - 1];
  return stop > 1 || (stop < 0 && after.length > 1) ? (last ?? null) : null;
}

/** The question as one for yes or no, without the word that asks: "were missiles exported", "did A say that". */
export function clauseOf(asked: Asked): string | null {
  const { text, tokens, subject, topic, plan } = asked;
  if (plan.kind === 'said' && subject !== null) {
    const to = topic && /\b(?:to|of) $/i.exec(text.slice(0, topic.start))?.[0].trim() === 'to' ? 'to' : 'about';
    const about = topic === null ? '' : ` ${to} ${at(text, topic)}`;
    const times = asked.times.filter((time) => topic === null || time.end <= topic.start || time.start >= topic.end);
    return `did ${at(text, subject)} say that${about}${timesOf({ text, times })}`;
  }
  const first = tokens[0];
  if (!first) return null;
  if (AUXILIARY.test(first.lower)) return lowerFirst(text);
  const plain = /^(?:why|when|where|since when|how(?: come| long(?: ago)?| often| soon| far)?)(?= (?!many|much))/i.exec(
    text,
  );
  const aux = tokens.findIndex(({ lower }) => AUXILIARY.test(lower));
  if (plain) {
    const next = tokens.find(({ start }) => start > plain[0].length - 1);
    return next && AUXILIARY.test(next.lower) ? text.slice(next.start) : null;
  }
  if (/^who$/i.test(first.text)) return whoClause(asked);
  if (!/^(?:how|what|which)$/i.test(first.text)) return null;
  if (aux < 0) return pastClause(asked);
  const word = /^(?:how (?:many|much)|what|which) ?/i.exec(text)?.[0] ?? '';
  const thing = text.slice(word.length, tokens[aux]!.start).trim();
  const rest = text.slice(tokens[aux]!.end).trim();
  const next = tokens[aux + 1];
  if (!next) return null;
  const isSubject = !/^(?:DET|PROPN|PRON|NOUN|ADJ|NUM)$/.test(next.pos);
  if (isSubject) return `${tokens[aux]!.lower} ${thing || 'that'} ${rest}`;
  if (thing === '')
    return BE.test(tokens[aux]!.lower) && verbOf(tokens, asked.actors) === null
      ? null
      : `${tokens[aux]!.lower} ${rest}`;
  const verb = verbOf(tokens, asked.actors);
  const cut = verb ? verb.end : text.length;
  return `${text.slice(tokens[aux]!.start, cut)} ${thing}${text.slice(cut)}`;
}

/** "Which countries bought the drones" → "did countries buy the drones"; "what happened there" → "did that happen there". */
function pastClause({ text, tokens }: Asked): string | null {
  const verb = tokens.find(({ pos }, i) => pos === 'VERB' && i > 0);
  if (!verb) return null;
  const thing = text
    .slice(0, verb.start)
    .replace(/^(?:how (?:many|much)|what|which) ?/i, '')
    .trim();
  return `${doOf(verb)} ${thing || 'that'} ${verb.lemma}${text.slice(verb.end)}`;
}

/** "Do" in the tense of a verb. */
const doOf = ({ lower, lemma }: Token): string =>
  lower === lemma ? 'do' : lower === `${lemma}s` || lower === `${lemma}es` ? 'does' : 'did';

/** "Who denied it" has "they" for those who are asked for. */
function whoClause({ text, tokens }: Asked): string | null {
  const verb = tokens[1];
  if (!verb) return null;
  if (AUXILIARY.test(verb.lower)) {
    const isSubject = !/^(?:DET|PROPN|PRON)$/.test(tokens[2]?.pos ?? '');
    // "Who is A" asks for no doing.
    if (!isSubject && BE.test(verb.lower) && !tokens.slice(2).some(({ pos }) => pos === 'VERB')) return null;
    const they: Readonly<Record<string, string>> = { is: 'are', was: 'were', has: 'have', does: 'do' };
    const plural = they[verb.lower] ?? verb.lower;
    return isSubject ? `${plural} they${text.slice(verb.end)}` : text.slice(verb.start);
  }
  if (verb.pos !== 'VERB') return null;
  return `${doOf(verb).replace('does', 'do')} they ${verb.lemma}${text.slice(verb.end)}`;
}

/** "Poland’s", "the experts’". */
export const possessive = (name: string): string => (/s$/.test(name) ? `${name}’` : `${name}’s`);

export const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);
export const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

export const timesOf = ({ text, times }: Pick<Asked, 'text' | 'times'>): string =>
  times.map((range) => ` ${at(text, range).trim()}`).join('');
