import data from '../../data/followups.json' with { type: 'json' };
import type { Token } from '../language/tokens.ts';
import {
  type Asked,
  at,
  readAskedText,
  thingsIn,
  tokensOf,
  upperFirst,
  withArticle,
  withItsArticle,
} from './followup-clause.ts';
import {
  AUX,
  CHANGED,
  MORE_ONLY,
  namedIn,
  ONLY,
  OPPOSITE,
  OTHERS,
  PREPOSITION,
  QUESTION_WORD,
  REACTION,
  SAYS,
  SLOT,
  SOURCES,
  SPEAKER,
  VAGUE,
} from './followup-lines.ts';
import { resolved } from './followup-pronouns.ts';
import {
  outletIn,
  speakersIn,
  timeIn,
  withOutlet,
  withPhrase,
  withSpeakers,
  withThing,
  withTime,
  withTopic,
  withWord,
} from './followup-replace.ts';
import { TYPOS } from './lists.ts';
import type { PlanContext } from './plan.ts';

/** What was asked and shown last: what a line may go on from. */
export type Before = {
  readonly kind: 'answer' | 'briefing' | 'check';
  /** The question as asked; of a briefing the topic's title, of a check the quotation. */
  readonly question: string;
  /** In the order shown. `by` names the speaker; `person` when that is one. */
  readonly points: readonly {
    readonly text: string;
    readonly by: string | null;
    readonly person: boolean;
    readonly cites: readonly number[];
  }[];
  /** Whether the page shows one of its predecessor's points closer: what is asked next is asked of that point. */
  readonly closer: boolean;
  /** Whether it tells where sources part. */
  readonly differs: boolean;
};

/** What a line asks for that does not stand on its own. */
export type FollowUp =
  /** A whole question; of one outlet's articles alone where it names one. */
  | { readonly is: 'question'; readonly question: string; readonly outlet?: string }
  /** A point of the page, from 1; there may be fewer. `asks`: the word that asks of it, such as "why". */
  | { readonly is: 'point'; readonly n: number; readonly asks?: string }
  /** More on the page as a whole; its sources; where they part; what changed since. */
  | { readonly is: 'more' | 'sources' | 'differences' | 'changed' };

const LONGEST = 200;
/** A longer question is not put again in other words. */
const LONGEST_ASKED = 1_000;
const LEAD =
  /^(?:(?:and|or|but|so|also|then|ok(?:ay)?|well|h+m+|thanks|thank you|please|yes|no)(?:[\s,.…!:–—-]+|$))+/iu;
