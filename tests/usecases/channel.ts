import { expect } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import type { Article } from '../../src/core/model/article.ts';
import type { Place } from '../../src/core/model/command.ts';
import type { Part, Platform } from '../../src/core/model/delivery.ts';
import type { Log } from '../../src/core/model/ports.ts';
import type { Watch } from '../../src/core/model/subscription.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { deliver } from '../../src/usecases/deliver.ts';
import { QUIET, type SteeredClock, scratch, steeredClock } from '../app.ts';
import { articleOf } from '../article.ts';

/** The real store and language step around a channel that takes every message: what stands in it, and how it came. */

export const PLACE: Place = { platform: 'terminal', tenant: 'terminal', channel: 'news', thread: null };

export type Channel = {
  readonly app: App;
  readonly clock: SteeredClock;
  readonly platform: Platform;
  /** All that was sent, in order. */
  readonly arrived: readonly Part[];
  /** Indexes an article; the same id again is a new version. */
  readonly index: (id: string, text: string, given?: Partial<Article>) => Promise<void>;
  readonly deliver: () => Promise<void>;
  /** Another process on the same store. */
  readonly another: () => Promise<App>;
  readonly end: () => Promise<void>;
};

export async function openChannel({ size = 1_000, log = QUIET as Log } = {}): Promise<Channel> {
  const { config, remove } = scratch();
  const clock = steeredClock('2026-11-20T12:00:00Z');
  const open = () => openApp(config, { clock, wait: clock.wait, log, inline: true });
  const apps = [await open()] as [App, ...App[]];
  const [app] = apps;
  const arrived: Part[] = [];
  const platform: Platform = {
    name: 'terminal',
    // As many lines a message as fit.
    parts: (page) => {
      const lines = renderTerminal(page, { columns: 400, color: false }).trim().split('\n');
      const messages = Math.max(1, Math.ceil(lines.length / size));
      return Array.from({ length: messages }, (_, at) => lines.slice(at * size, (at + 1) * size).join('\n'));
    },
    send: async (part) => {
      arrived.push(part);
      return { message: part.act.is === 'edit' ? part.act.message : `m${arrived.length}`, at: clock() };
    },
    find: async () => null,
  };
  return {
    app,
    clock,
    platform,
    arrived,
    index: async (id, words, given = {}) => {
      const article = articleOf(words, { id, seen: clock(), language: 'en', topics: ['t'], ...given });
      const [analysis] = await app.desk.analyser.analyse([article]);
      await app.desk.store.save([{ article, analysis: analysis! }]);
    },
    deliver: async () => void (await deliver(app.desk, platform, 'test')),
    another: async () => {
      apps.push(await open());
      return apps.at(-1)!;
    },
    end: async () => {
      for (const one of apps) await one.close();
      remove();
    },
  };
}

/** Makes a watch that waits from now on. */
export async function watchFor({ app, clock }: Channel, trigger: Watch['trigger'], given: Partial<Watch> = {}) {
  const watch: Watch = {
    ...{ kind: 'watch', id: 'w1', place: PLACE, topic: null, trigger, state: 'active', gone: null, by: 'editor' },
    ...{ made: clock(), quiet: null, mostPerHour: 6, upTo: await app.desk.store.seq() },
    ...given,
  };
  expect(await app.desk.store.subscribe(watch, null)).toBe('new');
  return watch;
}
