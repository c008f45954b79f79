import type { ArticleId, Hash, Many, Range, Sentence, Span, When } from '../../model/article.ts';
import type { DateMention, Mention, Party, Statement } from '../../model/statement.ts';
import type { Token } from '../tokens.ts';
import { choose, scoredDrafts } from './choose.ts';
import { apart } from './content.ts';
import { type Heard, resolve } from './coreference.ts';
import type { Draft } from './draft.ts';
import { kindOf, polarityOf } from './kinds.ts';
import { learnedDrafts } from './learned/drafts.ts';
import type { Model } from './learned/model.ts';
import { type Known, unknown } from './parties.ts';
import { makeReading, mentionsBetween, type Reading, type Run } from './reading.ts';
import { relayed } from './relay.ts';
import { retagged } from './retag.ts';
import { sift } from './sift.ts';
import { findSigned } from './signature.ts';
import { withWholeSpeaker } from './speaker.ts';
import { isBoth, othersOf, pairBefore } from './together.ts';
import { findViews, type View } from './views.ts';

/** What the statement rules read. Offsets, tokens and mentions all belong to `text`. */
export type StatementInput = {
  readonly article: ArticleId;
  readonly version: Hash;
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly sentences: readonly Sentence[];
  readonly mentions: readonly Mention[];
  readonly dates: readonly DateMention[];
};

/**
 * Who said what in one text, in its order: by the learnt model together with the rules, or without a model by rules over
 * tokens and a table of cue rates. Contents share next to nothing. Boilerplate sentences say nothing. Any input is accepted.
 */
export function extractStatements(input: StatementInput, model: Model | null = null): Statement[] {
  const r = makeReading(input.text, retagged(input.tokens), input.sentences, input.mentions);
  const found = (model === null ? null : learnedDrafts(r, model)) ?? choose(r, scoredDrafts(r));
  const whole = found.flatMap((draft) => withWholeSpeaker(r, draft) ?? []);
  const drafts = apart(r, sift(r, whole)).filter(
    (draft) => voiceAt(r, draft.head) !== 'boilerplate' || isHeadline(r, draft),
  );
  const heads = new Set(drafts.map((draft) => draft.head));
  const heard: Heard[] = [];
  const statements: Statement[] = [];
  let pair: Pair | null = null;
  for (const draft of drafts) {
    const outer = draft.subject === null ? null : speakerOf(r, draft, draft.subject.run, heard);
    const chain = relayed(r, draft, outer, heard, heads);
    const { speaker, via } = chain;
    if (speaker !== null)
      heard.push({ known: speaker.known, head: chain.draft.head, sentence: r.tokens[draft.head]?.sentence ?? 0 });
    const here = r.tokens[draft.head]?.sentence ?? 0;
    const both = speaker !== null && isBoth(r, chain.draft);
    if (both && (pair === null || here - pair.sentence > PAIR_REACH)) {
      const known = pairBefore(r, chain.draft);
      if (known !== null) pair = { known, sentence: here };
    }
    if (both && pair !== null && here - pair.sentence <= PAIR_REACH) {
      for (const known of pair.known) statements.push(build(input, r, chain.draft, { known, run: speaker.run }, via));
      pair = { known: pair.known, sentence: here };
      continue;
    }
    statements.push(build(input, r, chain.draft, speaker, via));
    if (speaker === null) continue;
    const others = othersOf(r, speaker, speaker.known);
    for (const other of others) statements.push(build(input, r, chain.draft, other, via));
    if (others.length === 1) pair = { known: [speaker.known, ...others.map((one) => one.known)], sentence: here };
  }
  // One mark a character of what is said already: a long text has thousands of statements.
  const said = new Uint8Array(input.text.length);
  for (const { content } of statements) for (const { start, end } of content) said.fill(1, start, end);
  const isFree = ({ content }: Statement): boolean =>
    content.every(({ start, end }) => !said.subarray(start, end).includes(1));
  for (const view of findViews(r)) {
    const statement = viewStatement(input, r, view, resolve(r, view.speaker, heard).party);
    if (isFree(statement)) statements.push(statement);
  }
  for (const signed of findSigned(r)) {
    const known = signer(r, signed.speaker);
    // Who signs a post speaks for himself, whatever office the table knows him by, unless the article says so.
    const party: Party = known.mention?.role
      ? known.party
      : { ...known.party, standing: known.mention?.kind === 'person' ? 'unknown' : known.party.standing };
    const statement = signedStatement(input, r, signed.speaker, party, signed.content);
    if (isFree(statement)) statements.push(statement);
  }
  return statements
    .sort((a, b) => first(a) - first(b))
    .map((statement, n) => ({ ...statement, id: `${input.article}/${input.version}#${n}` }));
}

