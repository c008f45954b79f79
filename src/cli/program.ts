import { Command, CommanderError, Option } from 'commander';
import pack from '../../package.json' with { type: 'json' };
import { slotOf } from '../commands/slots.ts';
import type { Finding } from '../core/finding.ts';
import { SLOTS } from '../core/model/answer.ts';
import { errorLine, SitrepError } from '../core/model/errors.ts';
import type { Length } from '../usecases/brief.ts';
import { readQuestion, readQuotation } from '../usecases/question.ts';
import type { Examine } from './doctor.ts';
import type { Reading, Run } from './reading.ts';

/**
 * The verbs and their options (CONTRACT §2). What a verb needs is loaded when it runs, after its arguments were found
 * good: a slip of the pen answers at once.
 */

const LENGTHS = ['short', 'normal', 'long'] satisfies readonly Length[];

async function withDesk(options: Reading, verb: (run: Run) => Promise<void>): Promise<void> {
  const { withDesk: open } = await import('./reading.ts');
  return open(options, verb);
}

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

/** Runs one command line. Sets `process.exitCode`: 0 done, 1 failed, 2 usage; what failed goes to standard error. */
export async function runCli(args: readonly string[]): Promise<void> {
  try {
    await program().parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else if (error instanceof SitrepError) {
      process.stderr.write(`sitrep: ${errorLine(error)}\n`);
      process.exitCode = error.code === 'bad_usage' ? 2 : 1;
    } else throw error;
  }
}

