import { versionOf } from '../hash.ts';
import type { Answer, Citation, Kept, Piece, Point, Position, Said } from '../model/answer.ts';
import type { ArticleId, Hash, Range, Span, When } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import { neighbours } from './neighbours.ts';
import { pointCitations, titleOf } from './pages.ts';
import { joinedText } from './pieces.ts';

/**
 * An answer or briefing as evidence: each point with its spans, each cited sentence in its context, each text's hash, so
 * that somebody else can check it later without trusting this program. All hashes are the first 16 hex digits of a
 * SHA-256, as versions are (CONTRACT §3); offsets are UTF-16.
 */

export const FORMAT = 'sitrep-evidence/1';

export type EvidencePiece =
  | { readonly is: 'cut' }
  | (Span & { readonly is: 'quote' | 'gloss'; readonly text: string })
  | { readonly is: 'model'; readonly text: string; readonly support: readonly Span[] };

/** A cited sentence. `context` reaches from the sentence before it to the one after it. */
export type EvidenceCitation = Span & {
  readonly n: number;
  readonly quote: string;
  readonly link: string | null;
  readonly context: Range & { readonly text: string; readonly hash: Hash };
};

export type EvidencePoint = {
  /** Where it stands: "point 3", "difference 1 (status), position 2". */
  readonly place: string;
  /** Quotes and cuts, as shown. */
  readonly text: string;
  /** Whose words they are; null for a plain fact. */
  readonly said: {
    readonly by: string | null;
    readonly kind: Said['kind'];
    readonly polarity: Said['polarity'];
    readonly via: readonly string[];
  } | null;
  readonly pieces: readonly EvidencePiece[];
  readonly citations: readonly EvidenceCitation[];
};

export type EvidenceSource = {
  readonly n: number;
  readonly article: ArticleId;
  readonly version: Hash;
  /** UTF-16 length of the text; null when the version is no longer stored. */
  readonly length: number | null;
  readonly title: string | null;
  readonly publisher: string | null;
  readonly published: string | null;
  readonly url: string | null;
};

export type Evidence = {
  readonly format: typeof FORMAT;
  readonly id: string;
  readonly kind: Kept['kind'];
  /** The question, or the headline of the topic. */
  readonly about: string;
  readonly status: Answer['status'] | null;
  /** ISO 8601. */
  readonly made: string;
  readonly points: readonly EvidencePoint[];
  readonly sources: readonly EvidenceSource[];
  /** Of the JSON of all the rest. */
  readonly hash: Hash;
};

/** `articles` are the cited versions; one that is missing gives citations without neighbours. */
export function writeEvidence(kept: Kept, articles: readonly Ingested[]): Evidence {
  const found = (span: Span) =>
    articles.find(({ article }) => article.id === span.article && article.version === span.version);
  const points = placed(kept).map(([place, point]): EvidencePoint => {
    const pieces = point.pieces.map(pieceOf);
    const citations = citedBy(point);
    return {
      place,
      text: shownText(pieces),
      said: point.said && saidOf(point.said),
      pieces,
      citations: citations.map((one) => citationOf(one, found(one.sentence.span))),
    };
  });
  // A corrected article has one number and two versions.
  const sources = new Map<string, EvidenceSource>();
  for (const [, point] of placed(kept))
    for (const one of citedBy(point)) {
      const key = textKey(one.sentence.span);
      if (!sources.has(key)) sources.set(key, sourceOf(one, found(one.sentence.span)));
    }
  const rest = {
    format: FORMAT,
    id: kept.id,
    kind: kept.kind,
    about: titleOf(kept),
    status: 'status' in kept ? kept.status : null,
    made: new Date(kept.made).toISOString(),
    points,
    sources: [...sources.values()].sort((a, b) => a.n - b.n),
  } as const;
  return { ...rest, hash: versionOf(JSON.stringify(rest)) };
}

