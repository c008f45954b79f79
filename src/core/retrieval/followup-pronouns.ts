import { type Asked, at, possessive, readAskedText, withArticle, withItsArticle } from './followup-clause.ts';
import { AUX } from './followup-lines.ts';
import type { PlanContext } from './plan.ts';

/** Who spoke on the page: for "he" and "she". */
export type Spoken = readonly { readonly by: string | null; readonly person: boolean }[];

/** "What did they", "how many missiles has it", "are those". */
const SUBJECT = new RegExp(
  `^(?<lead>(?:(?:why|when|where|who|whom|what|which|how|since when|in what|to what)(?: [\\p{Ll}-]+){0,3} )?(?<aux>${AUX}) )(?<pronoun>he|she|they|it|this|that|these|those)(?= (?<next>\\p{L}+))`,
  'iu',
);
const OBJECT =
  /\b(?<pronoun>it|them|him|her|this|that|these|those|they)(?=$| (?:to|from|in|into|on|at|for|by|with|since|after|before|last|now|yet|again|publicly|exactly)\b|(?<=\bof them) \p{L})/iu;
const OWN = /(?<![\p{L}\p{N}])(?<pronoun>their|its|his|her)(?= \p{L})/iu;
/** What a question for what is somebody's opens with. */
const OPENING =
  /^(?:(?:what|how|where|when|why|who|which)(?:['’]s| (?:is|are|was|were|about|of|does|do|did|has|have))? )?$/iu;
/** Behind these "it" stands for nothing. */
const EMPTY_IT =
  /\b(?:it (?:been|true|possible|likely|clear|known|time|safe|legal|rain|snow|take|mean|matter|seem|turn)|how (?:long|far|much) (?:does|did|will|would) it (?:take|cost))\b/iu;
/** "How much aid did A promise": A does, though the aid stands first. */
const DOER = new RegExp(`^ ${AUX} (?:the )?$`, 'i');
/** A clause of its own has its own antecedents. */
const CLAUSE = /\S (?:that|if|whether|because|when|while|after|before|which|who)\b/iu;

/** A question whose pronoun stands for somebody or something asked about before, with the name in its place; or null. */
export function resolved(line: string, before: Asked, spoken: Spoken, known: PlanContext): string | null {
  if (EMPTY_IT.test(line)) return null;
  const subject = SUBJECT.exec(line);
  if (subject?.groups) {
    const { lead = '', pronoun = '', next = '', aux = '' } = subject.groups;
    // "Is that missile": no pronoun.
    if (
      /^th/i.test(pronoun) &&
      !/^they$/i.test(pronoun) &&
      !/(?:ed|en|ing|true|made|built|sent|said|done|why|where|when|about)$/i.test(next)
    )
      return null;
    const own = readAskedText(line, known);
    const as = own.plan.kind === 'said' ? 'speaker' : /^(?:is|are|was|were)/i.test(aux) ? 'thing' : 'agent';
    const name = antecedent(pronoun, as, before, spoken);
    if (name === null) return null;
    const rest = line.slice(lead.length + pronoun.length);
    return lead + name + (objectIn(rest, before, spoken, known, true) ?? rest);
  }
  return objectIn(line, before, spoken, known, false) ?? ownerIn(line, before, spoken);
}

function objectIn(text: string, before: Asked, spoken: Spoken, known: PlanContext, isRest: boolean): string | null {
  const found = OBJECT.exec(text);
  if (!found?.groups?.pronoun || found.index < 2) return null;
  const head = text.slice(0, found.index);
  if (CLAUSE.test(head) || (/^that$/i.test(found.groups.pronoun) && /\b(?:like|so|than)\s$/i.test(head))) return null;
  const own = readAskedText(head, known);
  if (!isRest && own.actors.length + own.things.length > 1) return null;
  const name = antecedent(found.groups.pronoun, 'thing', before, spoken);
  if (name === null) return null;
  const whole = /\bof $/i.test(head) && !/^the /i.test(name) ? `the ${name}` : name;
  return head + whole + text.slice(found.index + found.groups.pronoun.length);
}

/** "Their position": whose it is was asked about before, unless the line names somebody first. */
function ownerIn(line: string, before: Asked, spoken: Spoken): string | null {
  const found = OWN.exec(line);
  if (!found?.groups?.pronoun || !OPENING.test(line.slice(0, found.index))) return null;
  const name = antecedent(found.groups.pronoun, 'agent', before, spoken);
  return name === null
    ? null
    : `${line.slice(0, found.index)}${possessive(name)}${line.slice(found.index + found.groups.pronoun.length)}`;
}

/** Whom or what a pronoun stands for, as it was asked about; null when there is nothing that fits. */
function antecedent(pronoun: string, as: 'speaker' | 'agent' | 'thing', asked: Asked, spoken: Spoken): string | null {
  const { text, subject, topic, actors } = asked;
  const isPerson = (one: Asked['actors'][number]) => one.actor.kind === 'person';
  if (/^(?:he|she|him|his|her)$/i.test(pronoun)) {
    const person = actors.find(isPerson);
    if (person) return at(text, person);
    const [name, ...others] = new Set(spoken.flatMap((one) => (one.person && one.by !== null ? [one.by] : [])));
    return others.length === 0 && name !== undefined ? name : null;
  }
  const state = actors.find((one) => !isPerson(one));
  const isMany = /^(?:they|them|their|these|those)$/i.test(pronoun);
  const first = asked.things.find(({ plural }) => plural === isMany);
  const agent = subject ? at(text, subject) : state ? at(text, withItsArticle(text, state)) : null;
  // Who or what stood first in the question before goes on doing.
  const isFirst =
    first !== undefined &&
    subject === null &&
    state !== undefined &&
    first.start < state.start &&
    !DOER.test(text.slice(first.end, state.start));
  if (as !== 'thing' && agent !== null && (as === 'speaker' || !isFirst)) return agent;
  if (topic !== null) return at(text, topic);
  const things = asked.things.filter((one) => one.plural === isMany);
  const [thing] = things.length > 0 || !/^(?:this|that)$/i.test(pronoun) ? things : asked.things;
  if (thing) return withArticle(text, thing);
  return isMany ? agent : null;
}
