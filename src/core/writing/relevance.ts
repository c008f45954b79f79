import { readText } from '../language/tokens.ts';
import type { Range } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import { otherForms } from '../retrieval/lists.ts';
import type { Plan } from '../retrieval/plan.ts';
import { stem } from '../retrieval/stem.ts';
import { synonymStems } from '../retrieval/synonyms.ts';
import { familyOf } from '../retrieval/tongue.ts';
import { fold, words } from '../retrieval/words.ts';
import { sentenceStems } from './doc-words.ts';
import { isKin } from './event.ts';
import { textOf } from './pieces.ts';
import { wantedBy } from './short-spans.ts';

/** Whether a sentence speaks to a short question at all: it names whom the question names and holds most of what is asked. */

export type Read = { readonly doc: Ingested; readonly range: Range; readonly stems: ReadonlySet<string> };

/** Words of at least this weight are content. */
const CONTENT = 0.9;
/** A longer question has words enough for its evidence to be right. */
const SHORT = 6;
/** Share of the question's words, by rarity, that a sentence must hold. */
const LEAST = 0.5;
/** An article may well say a verb otherwise. */
const LOOSE = 0.5;
const FEW = 3;
/** Characters of a question that are read for its verbs. */
const LONGEST = 400;
/** "What is the price of …": the price cannot be missing. */
const HEAD = /^what(?:['’]s| (?:is|was|are|were)) the (?:\p{L}+ )?(\p{L}+) of\b/iu;
/** Stems that ask for no certain thing. */
const GENERIC = new Set(['happen', 'go', 'get', 'news', 'latest', 'know', 'work', 'about']);

/** Stems of the content words of a question. */
export function contentOf(plan: Plan): string[] {
  return plan.terms
    .filter((term) => term.weight >= CONTENT)
    .flatMap((term) => words(term.text).map((word) => word.stem));
}

const VERBS = new WeakMap<Plan, readonly string[]>();

/** Stems of the verbs among them. */
export function verbsOf(plan: Plan): readonly string[] {
  const known = VERBS.get(plan);
  if (known !== undefined) return known;
  const { tokens } = readText(plan.question.slice(0, LONGEST));
  const verbs = new Set(tokens.filter(({ pos }) => pos === 'VERB').map(({ lower }) => stem(fold(lower))));
  const found = contentOf(plan).filter((word) => verbs.has(word));
  VERBS.set(plan, found);
  return found;
}

/** Stems of a text. */
export function stemsOf(text: string): Set<string> {
  return new Set(words(text).map((word) => word.stem));
}

/** How much of the question a sentence of these articles holds, 0 to 1, 0 when too little to speak to it. All hold a long question. */
export function relevance(plan: Plan, docs: readonly Ingested[]): (read: Read) => number {
  const content = [...new Set(contentOf(plan))];
  if (plan.parts.length > 1 || content.length > SHORT) return () => 1;
  const names = new Set(
    words([...plan.names, ...plan.actors.flatMap((actor) => [actor.name, ...actor.aliases])].join(' ')).map(
      (word) => word.stem,
    ),
  );
  const kind = askedKind(plan);
  const asked = content.filter((word) => !names.has(word) && !GENERIC.has(word));
  const rest = asked.filter((word) => word !== kind || asked.length === 1).map((word) => formsOf(plan, word));
  const loose = new Set(plan.loose.flatMap((text) => words(text).map((word) => word.stem)));
  const weights = weightsOf(loose, rest, docs);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const head = words(HEAD.exec(plan.question.trim())?.[1] ?? '')[0]?.stem;
  return (read) => {
    if (!namesAsked(plan, read)) return 0;
    const held = rest.map((word) => holdsWord(read.stems, word));
    // Of few words a thing cannot be missing, nor ever the thing that the question is for.
    if (head !== undefined && rest.some((word, at) => !held[at] && word[0] === head)) return 0;
    if (rest.length <= FEW && rest.some((word, at) => !held[at] && !loose.has(word[0]))) return 0;
    const met = weights.reduce((sum, weight, at) => sum + (held[at] ? weight : 0), 0);
    return total === 0 ? 1 : met >= LEAST * total ? met / total : 0;
  };
}

/** "Which country …": a sentence names the country and need not say "country". */
function askedKind(plan: Plan): string | null {
  const wanted = wantedBy(plan.question);
  const names = wanted !== null && !UNNAMED.has(wanted.wants);
  return names && wanted.head !== null && KIND.test(plan.question) ? stem(wanted.head) : null;
}

const KIND = /\b(?:which|what)\s+(?!is\b|are\b|was\b|were\b|will\b)\p{L}/iu;
const UNNAMED: ReadonlySet<string> = new Set(['thing', 'count', 'measure', 'money', 'percent']);

/** Rarity among the sentences at hand, as BM25 has it; a word that none of them holds weighs most. */
function weightsOf(loose: ReadonlySet<string>, rest: readonly Forms[], docs: readonly Ingested[]): number[] {
  if (rest.length === 0) return [];
  const sentences = docs.flatMap((doc) => doc.analysis.sentences.map((_, at) => sentenceStems(doc, at)));
  return rest.map((word) => {
    const of = sentences.filter((stems) => holdsWord(stems, word)).length;
    return (loose.has(word[0]) ? LOOSE : 1) * Math.log(1 + (sentences.length - of + 0.5) / (of + 0.5));
  });
}

/** Somebody whom the question names stands in the sentence; a question that names nobody asks for nobody. */
function namesAsked(plan: Plan, { doc, range }: Read): boolean {
  if (plan.actors.length + plan.names.length === 0) return true;
  const here = doc.analysis.mentions.filter((one) => one.start < range.end && one.end > range.start);
  const named = plan.actors.some((actor) =>
    here.some((one) => one.entity === actor.slug || (actor.kind === 'state' && one.country === actor.country)),
  );
  if (named) return true;
  const text = fold(textOf(doc, range));
  return (
    plan.names.some((name) => text.includes(fold(name).split(' ').at(-1)!)) ||
    // A person of the table under another form, or somebody of the asked who speaks there as "it".
    doc.analysis.statements.some(
      ({ speaker, content: [first] }) =>
        first.start >= range.start &&
        first.end <= range.end &&
        plan.actors.some(
          (actor) => speaker?.actor === actor.slug || (actor.kind === 'state' && speaker?.country === actor.country),
        ),
    )
  );
}

/** The stem of a word and those of its other forms ("meet": "met") and of other words for it ("move": "step"). */
type Forms = readonly [string, ...string[]];

function formsOf(plan: Plan, word: string): Forms {
  const typed = plan.terms.find((term) => words(term.text).some((one) => one.stem === word));
  return [word, ...(typed ? otherForms(typed.text).map((form) => stem(form)) : []), ...synonymStems(word)];
}

/** Whether a sentence of these stems holds a word of the question, in any of its forms. */
export function holder(plan: Plan, word: string): (stems: ReadonlySet<string>) => boolean {
  const { tongue } = plan;
  if (tongue !== null) {
    const family = familyOf(word, tongue);
    return (stems) => stems.has(word) || [...stems].some((one) => familyOf(one, tongue) === family);
  }
  const forms = formsOf(plan, word);
  return (stems) => holdsWord(stems, forms);
}

function holdsWord(stems: ReadonlySet<string>, [word, ...forms]: Forms): boolean {
  if (stems.has(word) || isKin(word, stems) || forms.some((form) => stems.has(form))) return true;
  for (const one of stems) if (isAkin(word, one)) return true;
  return false;
}

/** Equal, or with a long common beginning: "founded" and "founder". */
function isAkin(a: string, b: string): boolean {
  if (a === b) return true;
  const length = Math.max(4, Math.min(a.length, b.length) - 1);
  return a.length >= 4 && b.length >= 4 && a.slice(0, length) === b.slice(0, length);
}
