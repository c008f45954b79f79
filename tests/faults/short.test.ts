import { test } from 'vitest';
import { seeded } from '../bench/generate.ts';
import { ROWS } from './table.ts';

/** A little of every row; `npm run faults` does the whole of it and prints the figures. */

const seed = 20261122;

for (const row of ROWS)
  test.concurrent(`${row.name}: ${row.promise}`, async ({ expect }) => {
    const { done, figure, ok } = await row.run({ short: true, seed, random: seeded(seed), keep: () => {} });
    console.log(`${row.name} | ${done} | ${figure} | seed ${seed}`);
    expect([figure, ok]).toEqual([figure, true]);
  }, 120_000);
