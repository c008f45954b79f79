#!/usr/bin/env node
import { runCli } from './cli/program.ts';

/** `sitrep VERB …`: everything the bot can do, without a chat. Exit status 0 done, 1 failed, 2 usage. */

// Whoever reads standard output may stop early: `sitrep statements | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

await runCli(process.argv.slice(2));
