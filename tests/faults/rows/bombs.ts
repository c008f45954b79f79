import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { serve } from '../../infra/fetch/server.ts';
import { BOMBS, explode, SLOW } from '../bombs.ts';
import { type Row, round } from '../frame.ts';

/** Hostile servers: whatever they answer is stopped or read, in time, in little memory, beside the main thread. */

const BOMBED = fileURLToPath(new URL('../bombed.ts', import.meta.url));
const MEMORY_MB = 50;
const LAG_MS = 50;
/** What reading the markup may take beside fetching, and a busy machine. */
const PARSE_MS = 10_000;
const SLACK_MS = 5_000;
/** Those that are quickly made. */
const FEW = [
  'gzip of 1 GB',
  'gzip in gzip',
  'a body without end',
  'a length of 10 GB',
  'redirects without end',
  'page: 20,000 nested tags',
  'page: 5 MB of <',
  'feed: a billion laughs',
  'feed: entities from elsewhere',
  'feed: 20,000 nested tags',
  'feed: nested JSON',
  'a byte now and then',
];

type Tried = { readonly kind: string; readonly name: string; readonly outcome: string; readonly ms: number };
type Total = { readonly before: number; readonly largest: number; readonly p99: number; readonly worst: number };

export const bombs: Row = {
  name: 'bombs',
  promise: 'bombs are harmless',
  run: async ({ short, keep }) => {
    const site = await serve(explode);
    const names = short ? FEW : [...Object.keys(BOMBS), ...Object.keys(SLOW)];
    const [most, ordinary] = short ? [400, 2] : [5_000, 30];
    const tried: Tried[] = [];
    const loud: string[] = [];
    let total: Total | null = null;
    try {
      // As `npm start` has them.
      const flags = ['--max-semi-space-size=4'];
      const args = [...flags, BOMBED, site.origin, String(most), String(ordinary), ...names];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      createInterface({ input: child.stdout }).on('line', (line) => {
        const said = JSON.parse(line) as Tried | Total | { readonly unhandled: string };
        keep(said);
        if ('unhandled' in said) loud.push(said.unhandled);
        else if ('before' in said) total = said;
        else tried.push(said);
      });
      const code = await new Promise((resolve) => child.once('close', resolve));
      if (code !== 0) loud.push(`ended with ${String(code)}`);
    } finally {
      await site.close();
    }
    const { before, largest, p99, worst } = (total ?? {
      before: 0,
      largest: Infinity,
      p99: Infinity,
      worst: 0,
    }) as Total;
    const unhandled = loud.length + tried.filter(({ outcome }) => outcome.startsWith('UNHANDLED')).length;
    const late = tried.filter(({ ms }) => ms > most + PARSE_MS + SLACK_MS).length;
    const reached = site.hits.filter((path) => path.includes('reached')).length;
    const read = tried.filter(({ outcome }) => outcome === 'read').length;
    const grown = (largest - before) / 1e6;
    const longest = Math.max(...tried.map(({ ms }) => ms));
    return {
      done: `${names.length} kinds of bombs, ${tried.length} requests (${read} read within their bounds, ${tried.length - read} refused in words)`,
      figure: `unhandled ${unhandled}, entities fetched ${reached}, longest ${round(longest)} ms, too late ${late}, memory of the process +${round(grown)} MB at most over ${round(before / 1e6)} MB (after ${ordinary} ordinary pages and feeds of 1 MB, workers included), main loop lag p99 ${round(p99)} ms (worst ${round(worst)})`,
      // A test that runs beside others says nothing of time and memory.
      ok:
        unhandled + late + reached === 0 &&
        tried.length >= names.length &&
        (short || (grown <= MEMORY_MB && p99 < LAG_MS)),
    };
  },
};
