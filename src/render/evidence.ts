import type { Evidence, EvidenceCitation, EvidencePoint, EvidenceSource } from '../core/writing/evidence.ts';
import { clean } from './clean.ts';

/** Evidence as a Markdown document for people: each point, its sentence in its context, its place and its hashes. */

/** What Markdown or HTML would read as its own, anywhere in a line and at its beginning. */
const SPECIAL = /[\\`*_{}[\]<>|!~&]/g;
const OPENS_BLOCK = /^([#+=-]|\d+(?=[.)]))/;

/** Words of an article or a person, as harmless text on one line. */
function plain(words: string): string {
  const line = clean(words).trim().replace(SPECIAL, '\\$&');
  return line.replace(OPENS_BLOCK, (mark) => (/^\d/.test(mark) ? `${mark}\\` : `\\${mark}`));
}

export function evidenceMarkdown(evidence: Evidence): string {
  const state = evidence.status === null ? '' : ` · ${evidence.status}`;
  return [
    `# ${plain(evidence.about)}`,
    `${evidence.kind} ${plain(evidence.id)}${state} · ${plain(evidence.made)}`,
    ...evidence.points.flatMap((point) => [
      `## ${plain(point.place)}`,
      ...(point.said === null ? [] : [plain(speaker(point.said))]),
      plain(point.text),
      ...point.citations.map((one) => citationBlock(one)),
    ]),
    '## sources',
    evidence.sources.map(sourceItem).join('\n'),
    `hash ${plain(evidence.hash)} · ${evidence.format}\n`,
  ].join('\n\n');
}

function speaker({ by, kind, polarity, via }: NonNullable<EvidencePoint['said']>): string {
  return [by ?? 'speaker not named', ...via.map((name) => `via ${name}`), kind, polarity].join(', ');
}

function citationBlock(one: EvidenceCitation): string {
  const { context, quote, start } = one;
  const at = start - context.start;
  const parts = [plain(context.text.slice(0, at)), `**${plain(quote)}**`, plain(context.text.slice(at + quote.length))];
  const link = one.link === null ? '' : ` · <${one.link.replace(/[<>\s]/gu, encodeURIComponent)}>`;
  return [
    `> ${parts.filter((part) => part !== '').join(' ')}`,
    `\\[${one.n}\\] ${plain(one.article)} ${plain(one.version)}, ${one.start} to ${one.end}, context ${plain(context.hash)}${link}`,
  ].join('\n\n');
}

function sourceItem({ n, article, version, length, title, publisher, published }: EvidenceSource): string {
  const known = [publisher, title, published, article].filter((one) => one !== null).map(plain);
  const size = length === null ? 'no longer stored' : `${length} characters`;
  return `- \\[${n}\\] ${known.join(' · ')} · version ${plain(version)}, ${size}`;
}
