import type { Lattice } from './crf.ts';

/** Features are numbers below this: names of 20 bits, as a hash of template and values gives them. */
export const BUCKETS = 1 << 20;
/** More than any one thing has. */
const MOST = 220;

/** Where hashed features are gathered, thing after thing. */
export type Sink = { ids: Int32Array; size: number; from: number[]; template: number };

/** Room for about so many features; more is made when needed. */
export const makeSink = (room: number): Sink => ({ ids: new Int32Array(room + MOST), size: 0, from: [], template: 0 });

/** Opens the next thing. Its features are numbered from `template` on, so that kinds of things share none. */
export function start(sink: Sink, template: number): void {
  sink.template = template;
  sink.from.push(sink.size);
  if (sink.size + MOST <= sink.ids.length) return;
  const wider = new Int32Array(2 * sink.ids.length);
  wider.set(sink.ids);
  sink.ids = wider;
}

/** Adds the next feature of the open thing: up to four values under the number of their place. */
export function add(sink: Sink, a: number, b = 0, c = 0, d = 0): void {
  let hash = Math.imul(++sink.template, 0x9e3779b1);
  hash = Math.imul(hash ^ a, 0x85ebca6b);
  hash = Math.imul((hash ^ (hash >>> 15)) + b, 0xc2b2ae35);
  hash = Math.imul((hash ^ (hash >>> 13)) + c, 0x27d4eb2f);
  hash = Math.imul((hash ^ (hash >>> 14)) + d, 0x165667b1);
  sink.ids[sink.size++] = ((hash ^ (hash >>> 16)) >>> 0) & (BUCKETS - 1);
}

/** What was gathered. */
export const cut = ({ ids, size, from }: Sink): Lattice => ({
  ids: ids.subarray(0, size),
  from: Int32Array.from([...from, size]),
});

export function empty(sink: Sink): void {
  sink.size = 0;
  sink.from.length = 0;
}
