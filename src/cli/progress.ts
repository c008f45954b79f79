import type { WriteStream } from 'node:tty';
import { labelText } from '../render/labels.ts';

/** How far a long piece of work has come, for whoever waits for it. */
export type Progress = {
  /** So many articles more are to be done. */
  expect(count: number): void;
  done(count: number): void;
  failed(count: number): void;
  /** What is there no longer stands in the way of other lines. */
  stop(): void;
};

/** Where it is shown: a terminal, or anything else that takes lines. */
export type Shown = Pick<WriteStream, 'write'> & { readonly isTTY?: boolean };

/** Elsewhere than on a terminal a line this often, in milliseconds. */
const EVERY = 5_000;
const SECOND = 1_000;

/** A bar with rate and failures on a terminal; elsewhere a plain line every few seconds, and none for what is soon done. */
export async function openProgress(stream: Shown, now: () => number, every = EVERY): Promise<Progress> {
  const begun = now();
  const count = { total: 0, done: 0, failed: 0 };
  const rate = () => Math.round((count.done * SECOND) / Math.max(SECOND, now() - begun));
  const words = () => labelText({ key: 'index-progress', args: { ...count, rate: rate() } });
  const show = stream.isTTY ? await bar(stream, words) : lines(stream, words, now, every);
  const change = (name: keyof typeof count) => (more: number) => {
    count[name] += more;
    show.update(count);
  };
  return { expect: change('total'), done: change('done'), failed: change('failed'), stop: show.stop };
}

type Show = {
  readonly update: (count: { readonly total: number; readonly done: number }) => void;
  readonly stop: () => void;
};

async function bar(stream: Shown, words: () => string): Promise<Show> {
  const { default: progress } = await import('cli-progress');
  const shown = new progress.SingleBar({
    stream: stream as NodeJS.WritableStream,
    format: '{bar} {words}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    clearOnComplete: true,
    gracefulExit: false,
  });
  let begun = false;
  return {
    update: ({ total, done }) => {
      if (!begun) shown.start(total, done, { words: words() });
      begun = true;
      shown.setTotal(total);
      shown.update(done, { words: words() });
    },
    stop: () => {
      if (begun) shown.stop();
    },
  };
}

function lines(stream: Shown, words: () => string, now: () => number, every: number): Show {
  let last = now();
  return {
    update: () => {
      if (now() - last < every) return;
      last = now();
      stream.write(`${words()}\n`);
    },
    stop: () => {},
  };
}
