import { type Chain, transitionFactors } from './crf.ts';
import { BUCKETS } from './features.ts';
import { LABELS } from './labels.ts';
import type { Rates } from './words.ts';

/** A learnt reader of attributions, ready to use. About 14 MB. */
export type Model = {
  readonly chain: Chain;
  /** exp of the transitions. */
  readonly steps: Float64Array;
  readonly rates: Rates;
  /** Weights of `weigh`'s rows and, last, the bias. */
  readonly calibrator: readonly number[];
};

/** What a model is made of, as the learning script has it. */
export type Parts = {
  /** `LABELS` a bucket. */
  readonly weights: Float32Array;
  readonly transitions: Float64Array;
  readonly calibrator: readonly number[];
  readonly lemmaRates: readonly (readonly [number, number])[];
  readonly formRates: readonly (readonly [number, number])[];
};

const MAGIC = 0x53524131;
/** Weights below this are left out, at least. */
const DROPPED = 0.02;

/**
 * The model as bytes: transitions, calibrator, rate bins, then for each feature with a weight its distance to the one
 * before (base 128), which labels have one (16 bits) and each weight as a byte q for ±limit × (q / 127)². Small weights
 * are left out until all fits into `most` bytes.
 */
export function pack(parts: Parts, most: number): Uint8Array<ArrayBuffer> {
  for (let least = DROPPED; ; least *= 1.25) {
    const bytes = packFrom(parts, least);
    if (bytes.length <= most) return bytes;
  }
}

function packFrom(
  { weights, transitions, calibrator, lemmaRates, formRates }: Parts,
  least: number,
): Uint8Array<ArrayBuffer> {
  let limit = 0;
  for (let k = 0; k < weights.length; k++) limit = Math.max(limit, Math.abs(weights[k]!));
  const bytes: number[] = [];
  const view = new DataView(new ArrayBuffer(4));
  const put = (size: number): void => {
    for (let k = 0; k < size; k++) bytes.push(view.getUint8(k));
  };
  const u32 = (value: number): void => {
    view.setUint32(0, value >>> 0);
    put(4);
  };
  const f32 = (value: number): void => {
    view.setFloat32(0, value);
    put(4);
  };
  u32(MAGIC);
  f32(limit);
  for (const value of transitions) f32(value);
  u32(calibrator.length);
  for (const value of calibrator) f32(value);
  for (const rates of [lemmaRates, formRates]) {
    u32(rates.length);
    for (const [key, bin] of rates) {
      u32(key);
      bytes.push(bin);
    }
  }
  const sizeOf = (weight: number): number =>
    Math.abs(weight) < least ? 0 : Math.sign(weight) * Math.round(127 * Math.sqrt(Math.abs(weight) / limit));
  let last = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    let mask = 0;
    for (let y = 0; y < LABELS; y++) if (sizeOf(weights[bucket * LABELS + y]!) !== 0) mask |= 1 << y;
    if (mask === 0) continue;
    for (let gap = bucket - last; ; gap >>= 7) {
      bytes.push(gap < 128 ? gap : (gap & 127) | 128);
      if (gap < 128) break;
    }
    last = bucket;
    bytes.push(mask >> 8, mask & 255);
    for (let y = 0; y < LABELS; y++) {
      const size = sizeOf(weights[bucket * LABELS + y]!);
      if (size !== 0) bytes.push(size & 255);
    }
  }
  return Uint8Array.from(bytes);
}

/** Reads what `pack` wrote. Throws on bytes that are no model. */
export function unpack(bytes: Uint8Array): Model {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const skip = (): number => {
    at += 4;
    return at - 4;
  };
  const u32 = (): number => view.getUint32(skip());
  const f32 = (): number => view.getFloat32(skip());
  if (bytes.length < 4 || u32() !== MAGIC) throw new Error('These bytes are no attribution model.');
  const limit = f32();
  const transitions = Float64Array.from({ length: LABELS * LABELS }, f32);
  const calibrator = Array.from({ length: u32() }, f32);
  const table = (): Map<number, number> => {
    const rates = new Map<number, number>();
    for (let left = u32(); left > 0; left--) {
      const key = u32() | 0;
      rates.set(key, bytes[at++]!);
    }
    return rates;
  };
  const lemmas = table();
  const forms = table();
  const weights = new Int8Array(BUCKETS * LABELS);
  for (let bucket = 0; at < bytes.length; ) {
    let gap = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      gap |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    bucket += gap;
    const mask = (bytes[at]! << 8) | bytes[at + 1]!;
    at += 2;
    for (let y = 0; y < LABELS; y++) if ((mask & (1 << y)) !== 0) weights[bucket * LABELS + y] = view.getInt8(at++);
  }
  return {
    chain: { addTo: adder(weights, limit), transitions },
    steps: transitionFactors(transitions),
    rates: { byLemma: (key) => lemmas.get(key) ?? 0, byForm: (key) => forms.get(key) ?? 0 },
    calibrator,
  };
}

function adder(weights: Int8Array, limit: number): Chain['addTo'] {
  const values = Float64Array.from({ length: 256 }, (_, k) => limit * Math.sign(k - 128) * ((k - 128) / 127) ** 2);
  return (sums, at, ids, from, to) => {
    for (let k = from; k < to; k++) {
      const base = ids[k]! * LABELS;
      for (let y = 0; y < LABELS; y++) sums[at + y]! += values[weights[base + y]! + 128]!;
    }
  };
}