/** Who is meant; "he" who in a quotation names somebody is not the one he names. */
function speakerOf(r: Reading, draft: Draft, run: Run, heard: readonly Heard[]): Known {
  const known = resolve(r, run, heard);
  if (known.mention === null || r.tokens[run.last]?.pos !== 'PRON' || kindOf(r, draft) !== 'direct') return known;
  const namesItself = draft.content.some(({ first, last }) =>
    mentionsBetween(r, r.tokens[first]?.start ?? 0, r.tokens[last]?.end ?? 0).some(
      ({ entity, kind }) => kind === 'person' && entity === known.mention?.entity,
    ),
  );
  return namesItself ? { party: unknown(r, run, 'unknown'), mention: null, plural: false } : known;
}

/** "UN: two million people at risk": a headline has a voice that a line without a verb elsewhere has not. */
function isHeadline(r: Reading, { head, shape, subject }: Draft): boolean {
  if (shape !== 'colon' || subject === null || r.tokens[head]?.sentence !== 0) return false;
  const { first, last } = subject.run;
  return mentionsBetween(r, r.tokens[first]?.start ?? 0, r.tokens[last]?.end ?? 0).length > 0;
}

/** Two who spoke together, and the sentence in which they last did. */
type Pair = { readonly known: readonly Known[]; readonly sentence: number };
/** Sentences from two who spoke together to "both sides". */
const PAIR_REACH = 2;

/** The person who signs; a place inside a name ("Peter London") is nobody. */
function signer(r: Reading, run: Run): Known {
  const known = resolve(r, run, []);
  if (known.mention === null || known.mention.kind === 'person' || known.mention.kind === 'outlet') return known;
  return { party: unknown(r, run, 'unknown'), mention: null, plural: false };
}

const first = (s: Statement): number => Math.min(s.content[0].start, s.cue?.start ?? s.content[0].start);

function voiceAt(r: Reading, i: number): Sentence['voice'] | undefined {
  return r.sentences[r.tokens[i]?.sentence ?? -1]?.voice;
}

type Speaker = { readonly known: Known; readonly run: Run };

function build(
  input: StatementInput,
  r: Reading,
  draft: Draft,
  speaker: Speaker | null,
  via: readonly Party[],
): Statement {
  const span = toSpan(input, r);
  const content = draft.content.map(span).sort((a, b) => a.start - b.start) as unknown as Many<Span>;
  const cue = span(draft.cue);
  const spoken = speaker === null ? null : { ...withArticle(input, unnamed(r, speaker)), at: span(speaker.run) };
  return {
    id: '',
    article: input.article,
    version: input.version,
    kind: kindOf(r, draft),
    polarity: polarityOf(r, draft),
    speaker: spoken,
    via: via.map((party) => withArticle(input, party)),
    cue,
    content,
    about: aboutOf(r, content, spoken?.actor ?? null),
    when: whenOf(input, r, draft, content),
    sentences: touched(r, draft),
  };
}

const UNNAMED =
  /\b(?:condition of anonymity|not authori[sz]ed to (?:speak|comment|discuss)|(?:asked|wished|declined) (?:not )?to be (?:named|identified|quoted))\b/i;

