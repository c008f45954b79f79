import type { Citation, Label, Piece, Point, Said, SourceLine } from '../core/model/answer.ts';
import type { Quote } from '../core/model/article.ts';
import { spanOf, touches } from '../core/writing/pieces.ts';
import { countryName, isLabelKey, labelParts, labelText } from './labels.ts';
import type { Fragment } from './lines.ts';

/** The fragments that lines are made of: labels, quotes, speakers, citations, articles. */

export const mark = (text: string): Fragment => ({ is: 'mark', text });
export const label = (of: Label, strong = false): Fragment => ({
  is: 'label',
  text: labelText(of),
  ...(strong && { strong }),
});
/** The same with its instants apart, for labels that may hold one. */
export function labels(of: Label, strong = false): Fragment[] {
  return labelParts(of).map((part) => ({
    is: 'label',
    ...(typeof part === 'string' ? { text: part } : part),
    ...(strong && { strong }),
  }));
}
export const quote = (of: Quote, strong = false): Fragment => ({
  is: 'quote',
  text: of.text,
  ...(strong && { strong }),
});
export const BULLET = mark('• ');

/** Of the government goes without saying; of what is unknown nothing is said. */
export function isTold(standing: string): boolean {
  return standing !== 'government' && standing !== 'unknown';
}

/**
 * Country · name (“role”) · standing, with how the words came here. Only roles that the article prints. `full` names
 * the government too.
 */
export function speaker(said: Said, points: readonly Point[], full = false): Fragment[] {
  const by = said.by;
  const out: Fragment[] = [];
  if (by === null) out.push(label({ key: 'speaker-unknown' }, true));
  else {
    const country = by.country === null ? null : countryName(by.country);
    if (country !== null && country !== by.name) out.push({ is: 'label', text: country, strong: true }, mark(' · '));
    out.push({ is: 'label', text: by.name, strong: true });
    const roles = distinctRoles(points);
    if (roles.length > 0) {
      out.push(mark(' ('));
      for (const [at, role] of roles.entries()) out.push(mark(at > 0 ? '; “' : '“'), quote(role), mark('”'));
      out.push(mark(')'));
    }
    const key = `standing-${by.standing}`;
    if ((isTold(by.standing) || (full && by.standing === 'government')) && isLabelKey(key)) {
      // "Chinese state media, state media, not the government" says it twice.
      const standing = labelText({ key });
      const [what = '', ...rest] = standing.split(', ');
      const stem = what.replace(/s$/u, '');
      const text = by.name.toLowerCase().includes(stem) ? rest.join(', ') : standing;
      if (text !== '') out.push(mark(', '), { is: 'label', text });
    }
  }
  for (const via of said.via) out.push(mark(', '), label({ key: 'via', args: { name: via.name } }));
  return out;
}

function distinctRoles(points: readonly Point[]): Quote[] {
  const seen = new Map<string, Quote>();
  for (const role of points.flatMap((point) => point.said?.by?.roles ?? []))
    if (!seen.has(role.text.toLowerCase())) seen.set(role.text.toLowerCase(), role);
  return [...seen.values()].slice(0, 3);
}

/** Any mark of quotation; a single one only where it can open: elsewhere it is an apostrophe. */
const QUOTATION = /["“”„«»‟]|(?:^|[\s([—–-])['‘‚‹](?=\S)/u;

/** Marks around more than the spoken words would put the writer's words in the speaker's mouth. */
function isSpokenAlone({ pieces, said }: Point): boolean {
  if (said?.kind !== 'direct') return false;
  const name = said.by?.name.toLowerCase() ?? null;
  return !pieces.some(
    (piece) =>
      piece.is === 'quote' &&
      (QUOTATION.test(piece.quote.text) || (name !== null && piece.quote.text.toLowerCase().includes(name))),
  );
}

/** The words of a point. Words that were spoken get “ ”, unless the line has marks of its own or tells who speaks. */
export const wordsOf = (point: Point): Fragment[] =>
  isSpokenAlone(point) ? [mark('“'), ...pieceFragments(point.pieces), mark('”')] : pieceFragments(point.pieces);

/** Quotes, cuts and glosses of one line. */
export function pieceFragments(pieces: readonly Piece[]): Fragment[] {
  const out: Fragment[] = [];
  for (const [at, piece] of pieces.entries()) {
    if (at > 0 && !touches(spanOf(pieces[at - 1]!), spanOf(piece))) out.push(mark(' '));
    if (piece.is === 'cut') out.push({ is: 'cut', text: '…' });
    else if (piece.is === 'model') out.push({ is: 'quote', text: piece.text });
    else if (piece.is === 'gloss') out.push({ is: 'gloss', text: `[${piece.quote.text}]` });
    else out.push(quote(piece.quote, piece.marked));
  }
  return out;
}

export function citationMarks(citations: readonly Citation[]): Fragment[] {
  const seen = new Set<number>();
  return citations.flatMap((citation) => {
    if (seen.has(citation.n)) return [];
    seen.add(citation.n);
    const text = labelText({ key: 'cited', args: { n: citation.n } });
    return [mark(' '), { is: 'label', text, ...(citation.link !== null && { link: citation.link }) } as Fragment];
  });
}

/** Outlet · title · date · origin · "sample, retold" · "teaser only"; what is unknown is said. */
export function articleFacts(source: Omit<SourceLine, 'n' | 'version'>): Fragment[] {
  const facts: Fragment[][] = [
    [source.publisher === null ? label({ key: 'no-outlet' }) : { is: 'quote', text: source.publisher }],
    [
      source.title === null
        ? label({ key: 'no-title', args: { name: source.article } })
        : { is: 'quote', text: source.title },
    ],
    source.published === null
      ? [label({ key: 'undated' })]
      : labels({ key: 'date-instant', args: { when: source.published } }),
    ...(source.origin === null ? [] : [[label({ key: 'origin-names', args: { name: source.origin } })]]),
    ...(source.sample ? [[label({ key: 'sample' })]] : []),
    ...(source.teaser ? [[label({ key: 'teaser' })]] : []),
  ];
  return facts.flatMap((fact, at) => (at > 0 ? [mark(' · '), ...fact] : fact));
}
