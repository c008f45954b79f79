import type { Run } from './reading.ts';
import type { Subject } from './subject.ts';

/** A possible statement: its cue word, the words of its speaker and of its content, and how it is built. */
export type Draft = {
  readonly head: number;
  readonly cue: Run;
  readonly subject: Subject | null;
  readonly content: readonly Run[];
  /** Construction right of the cue, or `post` (quoted: `post-q`) when the content stands before it. */
  readonly frame: string;
  /** Form of the cue: `fin`, `ing`, `inf`, `mod`, `pas`, with `+neg`; `noun`, `adj`. */
  readonly shape: string;
};
