import { nounClass } from '../cues.ts';
import type { Draft } from '../draft.ts';
import { frameAt } from '../frames.ts';
import { phraseEnd, verbGroup } from '../phrases.ts';
import type { Reading } from '../reading.ts';
import { ADJ, hashOf, keysOf, levelOf, NOUN, nounKind, PUNCT, type Rates, tagOf, VERB } from './words.ts';

/** What the features look at, one number a token (of the whole text): hashes, tags, bins and indexes; -1 is none. */
export type View = {
  readonly form: Int32Array;
  readonly lemma: Int32Array;
  readonly tag: Int32Array;
  /** Rate bins of base form and form. */
  readonly rate: Int32Array;
  readonly formRate: Int32Array;
  readonly shape: Int32Array;
  readonly suffix: Int32Array;
  /** 0 outside of quotations, 1 opening mark, 2 first word, 3 inside, 4 last word, 5 closing mark; +6 for no speech. */
  readonly quote: Int32Array;
  readonly quoteLength: Int32Array;
  /** First and last token of the noun phrase or verb group a token stands in. */
  readonly chunkFirst: Int32Array;
  readonly chunkLast: Int32Array;
  readonly kind: Int32Array;
  /** The nearest likely cue before and after within the sentence, and what stands between. */
  readonly cueLeft: Int32Array;
  readonly cueRight: Int32Array;
  readonly pathLeft: Int32Array;
  readonly pathRight: Int32Array;
  /** For likely cues: the construction on their right, and negation, passive, "to". */
  readonly frame: Int32Array;
  readonly group: Int32Array;
  /** The strongest likely cue of each sentence. */
  readonly strongest: Int32Array;
  readonly markLeft: Int32Array;
  readonly markRight: Int32Array;
  /** The token's part in the likeliest statement of the rules: hash of part, construction and rate; and its place. */
  readonly role: Int32Array;
  readonly rolePlace: Int32Array;
  readonly roleHead: Int32Array;
};

/** A word of this rate level or above is a likely cue. */
const LIKELY = 2;
const MARKS = /^["“”„«»']{1,2}$|^``$/;

/** `drafts`: all that the rules propose for the text. */
export function viewOf(r: Reading, rates: Rates, drafts: readonly Draft[]): View {
  const n = r.tokens.length;
  const array = (fill = 0): Int32Array => new Int32Array(n).fill(fill);
  const view = {
    form: array(),
    lemma: array(),
    tag: array(),
    rate: array(),
    formRate: array(),
    shape: array(),
    suffix: array(),
    quote: array(),
    quoteLength: array(),
    chunkFirst: array(-1),
    chunkLast: array(-1),
    kind: array(),
    cueLeft: array(-1),
    cueRight: array(-1),
    pathLeft: array(),
    pathRight: array(),
    frame: array(),
    group: array(),
    strongest: new Int32Array(r.sentences.length).fill(-1),
    markLeft: array(),
    markRight: array(),
    role: array(),
    rolePlace: array(),
    roleHead: array(-1),
  };
  for (let i = 0; i < n; i++) {
    const token = r.tokens[i]!;
    const { form, lemma } = keysOf(r, i);
    view.form[i] = form;
    view.lemma[i] = lemma;
    view.tag[i] = tagOf(token.pos);
    view.rate[i] = rates.byLemma(lemma);
    view.formRate[i] = rates.byForm(form);
    view.shape[i] = shapeOf(token.text);
    view.suffix[i] = token.pos === 'PROPN' ? 0 : hashOf(token.lower.slice(-3));
    view.kind[i] = nounKind(token.lemma);
  }
  quotes(r, view);
  chunks(r, view);
  cues(r, view);
  marks(r, view);
  roles(r, view, drafts);
  return view;
}

function shapeOf(text: string): number {
  const first = text.charCodeAt(0);
  if (/^\p{Lu}/u.test(text)) return text.length > 1 && text === text.toUpperCase() ? 1 : 2;
  if (first >= 48 && first <= 57) return 3;
  return /^\p{L}/u.test(text) ? 0 : 4;
}

function quotes(r: Reading, view: View): void {
  for (const { first, last, closed, speech } of r.quotations) {
    const length = last - first;
    const bin = length < 4 ? 1 : length < 8 ? 2 : length < 16 ? 3 : length < 40 ? 4 : 5;
    for (let i = first; i <= last; i++) {
      const place = i === first ? 1 : i === last && closed ? 5 : i === first + 1 ? 2 : i >= last - 1 ? 4 : 3;
      view.quote[i] = place + (speech ? 0 : 6);
      view.quoteLength[i] = bin;
    }
  }
}

function chunks(r: Reading, view: View): void {
  for (let i = 0; i < r.tokens.length; ) {
    const tag = r.tokens[i]!.pos;
    let end = i;
    if (tag === 'VERB' || tag === 'AUX') {
      end = i + 1;
      const sentence = r.tokens[i]!.sentence;
      for (let k = i + 1; k < i + 6 && r.tokens[k]?.sentence === sentence; k++) {
        const pos = r.tokens[k]!.pos;
        if (pos === 'VERB' || pos === 'AUX') end = k + 1;
        else if (pos !== 'ADV' && pos !== 'PART') break;
      }
    } else if (tag !== 'PUNCT') end = phraseEnd(r, i);
    for (let k = i; k < end; k++) {
      view.chunkFirst[k] = i;
      view.chunkLast[k] = end - 1;
    }
    i = Math.max(end, i + 1);
  }
}

function isLikely(r: Reading, view: View, i: number): boolean {
  const tag = view.tag[i]!;
  if (levelOf(view.rate[i]!) < LIKELY) return r.tokens[i]!.lower === 'according';
  return tag === VERB || tag === NOUN || tag === ADJ;
}

/** Tags that say how two words hang together. */
const LINKS = new Set(['VERB', 'AUX', 'SCONJ', 'CCONJ', 'PUNCT', 'PRON']);

function cues(r: Reading, view: View): void {
  const n = r.tokens.length;
  const likely = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    if (!isLikely(r, view, i)) continue;
    likely[i] = 1;
    if (view.tag[i] === VERB || view.tag[i] === NOUN) view.frame[i] = hashOf(frameAt(r, i).name);
    if (view.tag[i] === VERB) {
      const { negated, passive, modal, to, aux } = verbGroup(r, i);
      view.group[i] = (negated ? 1 : 0) + (passive ? 2 : 0) + (modal ? 4 : 0) + (to ? 8 : 0) + (aux ? 16 : 0);
    }
    const sentence = r.tokens[i]!.sentence;
    const best = view.strongest[sentence]!;
    if (best < 0 || view.rate[i]! > view.rate[best]!) view.strongest[sentence] = i;
  }
  const walk = (from: number, to: number, step: number, cue: Int32Array, path: Int32Array): void => {
    let at = -1;
    let sentence = -1;
    let hash = 0;
    let count = 0;
    for (let i = from; i !== to; i += step) {
      const token = r.tokens[i]!;
      if (token.sentence !== sentence) {
        sentence = token.sentence;
        at = -1;
      }
      cue[i] = at;
      path[i] = hash;
      if (likely[i] === 1) {
        at = i;
        hash = 0;
        count = 0;
      } else if (LINKS.has(token.pos) && count < 4) {
        hash = Math.imul(hash ^ (token.pos === 'PUNCT' ? view.form[i]! : view.tag[i]!), 0x01000193) + 7;
        count++;
      }
    }
  };
  walk(0, n, 1, view.cueLeft, view.pathLeft);
  walk(n - 1, -1, -1, view.cueRight, view.pathRight);
}

