import words from '../../../data/cue-words.json' with { type: 'json' };
import type { Mention, Party, Standing } from '../../model/statement.ts';
import type { Token } from '../tokens.ts';
import { mentionsBetween, type Reading, type Run, tokenIn } from './reading.ts';

/** Who a phrase stands for: a mention of the article, or only its words. */
export type Known = { readonly party: Party; readonly mention: Mention | null; readonly plural: boolean };

const DOCUMENTS = new Set(words.documents);
const INSTITUTIONS = new Set(words.institutions);
const OFFICIALS = new Set(words.officials);
const EXPERTS = new Set(words.experts);
const ANONYMOUS = new Set(words.anonymous);
const MEDIA = new Set(words.media);

/** The last noun before the phrase's first preposition: "officials" of "officials at the ministry in Rome". */
export function headOf(r: Reading, run: Run): number {
  let head = run.last;
  for (let k = run.first + 1; k <= run.last; k++) {
    const token = r.tokens[k];
    if (token === undefined) break;
    if (token.pos === 'ADP' || token.text === ',' || token.pos === 'CCONJ' || token.pos === 'VERB') {
      head = k - 1;
      break;
    }
  }
  return head;
}

/** A network is an outlet when its first noun says so: not "a network of clinics", not "the agency" of a government. */
const ONLY_NEWS = new Set(['agency', 'network', 'channel', 'station', 'website', 'site', 'paper', 'daily']);
const NEWS = /^(?:news|wire|tv|television|radio|broadcast|media|press)$/;

/** The noun class of a speaker that no mention names; `before` is the word left of its head. */
function standingOf(lemma: string, before: string): Standing {
  if (EXPERTS.has(lemma)) return 'expert';
  if (ANONYMOUS.has(lemma)) return 'anonymous';
  if (MEDIA.has(lemma) && (!ONLY_NEWS.has(lemma) || NEWS.test(before))) return 'media';
  return 'unknown';
}

/** The class of a noun that can speak, or null. */
export function classOf(lemma: string): string | null {
  if (DOCUMENTS.has(lemma)) return 'document';
  if (INSTITUTIONS.has(lemma)) return 'body';
  if (OFFICIALS.has(lemma)) return 'official';
  if (EXPERTS.has(lemma)) return 'expert';
  return ANONYMOUS.has(lemma) ? 'anonymous' : MEDIA.has(lemma) ? 'media' : null;
}

export const isDocument = (lemma: string): boolean => DOCUMENTS.has(lemma);
export const isInstitution = (lemma: string): boolean => INSTITUTIONS.has(lemma);
export const isOfficial = (lemma: string): boolean => OFFICIALS.has(lemma);

/** Mentions that share characters with the run, in the order of the text. */
function mentionsIn(r: Reading, run: Run): Mention[] {
  const start = r.tokens[run.first]?.start ?? 0;
  const end = r.tokens[run.last]?.end ?? 0;
  return mentionsBetween(r, start, end);
}

/** What users write on the platform of a company. */
const POSTS = new Set(words.posts);

/** The party a speaker's phrase names by itself, before any antecedent is looked for. */
export function named(r: Reading, run: Run): Known {
  const headAt = headOf(r, run);
  const head = r.tokens[headAt];
  const found = mentionsIn(r, run);
  const plural = isPlural(r, run, headAt);
  if (head === undefined) return { party: unknown(r, run, 'unknown'), mention: null, plural };
  const atHead = found.find((mention) => mention.start < head.end && mention.end > head.start) ?? titleHolder(r, head);
  const lemma = head.lemma;
  const first = found[0];
  const headEnd = head.end;
  const nearest =
    found.find((mention) => mention.start >= headEnd) ?? found.findLast((mention) => mention.end <= head.start);
  if (atHead !== undefined) return { party: partyOf(r, atHead), mention: atHead, plural };
  // "Chairman and founder N. N.", "the A and B Foundation": one name for all of the phrase.
  if (found.length === 1 && first !== undefined && isConjoined(r, run) && isOneName(r, run, head, first))
    return { party: partyOf(r, first), mention: first, plural: false };
  // "Japanese and Korean officials": the first of two speakers, with its own standing.
  if (first !== undefined && isConjoined(r, run) && first.end <= head.start)
    return { party: partyOf(r, first), mention: first, plural: true };
  // "A Facebook post said": whose it is, is not told.
  if (nearest !== undefined && DOCUMENTS.has(lemma) && !(nearest.standing === 'company' && POSTS.has(lemma)))
    return { party: partyOf(r, nearest), mention: nearest, plural: false };
  if (nearest !== undefined && (INSTITUTIONS.has(lemma) || OFFICIALS.has(lemma))) {
    return { party: officialOf(r, run, nearest), mention: nearest, plural };
  }
  const standing = standingOf(lemma, r.tokens[headAt - 1]?.lower ?? '');
  const country = nearest !== undefined && standing !== 'unknown' ? nearest.country : null;
  return { party: { ...unknown(r, run, standing), country }, mention: null, plural };
}

