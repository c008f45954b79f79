import type { Draft } from './draft.ts';
import { type Known, named } from './parties.ts';
import type { Reading, Run } from './reading.ts';
import { openingSubject } from './subject.ts';

/** Those who speak with one voice: "Minister A and Secretary B announced", and after them "both sides". */

type Voice = { readonly known: Known; readonly run: Run };

const BOTH =
  /^(?:both|the two|the pair)(?: (?:\p{Ll}+ )?(?:sides|ministers|leaders|countries|governments|men|women|officials|nations|allies|presidents))?$/iu;

/** Speakers besides the first of a phrase that joins several; a place in a phrase ("officials in A and B") is none. */
export function othersOf(r: Reading, { run }: Voice, first: Known): Voice[] {
  const others: Voice[] = [];
  const known = new Set([first.mention?.entity]);
  for (const part of conjuncts(r, run).slice(1)) {
    const other = named(r, part);
    const { mention } = other;
    if (mention === null || known.has(mention.entity) || mention.modifier === true) continue;
    if (mention.kind !== 'person' && hasPreposition(r, run)) continue;
    known.add(mention.entity);
    others.push({ known: other, run });
  }
  return others;
}

/** "both sides": true for words that stand for two who spoke together right before. */
export function isBoth(r: Reading, draft: Draft): boolean {
  if (draft.subject === null) return false;
  const { first, last } = draft.subject.run;
  return BOTH.test(r.text.slice(r.tokens[first]?.start ?? 0, r.tokens[last]?.end ?? 0));
}

/** "A and B met. Both sides said …": A and B, when they are all that the sentence before is about. */
export function pairBefore(r: Reading, draft: Draft): Known[] | null {
  const run = openingSubject(r, (r.tokens[draft.head]?.sentence ?? 0) - 1);
  if (run === null || hasPreposition(r, run)) return null;
  const both = conjuncts(r, run).map((part) => named(r, part));
  const entities = new Set(both.flatMap(({ mention }) => mention?.entity ?? []));
  return both.length === 2 && entities.size === 2 ? both : null;
}

function conjuncts(r: Reading, run: Run): Run[] {
  const parts: Run[] = [];
  let first = run.first;
  for (let k = run.first; k <= run.last; k++) {
    const token = r.tokens[k];
    if (token?.pos !== 'CCONJ' || token.lower !== 'and' || k === first || k === run.last) continue;
    parts.push({ first, last: k - 1 });
    first = k + 1;
  }
  return [...parts, { first, last: run.last }];
}

function hasPreposition(r: Reading, run: Run): boolean {
  for (let k = run.first; k <= run.last; k++) if (r.tokens[k]?.pos === 'ADP') return true;
  return false;
}
