import givenNames from '../../../data/given-names.json' with { type: 'json' };
import type { Mention } from '../../model/statement.ts';
import { isInstitution, isOfficial, type Known, named, officeOf, officialOf, partyOf, unknown } from './parties.ts';
import { mentionsBetween, paragraphOf, quotationAt, type Reading, type Run, sentenceAt } from './reading.ts';
import { openingSubject } from './subject.ts';

/** A speaker already found, for the pronouns after it. */
export type Heard = { readonly known: Known; readonly head: number; readonly sentence: number };

const GIVEN_FEMALE = new Set(givenNames.female);
const GIVEN_MALE = new Set(givenNames.male);
const PERSON = new Set(['he', 'she', 'him', 'her', 'his', 'hers', 'himself', 'herself']);
const THING = new Set(['it', 'its']);
const GROUP = new Set(['they', 'them', 'their']);
const RELATIVE = new Set(['who', 'which', 'that', 'whose', 'whom']);
const FEMALE = /\b(?:spokeswoman|congresswoman|chairwoman|Mrs|Ms|Miss|Queen|Princess|Lady|Madame|businesswoman)\b/;
const MALE = /\b(?:spokesman|congressman|chairman|Mr|King|Prince|Sir|Lord|businessman)\b/;

/**
 * Who a speaker's phrase stands for. Pronouns and bare nouns ("the ministry", "the spokeswoman") take the certain
 * antecedent; without one they stay their own words, of unknown standing.
 */
export function resolve(r: Reading, run: Run, heard: readonly Heard[]): Known {
  const head = r.tokens[run.last];
  if (head === undefined) return named(r, run);
  if (run.first === run.last && head.pos === 'PRON') {
    const word = head.lower;
    const found = PERSON.has(word)
      ? person(r, run.first, word, heard)
      : THING.has(word)
        ? body(r, run.first, heard)
        : GROUP.has(word)
          ? group(r, run.first, heard)
          : RELATIVE.has(word)
            ? before(r, run.first)
            : null;
    return found ?? { party: unknown(r, run, 'unknown'), mention: null, plural: GROUP.has(word) };
  }
  const known = named(r, run);
  if (known.mention !== null) return known;
  const word = r.tokens[run.first]?.lower ?? '';
  if (word === 'the') return definite(r, run, heard) ?? known;
  return (word === 'its' ? officialOfIt(r, run, heard) : null) ?? known;
}

/** "The central bank will act, its governor said": an official of the body that the sentence is about. */
function officialOfIt(r: Reading, run: Run, heard: readonly Heard[]): Known | null {
  const head = r.tokens[run.last];
  if (head === undefined || run.last - run.first > 2 || !isOfficial(head.lemma)) return null;
  const opening = openingSubject(r, head.sentence);
  const subject = opening === null || opening.last >= run.first ? null : named(r, opening);
  const of = subject?.mention ?? body(r, run.first, heard)?.mention ?? null;
  if (of === null || of.kind === 'person' || of.kind === 'outlet' || subject?.plural === true) return null;
  return { party: officialOf(r, run, of), mention: of, plural: false };
}

/** "she": the person who spoke last, if nobody else stands between; else the only person of the last sentences. */
function person(r: Reading, at: number, word: string, heard: readonly Heard[]): Known | null {
  const token = r.tokens[at];
  if (token === undefined) return null;
  const near = back(r, at, 2).filter((m) => m.kind === 'person' && m.end <= token.start && fits(r, m, word));
  const last = heard.findLast((h) => h.head < at && token.sentence - h.sentence <= 3);
  const spoke = last?.known.mention?.kind === 'person' && fits(r, last.known.mention, word) ? last.known.mention : null;
  if (spoke !== null && last !== undefined) {
    const since = r.tokens[last.head]?.start ?? 0;
    const others = near.filter((m) => m.entity !== spoke.entity && m.start > since && !insideQuote(r, m));
    // A rival subject in the sentences between makes the pronoun doubtful.
    // Who has just asked is the one who hears the answer.
    const asked = r.tokens[last.head]?.lemma === 'ask' && token.sentence - last.sentence > 0;
    if (others.every((m) => !opensSentence(r, m))) return asked ? null : of(r, spoke);
  }
  const entities = new Set(near.filter((m) => !insideQuote(r, m)).map((m) => m.entity));
  const only = near.at(-1);
  if (entities.size === 1 && only !== undefined) return of(r, only);
  const subjects = near.filter((m) => opensSentence(r, m) && sentencesApart(r, m, at) <= 1);
  const subject = subjects.at(-1);
  return subject !== undefined && new Set(subjects.map((m) => m.entity)).size === 1 ? of(r, subject) : null;
}

/** "it": the body, state or outlet that spoke in this sentence or the one before, else the one that was spoken of. */
function body(r: Reading, at: number, heard: readonly Heard[]): Known | null {
  const sentence = r.tokens[at]?.sentence ?? -1;
  const last = heard.findLast((h) => h.head < at);
  if (last === undefined || sentence - last.sentence > 1) return bodyBefore(r, sentence);
  // "The board upheld it, but it criticized …": the subject of the sentence itself stands nearer.
  const opening = last.sentence < sentence ? openingSubject(r, sentence) : null;
  if (opening !== null && opening.last < at && r.tokens[opening.last]?.pos === 'NOUN') {
    const own = named(r, opening);
    if (own.mention?.entity !== last.known.mention?.entity) return own.mention?.kind === 'person' ? last.known : own;
  }
  if (last.known.plural) return null;
  return last.known.mention?.kind === 'person' || last.known.party.name === '' ? null : last.known;
}

