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

/** The noun class of a speaker that no mention names. */
function standingOf(lemma: string): Standing {
  if (EXPERTS.has(lemma)) return 'expert';
  if (ANONYMOUS.has(lemma)) return 'anonymous';
  if (MEDIA.has(lemma)) return 'media';
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
  // "Japanese and Korean officials": the first of two speakers, with its own standing.
  if (first !== undefined && isConjoined(r, run) && first.end <= head.start)
    return { party: partyOf(r, first), mention: first, plural: true };
  if (nearest !== undefined && DOCUMENTS.has(lemma))
    return { party: partyOf(r, nearest), mention: nearest, plural: false };
  if (nearest !== undefined && (INSTITUTIONS.has(lemma) || OFFICIALS.has(lemma))) {
    const standing = speaksFor(nearest, lemma);
    const roles = OFFICIALS.has(lemma) ? [quoteOf(r, run)] : [];
    return {
      party: {
        name: textOf(r, run),
        country: nearest.country,
        actor: nearest.kind === 'person' ? null : nearest.entity,
        standing,
        roles,
      },
      mention: nearest,
      plural,
    };
  }
  const standing = standingOf(lemma);
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
  const of = mention.of ?? r.byEntity.get(mention.entity)?.find((one) => one.of !== undefined)?.of;
  return {
    name: mention.name,
    country: mention.country,
    actor: mention.entity,
    standing: mention.standing,
    roles: rolesOf(r, mention),
    ...(of !== undefined && { of }),
  };
}

/** Roles by all the mentions of one actor in one text: the same for each of its statements. */
const rolesKnown = new WeakMap<readonly Mention[], Party['roles']>();

/** Role words that the article gives this actor anywhere, each wording once. */
function rolesOf(r: Reading, mention: Mention): Party['roles'] {
  const mentions = r.byEntity.get(mention.entity) ?? [];
  const known = rolesKnown.get(mentions) ?? rolesAmong(r, mentions);
  rolesKnown.set(mentions, known);
  return known;
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
  return { name: textOf(r, run), country: null, actor: null, standing, roles: [] };
}

const textOf = (r: Reading, run: Run): string =>
  r.text.slice(r.tokens[run.first]?.start ?? 0, r.tokens[run.last]?.end ?? 0);

const quoteOf = (r: Reading, run: Run): Party['roles'][number] => {
  const start = r.tokens[run.first]?.start ?? 0;
  const end = r.tokens[run.last]?.end ?? 0;
  return { span: { article: '', version: '', start, end }, text: r.text.slice(start, end) };
};

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