/** One version of an article. */
export type TextOf = Pick<Span, 'article' | 'version'>;

export const textKey = ({ article, version }: TextOf): string => `${article}\n${version}`;

const citedBy = (point: Point | Position): readonly Citation[] =>
  'alsoIn' in point ? pointCitations([point]) : point.citations;

function saidOf({ by, kind, polarity, via }: Said): EvidencePoint['said'] {
  return { by: by?.name ?? null, kind, polarity, via: via.map((party) => party.name) };
}

/** Every line that is shown, with the name of its place. */
function placed(kept: Kept): (readonly [string, Point | Position])[] {
  const points = kept.groups.flatMap((group) => group.points);
  return [
    ...points.map((point, at) => [`point ${at + 1}`, point] as const),
    ...kept.differences.flatMap(({ slot, positions }, at) =>
      positions.map((one, n) => [`difference ${at + 1} (${slot}), position ${n + 1}`, one] as const),
    ),
    ...('timeline' in kept ? kept.timeline : []).flatMap(({ points: told }, at) =>
      told.map((point, n) => [`timeline entry ${at + 1}, line ${n + 1}`, point] as const),
    ),
  ];
}

function pieceOf(piece: Piece): EvidencePiece {
  if (piece.is === 'cut') return { is: 'cut' };
  if (piece.is === 'model') return { is: 'model', text: piece.text, support: piece.support };
  return { is: piece.is, ...piece.quote.span, text: piece.quote.text };
}

/** The point as it is shown, glosses left out. */
function shownText(pieces: readonly EvidencePiece[]): string {
  const shown = pieces.filter((piece) => piece.is !== 'gloss');
  return joinedText(
    shown.map((piece) =>
      piece.is === 'cut' ? { text: '…', span: null } : { text: piece.text, span: piece.is === 'quote' ? piece : null },
    ),
  );
}

function citationOf({ n, sentence, link }: Citation, from: Ingested | undefined): EvidenceCitation {
  const { span, text: quote } = sentence;
  const { before, after } = neighbours(span, from);
  const context = { start: before?.span.start ?? span.start, end: after?.span.end ?? span.end };
  const text = from ? from.article.text.slice(context.start, context.end) : quote;
  return { n, ...span, quote, link, context: { ...context, text, hash: versionOf(text) } };
}

function sourceOf({ n, sentence, title, publisher, published, url }: Citation, from: Ingested | undefined) {
  const { article, version } = sentence.span;
  const length = from?.article.text.length ?? null;
  return { n, article, version, length, title, publisher, published: writtenDate(published), url };
}

function writtenDate(when: When | null): string | null {
  if (when === null || when.precision === 'unresolved') return null;
  const digits = { instant: 24, day: 10, month: 7, year: 4 }[when.precision];
  return new Date(when.from).toISOString().slice(0, digits);
}

export type EvidenceFailure = { readonly place: string; readonly text: string };
export type Verdict = {
  /** In the order of the points; none when everything holds. */
  readonly failures: readonly EvidenceFailure[];
  readonly points: number;
  /** Articles whose very version was at hand. */
  readonly checked: readonly ArticleId[];
  /** Those that were not: of them only what the bundle says itself was checked. */
  readonly missing: readonly ArticleId[];
};

/**
 * Checks a bundle in itself and against the texts that are at hand: hashes, offsets, words, and that every point lies
 * in a sentence it cites. `textOf` gives the text of a version, or null.
 */
