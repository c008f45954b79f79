import { setTimeout as sleep } from 'node:timers/promises';
import type { BotProcess } from '../e2e/process.ts';
import { beat, LEASE_OVER_MS, MINUTE_MS, type Post } from './post.ts';

/** One bot after another on the same store, each ended by SIGKILL at a random moment of its work. */

export type Line = {
  /** How many were ended so far. */
  readonly kills: number;
  /** Beats until nothing is open and so many more were ended; false: nothing went on any more. */
  work(kills: number, open: () => number): Promise<boolean>;
  /** So many beats without a kill, each later than any lease and pause: what is in doubt is settled, or comes twice. */
  settle(beats: number): Promise<void>;
};

/** More beats than this without anything new: what is open will never come. */
const IN_VAIN = 60;
/** A kill comes at most so many accepted messages, and then so many milliseconds later. */
const [MESSAGES, LATER_MS] = [8, 15];
/** Some come at any moment of the beat, also while it composes. */
const ANY_MOMENT = 0.25;
const BEAT_MS = 400;

/** `env`: what the next bot is started with. */
export function openLine(
  post: Post,
  random: () => number,
  env: () => Readonly<Record<string, string>> = () => ({}),
): Line {
  let bot: BotProcess | null = null;
  let killed = 0;

  /** Ends the bot at a random moment of the beat that begins now; `off` calls it off. */
  const arm = (running: BotProcess, open: number): (() => void) => {
    let timer: NodeJS.Timeout | null = null;
    const end = (ms: number) => {
      timer ??= setTimeout(() => void running.stop('SIGKILL'), ms);
    };
    if (open === 0 || random() < ANY_MOMENT) end(random() * BEAT_MS);
    else {
      let left = 1 + Math.floor(random() * Math.min(open, MESSAGES));
      const later = random() * LATER_MS;
      post.onTaken = () => {
        left -= 1;
        if (left === 0) end(later);
      };
    }
    return () => {
      post.onTaken = () => {};
      if (timer) clearTimeout(timer);
    };
  };

  return {
    get kills() {
      return killed;
    },
    work: async (kills, open) => {
      const target = killed + kills;
      let [idle, before] = [0, post.taken.length];
      while (open() > 0 || killed < target) {
        bot ??= await post.start({ env: env() });
        const off = killed < target ? arm(bot, open()) : () => {};
        const began = performance.now();
        await beat(bot);
        // A beat that had nothing to do is over before it could be ended.
        if (killed < target && open() === 0 && bot.running())
          await sleep(Math.max(0, BEAT_MS - (performance.now() - began)));
        off();
        if (!bot.running()) {
          killed += 1;
          bot = null;
          await post.set(post.clock() + LEASE_OVER_MS);
        } else await post.set(post.clock() + MINUTE_MS);
        idle = post.taken.length > before ? 0 : idle + 1;
        before = post.taken.length;
        if (idle > IN_VAIN) return false;
      }
      return true;
    },
    settle: async (beats) => {
      for (let n = 0; n < beats; n++) {
        await post.set(post.clock() + LEASE_OVER_MS);
        bot ??= await post.start({ env: env() });
        await beat(bot);
      }
    },
  };
}