/** "The central bank raised its rate. It said …": the body that the sentence before is about. */
function bodyBefore(r: Reading, sentence: number): Known | null {
  const run = openingSubject(r, sentence - 1);
  if (run === null || r.sentences[sentence - 1]?.paragraph !== r.sentences[sentence]?.paragraph) return null;
  const known = named(r, run);
  return known.plural || known.mention === null || known.mention.kind === 'person' || known.party.actor === null
    ? null
    : known;
}

/** "they": those who spoke in the sentence before. */
function group(r: Reading, at: number, heard: readonly Heard[]): Known | null {
  const sentence = r.tokens[at]?.sentence ?? -1;
  const last = heard.findLast((h) => h.head < at);
  if (last === undefined || sentence - last.sentence > 1 || !last.known.plural) return null;
  // Two persons are not the first of them.
  return last.known.mention?.kind === 'person' ? null : last.known;
}

/** "…, who said": the phrase right before the relative word. */
function before(r: Reading, at: number): Known | null {
  let k = at - 1;
  if (/^[,—–]$/.test(r.tokens[k]?.text ?? '')) k--;
  const token = r.tokens[k];
  const mention = token === undefined ? undefined : mentionsBetween(r, token.start, token.end).at(-1);
  return mention === undefined ? null : of(r, mention);
}

/** "the spokeswoman", "the ministry", "the agency": the last mention that the noun describes. */
function definite(r: Reading, run: Run, heard: readonly Heard[]): Known | null {
  const head = r.tokens[run.last];
  const start = r.tokens[run.first]?.start ?? 0;
  if (head === undefined || run.last - run.first > 2) return null;
  const noun = head.lemma;
  const earlier = back(r, run.first, 12).filter(
    (m) => m.end <= start && paragraphOf(r, run.first) - paragraphAt(r, m) <= 4,
  );
  if (isOfficial(noun)) {
    const titled = earlier.filter((m) => m.kind === 'person' && roleHas(r, m, noun));
    const last = titled.at(-1);
    if (last !== undefined) return of(r, last);
    const spoke = heard.findLast((h) => h.head < run.first)?.known;
    return spoke?.party.roles.some((role) => role.text.toLowerCase().includes(noun)) === true ? spoke : null;
  }
  if (!isInstitution(noun)) return null;
  const last = earlier.findLast(
    (m) => (m.kind === 'organ' || m.kind === 'organisation' || m.kind === 'outlet') && describes(r, m, noun),
  );
  return last === undefined ? null : of(r, last);
}

function describes(r: Reading, m: Mention, noun: string): boolean {
  const words = `${m.name} ${r.text.slice(m.start, m.end)}`.toLowerCase();
  return (
    words.includes(noun) || (m.kind === 'outlet' && /^(?:agency|newspaper|outlet|network|channel|station)$/.test(noun))
  );
}

function roleHas(r: Reading, m: Mention, noun: string): boolean {
  return officeOf(r, m).roles.some(({ text }) => text.toLowerCase().includes(noun));
}

const of = (r: Reading, mention: Mention): Known => ({ party: partyOf(r, mention), mention, plural: false });

function fits(r: Reading, m: Mention, word: string): boolean {
  const around = (r.byEntity.get(m.entity) ?? [])
    .slice(0, 20)
    .map(
      (other) =>
        `${r.text.slice(Math.max(0, other.start - 6), other.end)} ${other.role === null ? '' : r.text.slice(other.role.start, other.role.end)}`,
    )
    .join(' ');
  const she = /^(?:she|her|hers|herself)$/.test(word);
  const given = m.name.split(' ', 2).length > 1 ? (m.name.split(' ', 1)[0] ?? '').toLowerCase() : '';
  if ((she ? GIVEN_MALE : GIVEN_FEMALE).has(given)) return false;
  return she ? !MALE.test(around) || FEMALE.test(around) : !FEMALE.test(around) || MALE.test(around);
}

/** Mentions in the sentence of token `at` up to it and in the `count` sentences before. */
function back(r: Reading, at: number, count: number): Mention[] {
  const token = r.tokens[at];
  const from = r.sentences[Math.max(0, (token?.sentence ?? 0) - count)];
  return token === undefined || from === undefined ? [] : mentionsBetween(r, from.start, token.start);
}

const sentencesApart = (r: Reading, m: Mention, at: number): number =>
  (r.tokens[at]?.sentence ?? 0) - sentenceAt(r, m.start);
const paragraphAt = (r: Reading, m: Mention): number => r.sentences[sentenceAt(r, m.start)]?.paragraph ?? -1;

/** Does the mention stand among the first words of its sentence? */
function opensSentence(r: Reading, m: Mention): boolean {
  const sentence = r.sentences[sentenceAt(r, m.start)];
  return sentence !== undefined && m.start - sentence.start < 40;
}

function insideQuote(r: Reading, m: Mention): boolean {
  const quotation = quotationAt(r, m.start);
  return quotation?.speech === true && m.end <= (r.tokens[quotation.last]?.end ?? 0);
}
