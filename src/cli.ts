#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander';
import { batchCommand } from './cli/batch.ts';
import { chatVerb } from './cli/chat-verb.ts';
import { doctor } from './cli/doctor.ts';
import { type Reading, withDesk } from './cli/reading.ts';
import * as verbs from './cli/verbs.ts';
import { errorLine, SitrepError } from './core/model/errors.ts';
import { LENGTHS } from './usecases/brief.ts';

/** `sitrep VERB …`: everything the bot can do, without a chat (CONTRACT §2). Exit status 0 done, 1 failed, 2 usage. */

const collect = (value: string, all: string[] = []) => [...all, value];

function reading(command: Command): Command {
  return command
    .option('--topic <slug>', 'only this topic')
    .addOption(
      new Option('--articles <path>', 'read this folder or file instead of the bot’s own store').argParser(collect),
    )
    .option('--since <time>', 'from then on: 2026-11-21 or 7d')
    .option('--until <time>', 'up to then')
    .option('--now <time>', 'fixes the clock')
    .option('--json', 'JSON on standard output and nothing else there');
}

const program = new Command('sitrep')
  .description('A briefing bot that answers with the exact sentences of the articles it has read.')
  .showHelpAfterError(false)
  .configureOutput({ outputError: (text, write) => write(`sitrep: ${text.replace(/^error: /u, '')}`) })
  .exitOverride();

reading(program.command('ask [question]'))
  .description('a question → one cited answer')
  .option('--batch <file>', 'a question a line (JSON Lines) → an answer a line, same order')
  .action((question: string | undefined, options: Reading & { batch?: string }) =>
    withDesk(options, (run) => (options.batch ? batchCommand(run, options.batch) : verbs.ask(run, question))),
  );
reading(program.command('brief [topic]'))
  .description('what matters, in thirty seconds')
  .addOption(new Option('--length <length>').choices([...LENGTHS]).default('normal'))
  .action((topic: string | undefined, options: Reading & { length: (typeof LENGTHS)[number] }) =>
    withDesk({ ...options, ...(topic && { topic }) }, (run) => verbs.brief(run, options.length)),
  );
reading(program.command('statements'))
  .description('who said what: a JSON line an article')
  .option('--actor <name>', 'only by this country, organisation or person')
  .action((options: Reading & { actor?: string }) => withDesk(options, (run) => verbs.statements(run, options.actor)));
reading(program.command('timeline'))
  .description('dated events')
  .action((options: Reading) => withDesk(options, verbs.timeline));
reading(program.command('stories'))
  .description('articles grouped by event')
  .action((options: Reading) => withDesk(options, verbs.stories));
reading(program.command('compare [slot]'))
  .description('where the sources differ: status, number, role, destination, yes-no')
  .action((slot: string | undefined, options: Reading) => withDesk(options, (run) => verbs.compare(run, slot)));
reading(program.command('article <id>'))
  .description('the stored text and what is known of it')
  .option('--version <hash>', 'this version of it')
  .action((id: string, options: Reading & { version?: string }) =>
    withDesk(options, (run) => verbs.article(run, id, options.version)),
  );
program
  .command('index <path...>')
  .description('index folders and files in the bot’s own store')
  .option('--topic <slug>', 'for this topic')
  .option('--json', 'JSON on standard output')
  .action((paths: string[], options: Reading) => withDesk(options, (run) => verbs.index(run, paths)));
for (const name of ['sources', 'digest'])
  program
    .command(`${name} [words...]`)
    .description(`what /${name} does in a chat`)
    .option('--json', 'JSON on standard output')
    .action((words: string[], options: Reading) =>
      withDesk(options, (run) => chatVerb(run, [name, ...words].join(' '))),
    );
program
  .command('doctor')
  .description('checks the machine, the configuration and the store, and says what to do')
  .option('--json', 'JSON on standard output')
  .action((options: { json?: boolean }) => doctor(options.json ?? false));
program
  .command('slack-manifest')
  .description('the app manifest that Slack asks for when an app is made')
  .action(async () => {
    const { SLACK_MANIFEST } = await import('./adapters/slack/manifest.ts');
    process.stdout.write(`${JSON.stringify(SLACK_MANIFEST, null, 2)}\n`);
  });
program
  .command('start')
  .description('the bot, as `npm start`')
  .action(async () => {
    await import('./main.ts');
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof SitrepError) {
    process.stderr.write(`sitrep: ${errorLine(error)}\n`);
    process.exitCode = error.code === 'bad_usage' ? 2 : 1;
  } else throw error;
}
