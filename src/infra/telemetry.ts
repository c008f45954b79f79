import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Counts, Durations, Levels, Meter } from '../core/model/meter.ts';

/** What happens as Prometheus reads it: https://prometheus.io/docs/practices/naming/ */

const COUNTS: {
  readonly [K in keyof Counts]: { readonly help: string; readonly labels: readonly (keyof Counts[K] & string)[] };
} = {
  digests: { help: 'Digests that were due, by what was decided.', labels: ['outcome'] },
  duplicates_avoided: { help: 'What would have come twice.', labels: ['kind'] },
  messages: { help: 'Messages of digests that were sent or given up.', labels: ['platform', 'outcome'] },
  delivery_failures: { help: 'Tries to send a message that failed.', labels: ['platform', 'code'] },
  source_errors: { help: 'Sources and articles that could not be read any more.', labels: ['code'] },
};

const DURATIONS: Readonly<Record<Durations, { readonly help: string; readonly buckets: number[] }>> = {
  ask: { help: 'Answering one question.', buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
  tick: { help: 'One beat of the clock.', buckets: [0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 600] },
};

const LEVELS: Readonly<Record<Levels, string>> = {
  deliveries_open: 'Digests on their way.',
  deliveries_dead: 'Digests that were given up.',
  source_problems: 'What cannot be read of the sources now.',
};

/** `read` gives all figures as text, of this `type`. */
export type Telemetry = { readonly meter: Meter; readonly type: string; read(): Promise<string> };

export function openTelemetry(): Telemetry {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const each = <T extends object, R>(table: T, make: (name: keyof T & string, row: T[keyof T]) => R) =>
    new Map(Object.entries(table).map(([name, row]) => [name, make(name as keyof T & string, row)]));
  const counters = each(
    COUNTS,
    (name, { help, labels }) =>
      new Counter({ name: `sitrep_${name}_total`, help, labelNames: [...(labels as readonly string[])], registers }),
  );
  const histograms = each(
    DURATIONS,
    (name, { help, buckets }) => new Histogram({ name: `sitrep_${name}_seconds`, help, buckets, registers }),
  );
  const gauges = each(LEVELS, (name, help) => new Gauge({ name: `sitrep_${name}`, help, registers }));
  return {
    meter: {
      count: (name, labels, by = 1) => counters.get(name)?.inc({ ...labels }, by),
      observe: (name, seconds) => histograms.get(name)?.observe(seconds),
      level: (name, value) => gauges.get(name)?.set(value),
    },
    type: registry.contentType,
    read: () => registry.metrics(),
  };
}
