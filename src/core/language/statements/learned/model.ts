import { type Chain, transitionFactors } from './crf.ts';
import type { CueFirst, Linear } from './cue-first.ts';
import { LABELS } from './labels.ts';
import { BUCKETS } from './sink.ts';
import type { Rates } from './words.ts';

/** A learnt reader of attributions, ready to use. About 20 MB, without the chain 5 MB. */
export type Model = {
  /** null: the cue-first model alone. */
  readonly chain: Chain | null;
  /** exp of the transitions. */
  readonly steps: Float64Array;
  readonly cueFirst: CueFirst;
  readonly rates: Rates;
  /** Weights of `weigh`'s rows and, last, the bias. */
  readonly calibrator: readonly number[];
};

/** What a model is made of, as the learning script has it. */
export type Parts = {
  /** `LABELS` a bucket; one a bucket. */
  readonly weights: Float32Array;
  readonly anchors: Float32Array;
  readonly parts: Float32Array;
  readonly transitions: Float64Array;
  /** For chain and cue-first model together, and for the latter alone. */
  readonly calibrators: readonly [readonly number[], readonly number[]];
  readonly lemmaRates: readonly (readonly [number, number])[];
  readonly formRates: readonly (readonly [number, number])[];
};

const MAGIC = 0x53524132;
/** Weights below this are left out, at least. */
const DROPPED = 0.02;

/**
 * The model as bytes: transitions, calibrators, rate bins, then three tables of weights (anchors, parts, chain): the
 * limit and the number of features with a weight, for each its distance to the one before (base 128), in the chain's
 * table which labels have one (16 bits), and each weight as a byte q for ±limit × (q / 127)². Small weights are left out
 * until all fits into `most` bytes.
 */
export function pack(parts: Parts, most: number): Uint8Array<ArrayBuffer> {
  for (let least = DROPPED; ; least *= 1.15) {
    const bytes = packFrom(parts, least);
    if (bytes.length <= most) return bytes;
  }
}

function packFrom(parts: Parts, least: number): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  const view = new DataView(new ArrayBuffer(4));
  const put = (): void => {
    for (let k = 0; k < 4; k++) bytes.push(view.getUint8(k));
  };
  const u32 = (value: number): void => {
    view.setUint32(0, value >>> 0);
    put();
  };
  const f32 = (value: number): void => {
    view.setFloat32(0, value);
    put();
  };
  u32(MAGIC);
  for (const value of parts.transitions) f32(value);
  for (const calibrator of parts.calibrators) {
    u32(calibrator.length);
    for (const value of calibrator) f32(value);
  }
  for (const rates of [parts.lemmaRates, parts.formRates]) {
    u32(rates.length);
    for (const [key, bin] of rates) {
      u32(key);
      bytes.push(bin);
    }
  }
  const table = (weights: Float32Array, width: number, smallest: number): void => {
    let limit = 0;
    for (let k = 0; k < weights.length; k++) limit = Math.max(limit, Math.abs(weights[k]!));
    const sizeOf = (weight: number): number =>
      Math.abs(weight) < smallest ? 0 : Math.sign(weight) * Math.round(127 * Math.sqrt(Math.abs(weight) / limit));
    const rows: number[] = [];
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      let any = false;
      for (let y = 0; y < width; y++) any ||= sizeOf(weights[bucket * width + y]!) !== 0;
      if (any) rows.push(bucket);
    }
    f32(limit);
    u32(rows.length);
    let last = 0;
    for (const bucket of rows) {
      for (let gap = bucket - last; ; gap >>= 7) {
        bytes.push(gap < 128 ? gap : (gap & 127) | 128);
        if (gap < 128) break;
      }
      last = bucket;
      let mask = 0;
      for (let y = 0; y < width; y++) if (sizeOf(weights[bucket * width + y]!) !== 0) mask |= 1 << y;
      if (width > 1) bytes.push(mask >> 8, mask & 255);
      for (let y = 0; y < width; y++) {
        const size = sizeOf(weights[bucket * width + y]!);
        if (size !== 0) bytes.push(size & 255);
      }
    }
  };
  table(parts.anchors, 1, LIGHTER * least);
  table(parts.parts, 1, LIGHTER * least);
  table(parts.weights, LABELS, least);
  return Uint8Array.from(bytes);
}

/** The cue-first model learns faster, so that its small weights are larger. */
const LIGHTER = 2;

/** Bytes and how far they are read. */
type Source = { readonly view: DataView; at: number };

/** Reads what `pack` wrote, without the chain when `alone`. Throws on bytes that are no model. */
export function unpack(bytes: Uint8Array, alone = false): Model {
  const source = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 };
  if (bytes.length < 4 || u32(source) !== MAGIC) throw new Error('These bytes are no attribution model.');
  const floats = (length: number): number[] => Array.from({ length }, () => f32(source));
  const transitions = Float64Array.from(floats(LABELS * LABELS));
  const [pooled, single] = [0, 1].map(() => floats(u32(source)));
  const [byLemma, byForm] = [ratesFrom(source), ratesFrom(source)];
  const [anchor, part] = [summer(columnFrom(source)), summer(columnFrom(source))];
  return {
    chain: alone ? null : { addTo: adder(tableFrom(source)), transitions },
    steps: transitionFactors(transitions),
    cueFirst: { anchor, part },
    rates: { byLemma, byForm },
    calibrator: (alone ? single : pooled)!,
  };
}