/** The person whose role words hold the head: "the spokeswoman for the union, NAME, said". */
function titleHolder(r: Reading, head: Token): Mention | undefined {
  const sentence = r.sentences[head.sentence];
  if (sentence === undefined) return undefined;
  return mentionsBetween(r, sentence.start, sentence.end).find(
    ({ role }) => role !== null && role.start < head.end && role.end > head.start,
  );
}

/** The party of words for an official or a body of whom a mention names. */
export function officialOf(r: Reading, run: Run, of: Mention): Party {
  const lemma = r.tokens[headOf(r, run)]?.lemma ?? '';
  return {
    name: textOf(r, run),
    country: of.country,
    actor: of.kind === 'person' ? null : of.entity,
    standing: speaksFor(of, lemma),
    roles: OFFICIALS.has(lemma) ? [quoteOf(r, run)] : [],
  };
}

/** A spokesman for X has X's standing; an official or body of a state is its government. */
function speaksFor(mention: Mention, lemma: string): Standing {
  if (mention.kind === 'state')
    return /^(?:government|ministry|administration|cabinet|department)$/.test(lemma)
      ? 'government'
      : OFFICIALS.has(lemma)
        ? 'official'
        : 'unknown';
  return mention.standing;
}

export function partyOf(r: Reading, mention: Mention): Party {
  const { roles, of: known } = officeOf(r, mention);
  const of = mention.of ?? known;
  return {
    name: mention.name,
    country: mention.country,
    actor: mention.entity,
    standing: mention.standing,
    roles,
    ...(of !== undefined && { of }),
  };
}

/** What an article says of an actor's office anywhere: role words, each wording once, and whom he speaks for. */
type Office = { readonly roles: Party['roles']; readonly of: string | undefined };

/** By all the mentions of one actor in one text: the same for each of its statements. */
const offices = new WeakMap<readonly Mention[], Office>();

export function officeOf(r: Reading, mention: Mention): Office {
  const mentions = r.byEntity.get(mention.entity) ?? [];
  let office = offices.get(mentions);
  if (office === undefined) {
    office = { roles: rolesAmong(r, mentions), of: mentions.find((one) => one.of !== undefined)?.of };
    offices.set(mentions, office);
  }
  return office;
}

function rolesAmong(r: Reading, mentions: readonly Mention[]): Party['roles'] {
  const seen = new Set<string>();
  const roles: { start: number; end: number }[] = [];
  for (const other of mentions) {
    if (other.role === null) continue;
    const words = r.text.slice(other.role.start, other.role.end);
    if (seen.has(words.toLowerCase())) continue;
    seen.add(words.toLowerCase());
    roles.push(other.role);
  }
  return roles.map(({ start, end }) => ({
    span: { article: '', version: '', start, end },
    text: r.text.slice(start, end),
  }));
}

export function unknown(r: Reading, run: Run, standing: Standing): Party {
  return { name: nameOf(r, run), country: null, actor: null, standing, roles: [] };
}

/** The words up to a comma with more about the one who speaks: "Ada, 24, waving a flag". */
function nameOf(r: Reading, run: Run): string {
  const name = textOf(r, run);
  const at = name.indexOf(', ');
  return at < 0 || name.length < LONG || isConjoined(r, run) ? name : name.slice(0, at);
}

/** Characters of a name. */
const LONG = 30;

const textOf = (r: Reading, run: Run): string =>
  r.text.slice(r.tokens[run.first]?.start ?? 0, r.tokens[run.last]?.end ?? 0);

const quoteOf = (r: Reading, run: Run): Party['roles'][number] => {
  const start = r.tokens[run.first]?.start ?? 0;
  const end = r.tokens[run.last]?.end ?? 0;
  return { span: { article: '', version: '', start, end }, text: r.text.slice(start, end) };
};

/** Does a phrase with "and" end in the one name it is about, with an office or the first half of that name before? */
function isOneName(r: Reading, run: Run, head: Token, name: Mention): boolean {
  if (name.end !== r.tokens[run.last]?.end || (head.pos === 'NOUN' && head.lower !== head.lemma)) return false;
  if (name.kind === 'person') return head.pos === 'NOUN' || /^\p{Lu}{2,4}$/u.test(head.text);
  return name.kind === 'organisation' && run.first + 1 >= headOf(r, run);
}

function isConjoined(r: Reading, run: Run): boolean {
  for (let k = run.first; k <= run.last; k++) if (r.tokens[k]?.pos === 'CCONJ') return true;
  return false;
}

function isPlural(r: Reading, run: Run, headAt: number): boolean {
  const head = r.tokens[headAt];
  if (head === undefined) return false;
  if (isConjoined(r, run)) return true;
  const next = tokenIn(r, run.last + 1, head.sentence);
  if (next !== null && /^(?:are|were|have)$/.test(next.lower)) return true;
  return head.pos === 'NOUN' && head.lower !== head.lemma && /s$/.test(head.lower);
}
