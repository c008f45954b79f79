import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Real sockets, real files and child processes: two workers fill two cores, more only wait for them.
    maxWorkers: 2,
  },
});
