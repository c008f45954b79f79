import { features } from '../cues.ts';
import type { Draft } from '../draft.ts';
import { type Frame, frameAt } from '../frames.ts';
import { headOf } from '../parties.ts';
import { type Group, verbGroup } from '../phrases.ts';
import type { Reading, Run } from '../reading.ts';
import { near } from './features.ts';
import { add, type Sink, start } from './sink.ts';
import type { View } from './view.ts';
import { ADJ, hashOf, levelOf, NOUN, VERB } from './words.ts';

/** The word a cue hangs on (`headOf` of the cue), with what the rankers of its content and speaker look at. */
export type Anchor = {
  readonly head: number;
  readonly cue: Run;
  /** First and last token of its sentence within the unit. */
  readonly opening: number;
  readonly closing: number;
  readonly frame: Frame;
  /** Hash of the construction, base form, rate level, and negation, passive, "to" in bits. */
  readonly name: number;
  readonly lemma: number;
  readonly level: number;
  readonly form: number;
  /** What the rules make of it. */
  readonly draft: Draft | null;
};

/** Words of a cue stand at this rate level or above, unless they are verbs. */
const LEAST_OTHER = 2;

/** May the token be an anchor? Words of a quoted speaker are not the writer's. */
export function mayAnchor(r: Reading, v: View, i: number): boolean {
  const quotation = r.quotations[r.quoteOf[i] ?? -1];
  if (quotation?.speech) return false;
  const tag = v.tag[i]!;
  if (tag === VERB) return true;
  const level = levelOf(v.rate[i]!);
  if (level >= (tag === NOUN || tag === ADJ ? 1 : LEAST_OTHER)) return !isBesideAccording(r, i);
  const { lower, text } = r.tokens[i]!;
  return lower === 'according' || text === ':';
}

const isAccordingTo = (r: Reading, i: number): boolean =>
  r.tokens[i]!.lower === 'according' &&
  r.tokens[i + 1]?.lower === 'to' &&
  r.tokens[i + 1]?.sentence === r.tokens[i]!.sentence;

const isBesideAccording = (r: Reading, i: number): boolean =>
  r.tokens[i]!.lower === 'to' && r.tokens[i - 1]?.lower === 'according';

export function anchorAt(r: Reading, v: View, head: number, unit: Run, drafts: ReadonlyMap<number, Draft>): Anchor {
  const { sentence } = r.tokens[head]!;
  const frame = frameAt(r, head);
  const draft = drafts.get(head) ?? null;
  const group: Group | null = v.tag[head] === VERB ? verbGroup(r, head) : null;
  return {
    head,
    cue: draft?.cue ?? { first: group?.first ?? head, last: isAccordingTo(r, head) ? head + 1 : head },
    opening: Math.max(unit.first, r.from[sentence]!),
    closing: Math.min(unit.last, r.to[sentence]! - 1),
    frame,
    name: hashOf(frame.name),
    lemma: v.lemma[head]!,
    level: levelOf(v.rate[head]!),
    form:
      group === null
        ? 64
        : (group.negated ? 1 : 0) +
          (group.passive ? 2 : 0) +
          (group.modal ? 4 : 0) +
          (group.to ? 8 : 0) +
          (group.aux ? 16 : 0),
    draft,
  };
}

/** Side and distance of a token from an anchor's word: 1–8 before it, 17–24 after it. */
export const away = (head: number, i: number): number => near(Math.abs(i - head)) + (i > head ? 16 : 0);

const OWN = 3000;

/** What only words that may carry a cue are described by: the draft of the rules and what surrounds the sentence. */
export function describeAnchor(sink: Sink, r: Reading, v: View, i: number, unit: Run, draft: Draft | null): void {
  const { lemma, rate, tag } = v;
  const { sentence } = r.tokens[i]!;
  const opening = Math.max(unit.first, r.from[sentence]!);
  const closing = Math.min(unit.last, r.to[sentence]! - 1);
  start(sink, OWN);
  let others = 0;
  let quoted = 0;
  for (let k = opening; k <= closing; k++) {
    if (k !== i && v.frame[k] !== 0 && levelOf(rate[k]!) >= 3) others++;
    if (v.quote[k] === 1) quoted++;
  }
  const [previous, next] = [
    opening > unit.first ? v.strongest[sentence - 1]! : -1,
    closing < unit.last ? v.strongest[sentence + 1]! : -1,
  ];
  add(sink, lemma[i]!, Math.min(others, 3));
  add(sink, rate[i]!, Math.min(others, 3), Math.min(quoted, 2));
  add(sink, lemma[i]!, Math.min(quoted, 2));
  add(sink, rate[i]!, sentence === 0 ? 1 : 0, unit.last - unit.first < 12 ? 1 : 0);
  add(sink, lemma[i]!, previous < 0 ? 0 : lemma[previous]!);
  add(sink, rate[i]!, previous < 0 ? 0 : rate[previous]!, next < 0 ? 0 : rate[next]!);
  add(sink, v.suffix[i]!, rate[i]!, v.group[i]!);
  add(sink, lemma[i]!, v.suffix[i]!);
  if (draft === null) {
    add(sink, 1, tag[i]!);
    add(sink, 2, rate[i]!);
    return;
  }
  sink.template += 20;
  for (const name of features(r, draft)) add(sink, hashOf(name));
  const subject = draft.subject === null ? -1 : headOf(r, draft.subject.run);
  const content = draft.content[0]!;
  const frame = hashOf(draft.frame);
  const length = near(content.last - content.first);
  add(sink, lemma[i]!, frame, length);
  add(sink, lemma[i]!, v.form[content.first]!);
  add(sink, rate[i]!, v.form[content.first]!, frame);
  add(sink, lemma[i]!, v.tag[content.first]!, v.tag[content.first + 1] ?? 0);
  add(sink, lemma[i]!, v.quote[content.first]!, v.quote[content.last]!);
  add(sink, rate[i]!, length, v.quote[content.first]!, frame);
  if (subject < 0) return;
  add(sink, lemma[subject]!, rate[i]!);
  add(sink, lemma[subject]!, lemma[i]!);
  add(sink, v.suffix[subject]!, rate[i]!);
  add(sink, v.suffix[subject]!, lemma[i]!);
  add(sink, v.kind[subject]!, tag[subject]!, lemma[i]!);
  add(sink, v.kind[subject]!, tag[subject]!, frame, levelOf(rate[i]!));
  add(sink, near(Math.abs(i - subject)), levelOf(rate[i]!), tag[subject]!);
}