/** An official "who spoke on condition of anonymity" is an anonymous source. */
function unnamed(r: Reading, { known: { party, mention }, run }: Speaker): Party {
  const sentence = r.sentences[r.tokens[run.first]?.sentence ?? -1];
  if (sentence === undefined || mention?.kind === 'person' || mention?.kind === 'state') return party;
  if (!/^(?:official|government|unknown)$/.test(party.standing)) return party;
  return UNNAMED.test(r.text.slice(sentence.start, sentence.end)) ? { ...party, standing: 'anonymous' } : party;
}

function signedStatement(input: StatementInput, r: Reading, at: Run, party: Party, content: Run): Statement {
  const span = toSpan(input, r);
  return {
    id: '',
    article: input.article,
    version: input.version,
    kind: 'direct',
    polarity: 'asserted',
    speaker: { ...withArticle(input, party), at: span(at) },
    via: [],
    cue: null,
    content: [span(content)],
    about: aboutOf(r, [span(content)], party.actor),
    when: null,
    sentences: [r.tokens[content.first]?.sentence ?? 0, (r.tokens[at.last]?.sentence ?? 0) + 1],
  };
}

function viewStatement(input: StatementInput, r: Reading, view: View, party: Party): Statement {
  const span = toSpan(input, r);
  const content = view.content.map(span) as unknown as Many<Span>;
  return {
    id: '',
    article: input.article,
    version: input.version,
    kind: 'ascribed',
    polarity: 'asserted',
    speaker: { ...withArticle(input, party), at: span(view.speaker) },
    via: [],
    cue: span(view.cue),
    content,
    about: aboutOf(r, content, party.actor),
    when: null,
    sentences: [
      r.tokens[view.speaker.first]?.sentence ?? 0,
      (r.tokens[view.content.at(-1)?.last ?? 0]?.sentence ?? 0) + 1,
    ],
  };
}

const toSpan =
  (input: StatementInput, r: Reading) =>
  (run: Run): Span => ({
    article: input.article,
    version: input.version,
    start: r.tokens[run.first]?.start ?? 0,
    end: r.tokens[run.last]?.end ?? 0,
  });

function withArticle(input: StatementInput, party: Party): Party {
  const { article, version } = input;
  // Who goes by an office alone has told it with the name.
  const roles = party.roles.filter(({ text }) => text !== party.name);
  return { ...party, roles: roles.map(({ span, text }) => ({ span: { ...span, article, version }, text })) };
}

function aboutOf(r: Reading, content: readonly Range[], speaker: string | null): string[] {
  const slugs = new Set<string>();
  for (const { start, end } of content) for (const m of mentionsBetween(r, start, end)) slugs.add(m.entity);
  if (speaker !== null) slugs.delete(speaker);
  return [...slugs];
}

/** The dates of a sentence, out of those of the text in its order: by halving, since a long text has thousands. */
function datesWithin(dates: readonly DateMention[], { start, end }: Range): DateMention[] {
  let [low, high] = [0, dates.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((dates[middle]?.start ?? end) < start) low = middle + 1;
    else high = middle;
  }
  const within: DateMention[] = [];
  for (let at = low; (dates[at]?.start ?? end) < end; at++) {
    const date = dates[at];
    if (date !== undefined && date.end <= end) within.push(date);
  }
  return within;
}

/** The date that stands with the cue, outside of what was said. */
function whenOf(input: StatementInput, r: Reading, draft: Draft, content: readonly Range[]): When | null {
  const head = r.tokens[draft.head];
  const sentence = r.sentences[head?.sentence ?? -1];
  if (head === undefined || sentence === undefined) return null;
  const near = datesWithin(input.dates, sentence).filter(
    (d) => !content.some((c) => d.start < c.end && d.end > c.start),
  );
  near.sort((a, b) => Math.abs(a.start - head.start) - Math.abs(b.start - head.start));
  return near[0]?.when ?? null;
}

function touched(r: Reading, draft: Draft): readonly [number, number] {
  const runs = [draft.cue, ...draft.content, ...(draft.subject === null ? [] : [draft.subject.run])];
  const at = runs.flatMap((run) => [r.tokens[run.first]?.sentence ?? 0, r.tokens[run.last]?.sentence ?? 0]);
  return [Math.min(...at), Math.max(...at) + 1];
}
