import { paragraphOf, type Reading, type Run } from './reading.ts';

/** A post with its author's line below it: `— Name (@handle) date`. */
export type Signed = { readonly speaker: Run; readonly content: Run };

const SIGNATURE = /^[—–-]{1,2}\s*([^()\n]{2,60}?)\s*\(@\w{1,30}\)/;
const TRAILING_LINK = /^(?:https?:|pic\.twitter|t\.co|www\.)/i;

/** Finds embedded posts. The line above the signature is what its author wrote. */
export function findSigned(r: Reading): Signed[] {
  const found: Signed[] = [];
  r.sentences.forEach((sentence, index) => {
    const line = r.text.slice(sentence.start, Math.min(sentence.end, sentence.start + 120));
    const match = SIGNATURE.exec(line);
    const first = r.from[index] ?? 0;
    if (match?.[1] === undefined || first === 0) return;
    const nameStart = sentence.start + line.indexOf(match[1]);
    const nameEnd = nameStart + match[1].length;
    const inName: number[] = [];
    for (let k = first; k < (r.to[index] ?? 0); k++) {
      const token = r.tokens[k];
      if (token !== undefined && token.start >= nameStart && token.end <= nameEnd) inName.push(k);
    }
    const [from, to] = [inName[0], inName.at(-1)];
    const content = postAbove(r, first);
    if (from !== undefined && to !== undefined && content !== null)
      found.push({ speaker: { first: from, last: to }, content });
  });
  return found;
}

function postAbove(r: Reading, before: number): Run | null {
  const paragraph = paragraphOf(r, before - 1);
  let first = before - 1;
  while (first > 0 && paragraphOf(r, first - 1) === paragraph) first--;
  let last = before - 1;
  // A shortened link at the end of the post: everything from the white space before it.
  for (let k = before - 1; k > first && k > before - 14; k--) {
    const token = r.tokens[k];
    if (token !== undefined && TRAILING_LINK.test(r.text.slice(token.start, token.start + 20))) last = k - 1;
  }
  return last >= first ? { first, last } : null;
}