export function checkEvidence(
  evidence: Evidence,
  textOf: (article: ArticleId, version: Hash) => string | null,
): Verdict {
  const listed = new Set(evidence.sources.map((one) => `${one.n}\n${textKey(one)}`));
  const failures = evidence.points.flatMap((point) =>
    [
      ...pointFaults(point),
      ...point.citations.filter((one) => !listed.has(`${one.n}\n${textKey(one)}`)).map(unlisted),
      ...point.citations.flatMap((one) => citationFaults(one)),
      ...textFaults(point, textOf),
    ].map((text) => ({ place: point.place, text })),
  );
  const sources = evidence.sources.map((one) => ({ ...one, text: textOf(one.article, one.version) }));
  for (const { n, article, version, length, text } of sources) {
    const place = `source ${n} (${article})`;
    if (text !== null && versionOf(text) !== version)
      failures.push({ place, text: `the stored text has not the hash ${version}` });
    else if (text !== null && length !== null && text.length !== length)
      failures.push({ place, text: `the stored text has ${text.length} characters, not ${length}` });
  }
  const { hash, ...rest } = evidence;
  if (failures.length === 0 && versionOf(JSON.stringify(rest)) !== hash)
    failures.push({ place: 'bundle', text: 'it is not as it was written: its hash is another' });
  return {
    failures,
    points: evidence.points.length,
    checked: sources.filter(({ text }) => text !== null).map(({ article }) => article),
    missing: sources.filter(({ text }) => text === null).map(({ article }) => article),
  };
}

const unlisted = ({ n, article }: EvidenceCitation): string => `[${n}] (${article}) is not among its sources`;
const sameText = (a: Span, b: Span): boolean => textKey(a) === textKey(b);
const cut = (text: string): string => `“${text.replace(/\s+/gu, ' ').slice(0, 60)}”`;

function pointFaults({ text, pieces, citations }: EvidencePoint): string[] {
  const faults: string[] = [];
  if (citations.length === 0) faults.push('it cites nothing');
  if (shownText(pieces) !== text) faults.push('its text is not that of its pieces');
  for (const piece of pieces) {
    if (piece.is === 'cut') continue;
    if (!isHeld(piece, citations)) faults.push(`the words ${cut(piece.text)} are not in a sentence that it cites`);
  }
  return faults;
}

/** Whether a quote stands in a cited sentence, a gloss in a cited text, and what a model wrote rests on cited sentences. */
function isHeld(piece: Exclude<EvidencePiece, { is: 'cut' }>, citations: readonly EvidenceCitation[]): boolean {
  const isIn = (span: Span) => (one: EvidenceCitation) =>
    sameText(one, span) && one.start <= span.start && span.end <= one.end;
  if (piece.is === 'model')
    return piece.support.length > 0 && piece.support.every((span) => citations.some(isIn(span)));
  if (piece.is === 'gloss') return citations.some((one) => sameText(one, piece));
  const { start, end, text } = piece;
  return citations.filter(isIn(piece)).some((one) => one.quote.slice(start - one.start, end - one.start) === text);
}

function citationFaults({ n, start, end, quote, context }: EvidenceCitation): string[] {
  if (versionOf(context.text) !== context.hash) return [`the context of [${n}] has another hash`];
  const held = context.text.slice(start - context.start, end - context.start) === quote && context.start <= start;
  return held ? [] : [`the sentence ${cut(quote)} of [${n}] is not in its context`];
}

function textFaults(point: EvidencePoint, textOf: (article: ArticleId, version: Hash) => string | null): string[] {
  const faults: string[] = [];
  for (const { n, article, version, start, end, quote, context } of point.citations) {
    const text = textOf(article, version);
    if (text === null) continue;
    if (text.slice(start, end) !== quote)
      faults.push(`[${n}]: ${article} has other words than ${cut(quote)} at ${start} to ${end}`);
    else if (text.slice(context.start, context.end) !== context.text)
      faults.push(`[${n}]: ${article} has another context at ${context.start} to ${context.end}`);
  }
  for (const piece of point.pieces) {
    if (piece.is !== 'gloss') continue;
    const text = textOf(piece.article, piece.version);
    if (text !== null && text.slice(piece.start, piece.end) !== piece.text)
      faults.push(`the gloss ${cut(piece.text)} is not in ${piece.article} at ${piece.start} to ${piece.end}`);
  }
  return faults;
}
