import type { Range } from '../../model/article.ts';
import { type SpelledWord, spell } from './words.ts';

/** A pasted quotation, read: which of the typed words are quoted, where words are left out, and whom it is put to. */
export type Reading = {
  readonly words: readonly SpelledWord[];
  /** Indices of words before which an ellipsis or the end of one pair of quotation marks stands. */
  readonly breaks: ReadonlySet<number>;
  /**
   * Which of the typed words are taken: `all` of them; those in quotation marks beside an attribution
   * (`X said: “…”`); `some` of them, on the guess that the others are not of the source.
   */
  readonly takes: 'all' | 'attributed' | 'some';
  /** The words that are not taken, which may name a speaker; null when all are. */
  readonly aside: string | null;
};

/** "…", "[…]", "(...)". */
const LEFT_OUT = /[[(]\s*(?:…|\.{3,}|\.(?:\s\.){2,})\s*[\])]|…|\.{3,}|\.(?:\s\.){2,}/gu;
/** The quoter's own words for others. */
const BRACKETS = /\[[^[\]]{0,200}\]/gu;
const QUOTED =
  /“[^“”]*(?:”|$)|"[^"]*(?:"|$)|«[^«»]*(?:»|$)|「[^「」]*(?:」|$)|„[^„“”]*(?:[“”]|$)|(?<![\p{L}\p{N}])‘[^‘]*?’(?![\p{L}\p{N}])/gu;
const VERB =
  /\b(?:said|says|say|added|adds|told|warned|stated|declared|announced|argued|insisted|wrote|tweeted|claimed|stressed|noted)\b/iu;
/** "As the minister said: …", "Maria Zakharova: …" */
const BEFORE = /^([^:“"]{2,120}):\s+(?=\S)/u;
/** "Maria Zakharova said the missiles …": without marks the words behind may be quoted all the same. */
const SPOKEN = new RegExp(`^(\\p{Lu}\\S*(?:\\s+\\p{Lu}\\S*){0,4}\\s+${VERB.source}(?:\\s+that)?)\\s+(?=\\S)`, 'u');
const NAME = /^\p{Lu}\S*(?:\s+\p{Lu}\S*){0,3}$/u;
/** "…, said the minister". */
const AFTER = /[,”"’»]\s+([^,“”"»]{3,120})$/u;
/** "… — the minister". */
const SIGNED = /\s[—–-]{1,2}\s*(\p{Lu}[^.!?:;“”"—–]{1,80})\.?\s*$/u;
/** An attribution or a signature is no longer. */
const MOST_AROUND = 15;

/**
 * The ways to read a pasted quotation, all of its words first: those in quotation marks, those after "X said:", those
 * before ", said X" or "— X", those outside square brackets. Only ways that leave most of the words, or all but an
 * attribution. Linear in the input.
 */
export function readingsOf(typed: string): Reading[] {
  const end = typed.length;
  const readings = [readingOf(typed, [{ start: 0, end }], 'all')];
  const add = (ranges: readonly Range[], takes: Reading['takes'], around: string) => {
    const reading = { ...readingOf(typed, ranges, takes), aside: around };
    const aside = spell(around).length;
    if (aside > 0 && aside <= MOST_AROUND && (takes === 'attributed' || reading.words.length > aside))
      readings.push(reading);
  };

  const quoted = [...typed.matchAll(QUOTED)].map((hit) => ({ start: hit.index, end: hit.index + hit[0].length }));
  if (quoted.length > 0) {
    const head = typed.slice(0, quoted[0]!.start).trim();
    const around = outside(typed, quoted);
    add(quoted, (head === '' || /[:,]$/u.test(head)) && VERB.test(around) ? 'attributed' : 'some', around);
  }
  const spoken = quoted.length === 0 ? SPOKEN.exec(typed) : null;
  if (spoken?.[1]) add([{ start: spoken[0].length, end }], 'some', spoken[1]);
  const before = BEFORE.exec(typed);
  if (before?.[1] && (VERB.test(before[1]) || NAME.test(before[1])))
    add([{ start: before[0].length, end }], 'some', before[1]);
  // Only the end can name a speaker.
  const tail = Math.max(0, end - TAIL);
  for (const pattern of [AFTER, SIGNED]) {
    const after = pattern.exec(typed.slice(tail));
    if (after?.[1] && (pattern === SIGNED || VERB.test(after[1])))
      add([{ start: 0, end: tail + after.index }], 'some', after[1]);
  }
  if (typed.search(BRACKETS) >= 0) {
    const kept = typed.replace(BRACKETS, (own) => `…${' '.repeat(own.length - 1)}`);
    readings.push({ ...readingOf(kept, [{ start: 0, end }], 'some'), aside: (typed.match(BRACKETS) ?? []).join(' ') });
  }
  return readings.filter((reading) => reading.words.length > 0);
}

const TAIL = 200;

function outside(text: string, ranges: readonly Range[]): string {
  let [out, at] = ['', 0];
  for (const { start, end } of ranges) {
    out += `${text.slice(at, start)} `;
    at = end;
  }
  return (out + text.slice(at)).replace(/\s+/gu, ' ').trim();
}

function readingOf(typed: string, ranges: readonly Range[], takes: Reading['takes']): Reading {
  const words: SpelledWord[] = [];
  const breaks = new Set<number>();
  for (const { start, end } of ranges) {
    let at = start;
    const parts: Range[] = [];
    for (const hit of typed.slice(start, end).matchAll(LEFT_OUT)) {
      parts.push({ start: at, end: start + hit.index });
      at = start + hit.index + hit[0].length;
    }
    for (const part of [...parts, { start: at, end }]) {
      breaks.add(words.length);
      words.push(...spell(typed, part.start, part.end));
    }
  }
  return { words, breaks, takes, aside: null };
}
