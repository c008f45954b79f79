import cueWords from '../../data/cue-words.json' with { type: 'json' };
import stances from '../../data/stances.json' with { type: 'json' };
import { type ActorTable, findActors } from '../language/actors.ts';
import { readText, type Token } from '../language/tokens.ts';
import type { Ingested } from '../model/ports.ts';
import type { Statement } from '../model/statement.ts';
import { FUNCTION_WORDS } from '../retrieval/lists.ts';
import type { Plan } from '../retrieval/plan.ts';
import { stem } from '../retrieval/stem.ts';
import { type Word, words } from '../retrieval/words.ts';
import { textOf, wholeSentences } from './pieces.ts';
import { contentOf } from './relevance.ts';

/** Questions of other kinds that somebody's words answer: "did A welcome it?", "when did A speak?", "who criticised it?" */

export type SpeechQuestion = {
  /** The same as a question for somebody's words. */
  readonly plan: Plan;
  /** Whether a statement is one that the question asks for. */
  readonly fits: (statement: Statement, doc: Ingested) => boolean;
};

const SPEAK: ReadonlySet<string> = new Set(['say', 'speak', 'talk', 'comment', 'state', 'tell']);
const SAYING: ReadonlySet<string> = new Set([...cueWords.speech, ...stances.against, ...stances.for, ...SPEAK]);
const SIDES = [
  new Set(stances.against.map((word) => stem(word))),
  new Set(stances.for.map((word) => stem(word))),
] as const;
const FRAME =
  /^(?:(?:and|but|so) )?(?:(?:when|why|where|(?:what|which)(?: \p{L}+){0,2}) )?(?:did|does|do|has|have|had|is|are|was|were)(?:n['’]t)?$/iu;

/** null for a question that asks for something else. */
export function speechQuestion(plan: Plan, table: ActorTable): SpeechQuestion | null {
  if (!/^(?:yesno|when|why|who|what)$/.test(plan.kind) || plan.parts.length > 1) return null;
  const { tokens } = readText(plan.question.slice(0, LONGEST));
  return plan.kind === 'who' ? whoSpeaks(plan, tokens) : didSpeak(plan, tokens, table);
}

/** A longer question asks for more than one thing. */
const LONGEST = 200;

/** "Who criticised the export?": everybody whose words take that side. */
function whoSpeaks(plan: Plan, tokens: readonly Token[]): SpeechQuestion | null {
  const verb = tokens[/^(?:has|have|is|was|did)$/.test(tokens[1]?.lower ?? '') ? 2 : 1];
  if (verb === undefined || tokens[0]?.lower !== 'who') return null;
  if (DENIES.test(verb.lower)) {
    const about = contentOf(plan).filter((word) => word !== stem(verb.lemma) && word !== stem(verb.lower));
    const said = { ...plan, kind: 'said', asked: [], askedWords: [], about } as const;
    return { plan: said, fits: ({ polarity }) => polarity === 'denied' };
  }
  const side = SIDES.find((one) => one.has(stem(verb.lemma)) || one.has(stem(verb.lower)));
  if (side === undefined) return null;
  const about = contentOf(plan).filter((word) => !side.has(word));
  return {
    plan: { ...plan, kind: 'said', asked: [], askedWords: [], about },
    fits: (statement, doc) => cueStems(statement, doc).some((word) => side.has(word)),
  };
}

/** "Did A deny it?", "when did A speak?", "why does A object?" */
function didSpeak(plan: Plan, tokens: readonly Token[], table: ActorTable): SpeechQuestion | null {
  const at = tokens.findIndex((token, i) => i > 0 && token.pos !== 'PROPN' && SAYING.has(token.lemma) && i < REACH);
  const verb = tokens[at];
  if (verb === undefined) return null;
  const lead = plan.question.slice(0, verb.start);
  const [actor, ...more] = findActors(lead, table);
  if (more.length > 0) return null;
  const name = actor === undefined ? NAME.exec(lead) : null;
  if (actor === undefined && name === null) return null;
  const subject = actor ?? { start: name!.index, end: name!.index + name![0].trimEnd().length, actor: null };
  if (
    !FRAME.test(lead.slice(0, subject.start).replace(/\s+the\s*$|\s+$/i, '')) ||
    lead.slice(subject.end).trim() !== ''
  )
    return null;
  const names = new Set(
    words(subject.actor ? [subject.actor.name, ...subject.actor.aliases].join(' ') : name![0]).map((word) => word.stem),
  );
  const own = stem(verb.lemma);
  const about = contentOf(plan).filter((word) => word !== own && word !== stem(verb.lower) && !names.has(word));
  const side = SIDES.find((one) => one.has(own));
  const whose = subject.actor
    ? { asked: [subject.actor], askedWords: [] }
    : { asked: [], askedWords: [name![0].trim()] };
  const object = words(plan.question.slice(verb.end)).filter(({ text }) => !FUNCTION_WORDS.has(text));
  const any = plan.kind === 'why' || SPEAK.has(verb.lemma);
  return {
    plan: { ...plan, kind: 'said', ...whose, about },
    fits: (statement, doc) => {
      // A date answers when what is asked about stands beside it.
      if (plan.kind === 'when' && (statement.when === null || !isOn(object, statement, doc))) return false;
      if (DENIES.test(verb.lower)) return statement.polarity === 'denied';
      const cue = cueStems(statement, doc);
      return any || cue.includes(own) || (side !== undefined && cue.some((word) => side.has(word)));
    },
  };
}

/** A name the table does not know, right before the verb. */
const NAME = /(?<=\s)\p{Lu}[\p{L}’'-]+(?: \p{Lu}[\p{L}’'-]+){0,3}\s+$/u;
/** Words before the verb. */
const REACH = 9;
const DENIES = /^den(?:y|ies|ied)$/;

/** Whether its sentences hold a word of what is asked about. */
function isOn(about: readonly Word[], { cue, content: [first] }: Statement, doc: Ingested): boolean {
  const here = words(textOf(doc, wholeSentences(doc, cue ?? first))).map((word) => word.stem);
  return about.length === 0 || about.some((word) => here.includes(word.stem));
}

/** Stems of the words that bring what is said: the sentence of the cue without what is said. */
function cueStems({ cue, content }: Statement, doc: Ingested): string[] {
  if (cue === null) return [];
  const sentence = wholeSentences(doc, cue);
  return words(textOf(doc, sentence))
    .filter((word) => {
      const at = sentence.start + word.start;
      return !content.some((span) => span.start <= at && at < span.end);
    })
    .map((word) => word.stem);
}