function program(): Command {
  const program = new Command('sitrep')
    .description('A briefing bot that answers with the exact sentences of the articles it has read.')
    .version(pack.version, '--version', 'the version of this program')
    .enablePositionalOptions()
    .showHelpAfterError(false)
    .configureOutput({
      outputError: (text, write) => {
        const [what = ''] = text.replace(/^error: /u, '').split('\n');
        write(`sitrep: ${errorLine(new SitrepError('bad_usage', what))}\n`);
      },
    })
    .exitOverride();

  reading(program.command('ask [question]'))
    .description('a question → one cited answer')
    .option('--batch <file>', 'a question a line (JSON Lines) → an answer a line, same order')
    .action(async (question: string | undefined, options: Reading & { batch?: string }) => {
      if ((question === undefined) === (options.batch === undefined))
        throw new SitrepError('bad_usage', 'ask needs a question or --batch FILE, one of them.');
      if (question !== undefined) {
        const asked = readQuestion(question);
        return withDesk(options, async (run) => (await import('./verbs.ts')).ask(run, asked));
      }
      const { openBatch } = await import('./batch-file.ts');
      const file = await openBatch(options.batch ?? '');
      const { batchCommand } = await import('./batch.ts');
      return withDesk(options, (run) => batchCommand(run, file));
    });
  reading(program.command('check <quotation>'))
    .description('a quotation → who said it, where first, exact or altered')
    .action(async (words: string, options: Reading) => {
      const quotation = readQuotation(words);
      return withDesk(options, async (run) => (await import('./verbs.ts')).check(run, quotation));
    });
  reading(program.command('brief [topic]'))
    .description('what matters, in thirty seconds')
    .addOption(new Option('--length <length>').choices(LENGTHS).default('normal'))
    .action((topic: string | undefined, options: Reading & { length: Length }) =>
      withDesk({ ...options, ...(topic && { topic }) }, async (run) =>
        (await import('./verbs.ts')).brief(run, options.length),
      ),
    );
  reading(program.command('statements'))
    .description('who said what: a JSON line an article')
    .option('--actor <name>', 'only by this country, organisation or person')
    .action((options: Reading & { actor?: string }) =>
      withDesk(options, async (run) => (await import('./verbs.ts')).statements(run, options.actor)),
    );
  reading(program.command('timeline'))
    .description('dated events')
    .action((options: Reading) => withDesk(options, async (run) => (await import('./verbs.ts')).timeline(run)));
  reading(program.command('changes'))
    .description('what changed since a time, or since this was last run')
    .action((options: Reading) => withDesk(options, async (run) => (await import('./verbs.ts')).changes(run)));
  reading(program.command('stories'))
    .description('articles grouped by event')
    .action((options: Reading) => withDesk(options, async (run) => (await import('./verbs.ts')).stories(run)));
  reading(program.command('compare [slot]'))
    .description(`where the sources differ: ${SLOTS.join(', ')}`)
    .action(async (word: string | undefined, options: Reading) => {
      const slot = slotOf(word);
      return withDesk(options, async (run) => (await import('./verbs.ts')).compare(run, slot));
    });
  reading(program.command('article <id>'))
    .description('the stored text and what is known of it')
    .option('--version <hash>', 'this version of it')
    .action((id: string, options: Reading & { version?: string }) =>
      withDesk(options, async (run) => (await import('./verbs.ts')).article(run, id, options.version)),
    );
  program
    .command('evidence <id>')
    .description('an answer or briefing with its spans, contexts and hashes, as JSON and Markdown')
    .option('--out <file>', 'writes the JSON there and the Markdown beside it')
    .option('--json', 'JSON on standard output')
    .action((id: string, options: Reading & { out?: string }) =>
      withDesk(options, async (run) => (await import('./evidence.ts')).evidenceVerb(run, id, options.out)),
    );
  reading(program.command('verify <file>'))
    .description('checks evidence against the stored texts, offline, and names what fails')
    .action(async (file: string, options: Reading) => {
      const { openEvidence, verifyVerb } = await import('./evidence.ts');
      const bundle = await openEvidence(file);
      return withDesk(options, (run) => verifyVerb(run, bundle));
    });
  program
    .command('index <path...>')
    .description('index folders, files, feeds and pages in the bot’s own store; goes on where it was stopped')
    .option('--topic <slug>', 'for this topic')
    .option('--json', 'JSON on standard output')
    .action((paths: string[], options: Reading) =>
      withDesk(options, async (run) => (await import('./index-verb.ts')).index(run, paths)),
    );
  program
    .command('sources [words...]')
    .description('what /sources does in a chat; import takes a file too, export writes OPML')
    .option('--topic <slug>', 'for this topic')
    .option('--out <file>', 'export: writes there')
    .option('--json', 'JSON on standard output')
    .action(async (words: string[], { out, topic, json }: Reading & { out?: string }) => {
      const { sourcesVerb } = await import('./sources.ts');
      return withDesk({ json: json ?? false }, (run) => sourcesVerb(run, words, { out, topic }));
    });
  for (const name of ['topic', 'digest', 'watch', 'settings', 'privacy', 'link'])
    program
      .command(`${name} [words...]`)
      .description(`what /${name} does in a chat`)
      .option('--json', 'JSON on standard output')
      .action(async (words: string[], options: Reading) => {
        const { chatVerb } = await import('./chat-verb.ts');
        return withDesk(options, (run) => chatVerb(run, [name, ...words].join(' ')));
      });
  program
    .command('status')
    .description('what the store tells of the bot: articles, digests, deliveries, problems, the last backup')
    .option('--json', 'JSON on standard output')
    .action(async ({ json }: { json?: boolean }) => (await import('./status.ts')).statusVerb(json ?? false));
  program
    .command('deliveries')
    .description('digests on their way or given up, with the error and the next try')
    .option('--json', 'JSON on standard output')
    .action(async ({ json }: { json?: boolean }) => (await import('./status.ts')).deliveriesVerb(json ?? false));
  program
    .command('backup <file>')
    .description('a whole, checked copy of the store, while the bot runs')
    .option('--json', 'JSON on standard output')
    .action(async (file: string, { json }: { json?: boolean }) =>
      (await import('./backup.ts')).backupVerb(file, json ?? false),
    );
  program
    .command('restore <file>')
    .description('puts a backup in the place of the store, which is kept beside it; the bot must be stopped')
    .option('--json', 'JSON on standard output')
    .action(async (file: string, { json }: { json?: boolean }) =>
      (await import('./backup.ts')).restoreVerb(file, json ?? false),
    );
  program
    .command('doctor')
    .description('checks the machine, the configuration, the store, tokens, permissions and clock, and says what to do')
    .option('--json', 'JSON on standard output')
    .action(async (options: { json?: boolean }) => {
      const { doctor } = await import('./doctor.ts');
      return doctor(options.json ?? false, examineChats);
    });
  program
    .command('discord-invite')
    .description('the address under which the bot is added to a Discord server')
    .action(async () => {
      const { readConfig, readEnvironment } = await import('../config.ts');
      const { discord } = readConfig(readEnvironment());
      if (!discord) throw new SitrepError('bad_config', 'DISCORD_TOKEN is missing.');
      const { discordInvite } = await import('../adapters/discord/examine.ts');
      process.stdout.write(`${await discordInvite({ token: discord.token.reveal(), apiUrl: discord.apiUrl })}\n`);
    });
  program
    .command('slack-manifest')
    .description('the app manifest that Slack asks for when an app is made')
    .option('--url <address>', 'over HTTP at this public https address, instead of Socket Mode')
    .action(async ({ url }: { url?: string }) => {
      const { SLACK_MANIFEST } = await import('../adapters/slack/manifest.ts');
      const { httpManifest } = await import('../adapters/slack/manifest-http.ts');
      const manifest = url === undefined ? SLACK_MANIFEST : httpManifest(url);
      process.stdout.write(`${JSON.stringify(manifest, null, 2)}\n`);
    });
  program
    .command('start')
    .description('the bot, as `npm start`')
    .action(async () => {
      await import('../main.ts');
    });
  return program;
}

/** The chats whose tokens are set; each adapter is loaded only then. */
const examineChats: Examine = async ({ discord, slack }, now) => {
  const findings: Finding[] = [];
  if (discord) {
    const { examineDiscord } = await import('../adapters/discord/examine.ts');
    const access = { token: discord.token.reveal(), apiUrl: discord.apiUrl };
    findings.push(...(await examineDiscord(access, discord.guild, now)));
  }
  if (slack) {
    const { examineSlack } = await import('../adapters/slack/examine.ts');
    const access = { bot: slack.bot?.reveal() ?? null, app: slack.app?.reveal() ?? null, apiUrl: slack.apiUrl };
    findings.push(...(await examineSlack(access, now)));
  }
  return findings;
};