const JOINING = /\b(?:and|or|also|but)\b/iu;
const ABOUT = /^(?:(?:what|how)(?: else)? (?:about|of)|what['’]s with)\s+/iu;
const TAIL = /[\s,]+(?:please|then|too|as well|though|instead|exactly|precisely|also)$/iu;
const AUX_LEAD = new RegExp(`^${AUX}\\s+(?=\\S+(?:\\s\\S+){0,3}$)`, 'iu');

/** A longer phrase is a question of its own. */
const PHRASE = 5;
/** Things that a quotation is said to be about. */
const TOPICS = 2;
/** Nouns that count time. */
const TIME = /^(?:year|month|week|day|hour|minute|decade|time|reason|way|case|part)$/;

/** What a line asks for as going on from the page before; null when it stands on its own, or may. Never throws. */
export function followUp(line: string, before: Before, known: PlanContext): FollowUp | null {
  const typed = line.replace(/\s+/gu, ' ').trim();
  if (typed === '' || typed.length > LONGEST || /[.?!] \p{L}.*[.?!] /u.test(typed)) return null;
  const spelt = typed.replace(/\p{L}+/gu, (word) => TYPOS[word.toLowerCase()] ?? word);
  const lead = LEAD.exec(spelt)?.[0] ?? '';
  const plain = stripped(spelt.slice(lead.length));
  const core = stripped(plain.replace(ABOUT, ''));
  const led = JOINING.test(lead) || core !== plain;
  if (core === '' || VAGUE.test(core)) return null;
  const isEmpty = before.points.length === 0 && !before.differs;
  if (isEmpty && [SPEAKER, SOURCES, OPPOSITE, OTHERS].some((frame) => frame.test(core))) return null;
  return ofPage(core, before) ?? ofQuestion({ core, plain, led }, before, known);
}

function stripped(text: string): string {
  let rest = text;
  for (let last = ''; last !== rest; ) {
    last = rest;
    rest = rest
      .replace(/[\s?.!,;:…]+$/u, '')
      .replace(TAIL, '')
      .trim();
  }
  return rest;
}

/** What points at the page itself. */
function ofPage(core: string, { points, differs }: Before): FollowUp | null {
  const named = namedIn(core);
  // A comparison has positions only.
  if (points.length === 0 && differs) {
    if (named !== null) return { is: named.cited ? 'sources' : 'differences' };
    if (SPEAKER.test(core)) return { is: 'differences' };
  }
  if (named !== null && points.length > 0) {
    const last = named.cited ? Math.max(...points.flatMap(({ cites }) => cites)) : points.length;
    const n = named.n < 0 ? last : named.n;
    const at = named.cited ? points.findIndex(({ cites }) => cites.includes(n)) + 1 : n;
    // What no point cites may stand behind a difference.
    return at > 0 ? { is: 'point', n: at } : { is: 'sources' };
  }
  if (CHANGED.test(core)) return { is: 'changed' };
  if (MORE_ONLY.test(core)) return { is: 'more' };
  if (SPEAKER.test(core)) return { is: 'point', n: 1 };
  if (SOURCES.test(core)) return { is: 'sources' };
  return OPPOSITE.test(core) && differs ? { is: 'differences' } : null;
}

type Line = { readonly core: string; readonly plain: string; readonly led: boolean };

/** What goes on from what was asked. */
function ofQuestion({ core, plain, led }: Line, before: Before, known: PlanContext): FollowUp | null {
  if (before.question.length > LONGEST_ASKED) return null;
  const asked = readAskedText(questionOf(before), known);
  const as = (question: string | null, outlet?: string): FollowUp | null =>
    question === null
      ? null
      : { is: 'question', question: `${upperFirst(question)}?`, ...(outlet !== undefined && { outlet }) };
  if (OPPOSITE.test(core) || OTHERS.test(core)) return as(opposed(asked));
  const word = QUESTION_WORD.exec(core);
  if (word) {
    const asks = wordOf(word.groups?.word ?? 'why');
    // Words of an article are no question of the reader's: the point itself is asked.
    if (before.closer && !/^how m/.test(asks)) return { is: 'point', n: 1, asks };
    return as(put(asks, asked, before, known));
  }
  const slot = SLOT.exec(core)?.groups?.slot?.toLowerCase();
  const slots: Readonly<Record<string, string>> = data.slots;
  if (slot !== undefined && (led || /^the /i.test(core))) return as(put(slots[slot]!, asked, before, known));
  const only = ONLY.exec(core)?.groups;
  const alone = only?.first ?? only?.last;
  const outlet = outletIn(alone ?? SAYS.exec(core)?.groups?.who ?? core, known);
  if (outlet && !isSpeaking(asked)) return as(withOutlet(asked, outlet.name), outlet.known);
  const phrase = (REACTION.exec(core)?.groups?.who ?? alone ?? core).replace(AUX_LEAD, '');
  const time = timeIn(phrase, known);
  if (time !== null) return as(withTime(asked, time));
  const speakers = isShort(phrase) ? speakersIn(phrase, known) : null;
  if (speakers !== null) return as(withSpeakers(asked, speakers, known));
  const behind = PREPOSITION.exec(core)?.groups;
  if (behind?.preposition && behind.thing && isShort(behind.thing) && isPhrase(behind.thing))
    return as(withPhrase(asked, behind.preposition.toLowerCase(), behind.thing));
  if (led && isShort(core) && isPhrase(core)) return as(withThing(asked, core));
  const whole = resolved(plain, asked, before.points, known);
  // "And its price?" names no more than that.
  if (whole !== null) return as(isPhrase(whole) ? `What about ${whole}` : whole);
  return led ? as(sharing(plain, asked, known)) : null;
}

/** What a page answers, as a question: of a check what its speaker said on what it is about. */
export function questionOf({ kind, question, points }: Before): string {
  if (kind === 'answer') return question;
  if (kind === 'briefing') return 'What happened?';
  const tokens = tokensOf(question);
  const about = thingsIn(question, tokens, [])
    .slice(0, TOPICS)
    .map((thing) => at(question, withItsArticle(question, thing)).replace(/^(?:that|this|these|those) /i, ''))
    .join(' and ');
  return `What did ${points[0]?.by ?? 'they'} say${about === '' ? '' : ` about ${about}`}?`;
}

/** Who says otherwise stands among all that is said on it: which words are against which, their reader judges. */
function opposed({ text, subject, topic, things }: Asked): string {
  const [thing] = things;
  const on = topic ? at(text, topic) : subject || !thing ? null : withArticle(text, thing);
  return `Who said what${on === null ? '' : ` about ${on}`}`;
}

/** A word that asks, put to what the page is about. */
function put(word: string, asked: Asked, before: Before, known: PlanContext): string | null {
  if (!/^how m/.test(word))
    return withWord(before.kind === 'briefing' ? readAskedText(before.question, known) : asked, word);
  const thing = mostNamed(before);
  return withWord(asked, word) ?? (thing === null ? null : `How many ${thing}`);
}

/** What a page counts or could count: the plural noun that its points have most. */
function mostNamed({ points }: Before): string | null {
  const counts = new Map<string, number>();
  for (const tokens of points.map(({ text }) => tokensOf(text)))
    for (const { pos, lower, lemma } of tokens)
      if (pos === 'NOUN' && lower !== lemma && lower.endsWith('s') && !TIME.test(lemma))
        counts.set(lower, (counts.get(lower) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0] ?? null;
}

/** Another outlet for one whose own words were asked for is a speaker like any other. */
const isSpeaking = ({ plan }: Asked): boolean =>
  plan.kind === 'said' && plan.asked.length > 0 && plan.asked.every(({ kind }) => kind === 'outlet');

const SAME: Readonly<Record<string, string>> = { 'what for': 'why', 'to where': 'where to' };

const wordOf = (word: string): string => SAME[word.toLowerCase()] ?? word.toLowerCase();

/** "And what did China say?": on what the other was asked about, unless it says on what. */
function sharing(line: string, { topic, text }: Asked, known: PlanContext): string | null {
  const own = readAskedText(line, known);
  const isBare = own.plan.kind === 'said' && own.subject !== null && own.topic === null && own.plan.about.length === 0;
  return isBare && topic !== null ? withTopic(own, at(text, topic)) : null;
}

const isShort = (text: string): boolean => text.split(' ').length <= PHRASE;

const NOMINAL = /^(?:NOUN|PROPN|ADJ|NUM|DET|ADP|CCONJ|PART|PUNCT|ADV)$/;

/** A phrase of nouns without a verb of its own. */
function isPhrase(text: string): boolean {
  const tokens = tokensOf(text);
  return (
    tokens.some(isNoun) &&
    tokens.every(({ pos }) => NOMINAL.test(pos)) &&
    !/^(?:what|which|how|when|where|why|who|whose|whom)\b/i.test(text)
  );
}

const isNoun = ({ pos }: Token): boolean => pos === 'NOUN' || pos === 'PROPN';