function marks(r: Reading, view: View): void {
  const walk = (from: number, to: number, step: number, out: Int32Array): void => {
    let mark = 0;
    let distance = 0;
    let sentence = -1;
    for (let i = from; i !== to; i += step) {
      if (r.tokens[i]!.sentence !== sentence) {
        sentence = r.tokens[i]!.sentence;
        mark = 1;
        distance = 0;
      }
      distance++;
      out[i] = (mark << 4) + Math.min(distance, distance < 4 ? 3 : distance < 8 ? 4 : distance < 15 ? 5 : 6);
      if (view.tag[i] === PUNCT) {
        mark = MARKS.test(r.tokens[i]!.text) ? 2 : 3 + (view.form[i]! & 63);
        distance = 0;
      }
    }
  };
  walk(0, r.tokens.length, 1, view.markLeft);
  walk(r.tokens.length - 1, -1, -1, view.markRight);
}

function roles(r: Reading, view: View, drafts: readonly Draft[]): void {
  const strength = new Int32Array(r.tokens.length).fill(-1);
  for (const draft of drafts) {
    const rate = view.rate[draft.head]!;
    const level = levelOf(rate);
    const frame = Math.imul(hashOf(draft.frame), 31) + level;
    const set = (i: number, role: number, place: number): void => {
      if (strength[i]! >= rate) return;
      strength[i] = rate;
      view.role[i] = role;
      view.rolePlace[i] = place;
      view.roleHead[i] = draft.head;
    };
    for (const { first, last } of draft.content) {
      const side = first > draft.head ? 1 : 2;
      for (let i = first; i <= last; i++)
        set(i, frame + side * 1000003, i === first ? 1 : i === last ? 2 : i === last - 1 ? 4 : 3);
      if (last + 1 < r.tokens.length) set(last + 1, frame + (side + 4) * 1000003, 5);
    }
    if (draft.subject !== null) {
      const { first, last } = draft.subject.run;
      const speaker = hashOf(nounClass(r, draft));
      for (let i = first; i <= last; i++) set(i, frame + 3 * 1000003 + speaker, i === first ? 1 : i === last ? 2 : 3);
    }
    for (let i = draft.cue.first; i <= draft.cue.last; i++)
      set(i, frame + 4 * 1000003 + hashOf(draft.shape), i === draft.head ? 1 : i < draft.head ? 2 : 3);
  }
}