function u32(source: Source): number {
  source.at += 4;
  return source.view.getUint32(source.at - 4);
}

function f32(source: Source): number {
  source.at += 4;
  return source.view.getFloat32(source.at - 4);
}

function ratesFrom(source: Source): (key: number) => number {
  const bins = new Map<number, number>();
  for (let left = u32(source); left > 0; left--) {
    const key = u32(source) | 0;
    bins.set(key, source.view.getUint8(source.at++));
  }
  return (key) => bins.get(key) ?? 0;
}

/**
 * Goes over the rows of one table: of each the feature, which columns have a weight (a bit each), and where these bytes
 * are. Returns where the table ends. The position is a local number: as a field it would make garbage at every byte.
 */
function eachRow(
  { view, at }: Source,
  count: number,
  width: number,
  row: (feature: number, mask: number, bytes: number) => void,
): number {
  let [next, feature] = [at, 0];
  for (let k = 0; k < count; k++) {
    for (let shift = 0; ; shift += 7) {
      const byte = view.getUint8(next++);
      feature += (byte & 127) << shift;
      if (byte < 128) break;
    }
    let mask = 1;
    if (width > 1) {
      mask = view.getUint16(next);
      next += 2;
    }
    row(feature, mask, next);
    next += bitsOf(mask);
  }
  return next;
}

/** A byte as a weight, a whole number times the scale of its table: small ones finer than large ones. */
function weightAt(view: DataView, at: number): number {
  const size = view.getInt8(at);
  return size * Math.abs(size);
}

const SCALE = 1 / 127 ** 2;

function bitsOf(mask: number): number {
  let count = 0;
  for (let left = mask; left !== 0; left &= left - 1) count++;
  return count;
}

/** Weights as whole numbers times `scale`; `rows[feature]` is where its weights start, 0 (all zero) when it has none. */
type Table = { readonly rows: Int32Array; readonly weights: Int16Array; readonly scale: number };

function tableFrom(source: Source): Table {
  const { view } = source;
  const scale = f32(source) * SCALE;
  const count = u32(source);
  const rows = new Int32Array(BUCKETS);
  const weights = new Int16Array((count + 1) * LABELS);
  const starts = startsByWeights(source, count);
  source.at = eachRow(source, count, LABELS, (feature, mask, bytes) => {
    const row = starts[bitsOf(mask)]!;
    starts[bitsOf(mask)] = row + LABELS;
    rows[feature] = row;
    for (let y = 0, from = bytes; y < LABELS; y++)
      if ((mask & (1 << y)) !== 0) weights[row + y] = weightAt(view, from++);
  });
  return { rows, weights, scale };
}

/** Sums whole numbers in locals: this is where most of the time of the language step goes. */
function adder({ rows, weights, scale }: Table): Chain['addTo'] {
  return (sums, at, ids, from, to) => {
    let [a, b, c, d, e, f] = [0, 0, 0, 0, 0, 0];
    let [g, h, i, j, l] = [0, 0, 0, 0, 0];
    for (let k = from; k < to; k++) {
      const row = rows[ids[k]!]!;
      if (row === 0) continue;
      a = (a + weights[row]!) | 0;
      b = (b + weights[row + 1]!) | 0;
      c = (c + weights[row + 2]!) | 0;
      d = (d + weights[row + 3]!) | 0;
      e = (e + weights[row + 4]!) | 0;
      f = (f + weights[row + 5]!) | 0;
      g = (g + weights[row + 6]!) | 0;
      h = (h + weights[row + 7]!) | 0;
      i = (i + weights[row + 8]!) | 0;
      j = (j + weights[row + 9]!) | 0;
      l = (l + weights[row + 10]!) | 0;
    }
    [a, b, c, d, e, f, g, h, i, j, l].forEach((sum, y) => {
      sums[at + y]! += sum * scale;
    });
  };
}

/** The first row for each number of weights: the features seen most have the most, and side by side they stay in the cache. */
function startsByWeights(source: Source, count: number): Int32Array {
  const sizes = new Int32Array(LABELS + 1);
  eachRow(source, count, LABELS, (_, mask) => {
    sizes[bitsOf(mask)]!++;
  });
  const starts = new Int32Array(LABELS + 1);
  for (let most = LABELS, row = LABELS; most > 0; most--) {
    starts[most] = row;
    row += sizes[most]! * LABELS;
  }
  return starts;
}

/** The weight of each feature as a whole number times `scale`. */
function columnFrom(source: Source): { readonly weights: Int16Array; readonly scale: number } {
  const { view } = source;
  const scale = f32(source) * SCALE;
  const count = u32(source);
  const weights = new Int16Array(BUCKETS);
  source.at = eachRow(source, count, 1, (feature, _, bytes) => {
    weights[feature] = weightAt(view, bytes);
  });
  return { weights, scale };
}

function summer({ weights, scale }: { readonly weights: Int16Array; readonly scale: number }): Linear {
  return (ids, from, to) => {
    let sum = 0;
    for (let k = from; k < to; k++) sum += weights[ids[k]!]!;
    return sum * scale;
  };
}
