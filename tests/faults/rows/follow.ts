import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { addressOf, openFollower, rss, serveFeeds, textOf } from '../feeds.ts';
import type { Row } from '../frame.ts';

/** Following many feeds at once, and being killed while at it. */

const FOLLOWER = fileURLToPath(new URL('../follower.ts', import.meta.url));
/** As the image runs it. */
const FLAGS = ['--max-semi-space-size=4'];
const NOW = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3_600_000;
/** What a round may take beside what the process has at rest. */
const MEMORY_MB = 300;

type Line = { readonly [name: string]: unknown };

/** Starts a process that follows, and hears what it says. */
function start(
  args: readonly (string | number)[],
  hear: (line: Line) => void,
): { child: ChildProcess; ended: Promise<unknown> } {
  const child = spawn(process.execPath, [...FLAGS, FOLLOWER, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, MALLOC_ARENA_MAX: '2' },
  });
  const lines = createInterface({ input: child.stdout! });
  lines.on('line', (line) => {
    // The last one may be cut off by the kill: it acknowledges nothing then.
    try {
      hear(JSON.parse(line) as Line);
    } catch {}
  });
  const ended = Promise.all([
    new Promise((resolve) => child.once('exit', resolve)),
    new Promise((resolve) => lines.once('close', resolve)),
  ]);
  return { child, ended };
}

export const feeds: Row = {
  name: 'feeds',
  promise: 'many feeds are followed in one round, in little memory',
  run: async ({ short, keep }) => {
    const [count, delay] = short ? [30, 50] : [1_000, 50];
    const folder = mkdtempSync(join(tmpdir(), 'sitrep-feeds-'));
    const site = await serveFeeds((request, response) => {
      const n = Number(/\d+/.exec(request.headers.host ?? '')?.[0]);
      const items = [{ link: '/1', title: `Ship ${n}`, text: textOf(n), at: NOW }];
      setTimeout(
        () => response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(rss(`Paper ${n}`, items)),
        delay,
      );
    });
    try {
      const data = join(folder, 'data');
      const follower = await openFollower(count, () => NOW, { data });
      for (let n = 0; n < count; n++) await follower.add(addressOf(n, site));
      await follower.close();
      let report: Line = {};
      const { ended } = start([data, count, NOW, 1, 'workers'], (line) => {
        if ('round' in line) report = line;
      });
      await ended;
      keep(report);
      const seconds = Number(report.seconds);
      const [memory, before] = [report.memory, report.before].map((bytes) => Number(bytes) / 1e6) as [number, number];
      return {
        done: `${count} feeds of as many hosts, each answering after ${delay} ms, an article each`,
        figure: `a round ${seconds.toFixed(1)} s, asked ${String(report.asked)}, articles ${String(report.added)}, memory ${Math.round(memory - before)} MB more at most (${Math.round(memory)} MB, ${Math.round(before)} MB before it, worker threads included)`,
        ok:
          report.asked === count && report.added === count && seconds <= 300 && (short || memory - before <= MEMORY_MB),
      };
    } finally {
      await site.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

export const ingest: Row = {
  name: 'ingest',
  promise: 'nothing acknowledged is lost or doubled when following is killed',
  run: async ({ short, random, keep }) => {
    const [kills, hosts] = short ? [1, 2] : [60, 5];
    const folder = mkdtempSync(join(tmpdir(), 'sitrep-kills-'));
    // Whenever a feed is asked for, ten more articles stand in it; it shows the newest forty.
    const written = Array.from({ length: hosts }, () => 0);
    const item = (host: number, n: number) => ({
      link: `/${n}`,
      title: `Ship ${n}`,
      text: textOf(host * 100_000 + n),
      at: NOW - HOUR,
    });
    const site = await serveFeeds((request, response) => {
      const host = Number(/\d+/.exec(request.headers.host ?? '')?.[0]);
      written[host] = (written[host] ?? 0) + (stopped ? 0 : 10);
      const newest = written[host];
      const items = Array.from({ length: Math.min(40, newest) }, (_, back) => item(host, newest - back));
      response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(rss(`Paper ${host}`, items));
    });
    let stopped = false;
    const data = join(folder, 'data');
    const acknowledged = new Map<string, number>();
    let now = NOW;
    const hear = (line: Line) => {
      if (typeof line.id === 'string' && line.outcome === 'new')
        acknowledged.set(line.id, (acknowledged.get(line.id) ?? 0) + 1);
      if (typeof line.now === 'number') now = Math.max(now, line.now);
    };
    try {
      const first = await openFollower(hosts, () => NOW, { data });
      for (let n = 0; n < hosts; n++) await first.add(addressOf(n, site));
      await first.close();
      for (let kill = 0; kill < kills; kill++) {
        const begun = Promise.withResolvers<void>();
        const had = acknowledged.size;
        const { child, ended } = start([data, hosts, now], (line) => {
          hear(line);
          if ('id' in line) begun.resolve();
        });
        await Promise.race([begun.promise, ended]);
        await sleep(random() * (short ? 300 : 1_500));
        child.kill('SIGKILL');
        await ended;
        keep({ kill, acknowledged: acknowledged.size - had, written });
        now += HOUR;
      }
      stopped = true;
      // What was in the feeds when it was killed is read by the next.
      const { ended } = start([data, hosts, now + HOUR, 1], hear);
      await ended;
      const last = await openFollower(hosts, () => now, { data });
      const scope = { tenant: 'slack:1', topic: null, docs: null, since: null, until: null };
      const ids = await last.desk.store.list(scope, 1_000_000);
      const texts = new Map<string, number>();
      let versions = 0;
      for (const { article } of await last.desk.store.articles('slack:1', ids)) {
        texts.set(article.text, (texts.get(article.text) ?? 0) + 1);
        if (await last.desk.store.previous('slack:1', article.id)) versions += 1;
      }
      const waiting = (
        await last.desk.store.dueItems(Number.MAX_SAFE_INTEGER, { perSource: 1_000, limit: 10_000 }, null)
      ).length;
      await last.close();
      const stored = new Set(ids);
      const lost = [...acknowledged.keys()].filter((id) => !stored.has(id)).length;
      const doubled = [...texts.values()].filter((count) => count > 1).length + versions;
      const twice = [...acknowledged.values()].filter((count) => count > 1).length;
      const missing = written
        .flatMap((newest, host) =>
          Array.from({ length: Math.min(40, newest) }, (_, back) => item(host, newest - back).text),
        )
        .filter((text) => !texts.has(text)).length;
      return {
        done: `${kills} SIGKILLs while following ${hosts} feeds: ${acknowledged.size} articles acknowledged, ${ids.length} stored`,
        figure: `acknowledged and lost ${lost}, doubled ${doubled}, acknowledged as new twice ${twice}, in the feeds and missing ${missing}, still waiting ${waiting}`,
        ok: lost + doubled + twice + missing + waiting === 0 && acknowledged.size > 0,
      };
    } finally {
      await site.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
