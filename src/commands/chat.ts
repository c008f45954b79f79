import type { Kept } from '../core/model/answer.ts';
import type { Tenant } from '../core/model/article.ts';
import type { Args, Caller, Chat, Command, Form } from '../core/model/command.ts';
import { isStoreTrouble, SitrepError } from '../core/model/errors.ts';
import type { Page } from '../core/model/page.ts';
import { isSmallTalk } from '../core/retrieval/small-talk.ts';
import { errorPage, notePage } from '../core/writing/notices.ts';
import { withoutShare } from '../core/writing/pages.ts';
import { goOn } from '../usecases/converse.ts';
import { type Desk, topicNamed } from '../usecases/desk.ts';
import { joined, left, present, settingsOf } from '../usecases/places.ts';
import { welcomePage } from './help.ts';
import { type Limits, openLimits } from './limits.ts';
import { callerFor } from './own-chat.ts';
import { findCommand, nearCommand, parseLine, unknown } from './parse.ts';
import { openSeen } from './seen.ts';
import { lastAsked, lastSaid, remember } from './talk.ts';
import { openTurns } from './turns.ts';

type Around = {
  /** Names an error's message and its log line. */
  readonly newId: () => string;
  readonly limits?: Limits;
};

/** What the adapters get: the table of commands with finding, reading and running. */
export function openChat(desk: Desk, commands: readonly Command[], { newId, limits }: Around): Chat {
  const find = (path: string) => findCommand(commands, path);
  const read = (line: string, tenant: Tenant = 'public') => linked(parseLine(commands, line, tenant));
  const allow = openLimits(limits);
  const turn = openTurns();
  const guarded = async (path: string, caller: Caller, work: () => Promise<Page>): Promise<Page> => {
    try {
      await allow(caller);
      await turn(caller.place.tenant);
      return await work();
    } catch (error) {
      return failed(desk, newId(), path, error);
    }
  };
  const didYouMean = (command: string) => notePage(newId(), { key: 'did-you-mean', args: { command } });
  const runs = async (path: string, args: Args, caller: Caller): Promise<Page> => {
    const command = find(path);
    if (!command) {
      const near = nearCommand(commands, path);
      if (near !== null) return didYouMean(near);
      throw new SitrepError('unknown_command', unknown(commands, path));
    }
    const isGreeting = TALKS.has(path) && isSmallTalk(args.question ?? '');
    if (isGreeting) return welcomePage(desk, caller);
    check(path, command, args, caller);
    return command.run(args, await callerFor(desk, args, caller));
  };
  const audience: Chat['audience'] = async (path, caller) => {
    const command = find(path);
    const reply = command?.reply ?? 'private';
    // A refusal is nobody else's.
    if (command && !mayRun(command, caller)) return 'private';
    if (reply !== 'answer') return reply;
    return (await safely(desk, settingsOf(desk, caller.place), {})).answers ?? 'private';
  };
  return {
    commands,
    find,
    parse: read,
    run: (path, args, caller) =>
      guarded(path, caller, async () => {
        const meant = await understand(desk, linked({ command: path, args }), caller, () => lastAsked(desk, caller));
        const page = await runs(meant.command, meant.args, caller);
        const isSeen = caller.alone || (await audience(path, caller)) === 'public';
        return isSeen ? withoutShare(page) : page;
      }),
    hear: (line, caller, about) =>
      guarded('hear', caller, async () => {
        if (line.trim() === '') return welcomePage(desk, caller);
        const said = read(line, caller.place.tenant);
        const asked = spoken(line) ?? said;
        const understood = await understand(desk, asked, caller, () => lastSaid(desk, caller, about));
        // Without a page before it "sources" is the command.
        const meant = understood === asked ? said : understood;
        const near = meant.command === 'ask' ? nearCommand(commands, said.args.question ?? '') : null;
        if (near !== null) return didYouMean(near);
        if (find(meant.command)?.personal && !caller.alone)
          return notePage(newId(), { key: 'ask-privately', args: { command: meant.command } });
        const page = await runs(meant.command, meant.args, caller.alone ? caller : { ...caller, overheard: true });
        await safely(desk, remember(desk, caller, page.id), undefined);
        return withoutShare(page);
      }),
    audience,
    threads: async ({ place }) => (await safely(desk, settingsOf(desk, place), {})).threads === 'on',
    form: (path, args, caller) => formOf(path, find(path), args, caller),
    once: openSeen(desk),
    welcome: async (caller) => welcomePage(desk, caller),
    left: (tenant) => safely(desk, left(desk, tenant), undefined),
    joined: (tenant) => safely(desk, joined(desk, tenant), undefined),
    present: (platform, tenants) => safely(desk, present(desk, platform, tenants), undefined),
  };
}

/** Commands whose question may be a greeting. */
const TALKS: ReadonlySet<string> = new Set(['ask', 'brief']);

/** A word without a slash that is also a command's may ask of the page before it. */
const spoken = (line: string): Said | null =>
  line.trim().toLowerCase() === 'sources' ? { command: 'ask', args: { question: line } } : null;

type Said = { readonly command: string; readonly args: Args };
/** Its question is asked of what is to come. */
const WAITING = 'watch question';
const ADDRESS = /^<?https?:\/\/[^\s>]+>?$/iu;

/** A question that is an address alone means its article. */
function linked(said: Said): Said {
  const question = said.args.question?.trim() ?? '';
  return ADDRESS.test(question) && said.command !== WAITING ? { command: 'link', args: { text: question } } : said;
}

/** A question that goes on from `before` means that in full. */
async function understand(
  desk: Desk,
  said: Said,
  { place }: Caller,
  before: () => Promise<Kept | null>,
): Promise<Said> {
  if (!said.args.question?.trim() || isSmallTalk(said.args.question) || said.command === WAITING) return said;
  const last = await safely(desk, before(), null);
  const meant = (last && (await goOn(desk, said.args, last, place.tenant))) ?? said;
  if (meant === said || meant.command !== 'ask' || said.args.topic || !meant.args.topic) return meant;
  const { topic, ...rest } = meant.args;
  // The channel's own topic is a default, in what follows too: without an answer in it all of them are asked.
  const own = (await safely(desk, settingsOf(desk, place), {})).topic;
  return own !== undefined && topicNamed(desk, place.tenant, own)?.key === topic ? { ...meant, args: rest } : meant;
}

/** A store that does not answer costs a setting or the thread of a conversation, not the answer. */
async function safely<T>(desk: Desk, work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    desk.log.warn('store.silent', { error: error instanceof SitrepError ? error.code : String(error) });
    return otherwise;
  }
}

/** A platform's form holds at most five fields; the required ones come first. */
const FIELDS = 5;

function formOf(path: string, command: Command | null, args: Args, caller: Caller): Form | null {
  const isMissing = (name: string) => !args[name]?.trim();
  if (!command || command.hidden || !mayRun(command, caller)) return null;
  if (!command.options.some((one) => one.required && isMissing(one.name))) return null;
  const fields = command.options
    .filter((one) => isMissing(one.name))
    .toSorted((a, b) => Number(b.required) - Number(a.required))
    .slice(0, FIELDS);
  return { command: path, args, title: { key: command.describe }, fields };
}

const mayRun = ({ needs }: Command, { mayManage }: Caller): boolean => needs !== 'manage' || mayManage;

function usage(command: Command): string {
  return command.options.map((one) => (one.required ? one.name : `[${one.name}]`)).join(' ');
}

function check(path: string, command: Command, args: Args, caller: Caller): void {
  if (!mayRun(command, caller)) throw new SitrepError('not_allowed', `“/${path}” changes what everybody here gets.`);
  for (const option of command.options)
    if (option.required && !args[option.name]?.trim())
      throw new SitrepError('bad_option', `“${option.name}” is missing: /${path} ${usage(command)}.`, {
        next: 'Type it again with that.',
      });
}

/** One message to the person and one log line, with the same id. Unforeseen errors keep their details to the log. */
function failed(desk: Desk, id: string, command: string, cause: unknown): Page {
  const known = cause instanceof SitrepError;
  const error = known ? cause : new SitrepError('internal', 'Something went wrong here; nothing stored is lost.');
  const details = known ? {} : { stack: cause instanceof Error ? cause.stack : String(cause) };
  desk.log[known ? 'info' : 'error']('command.failed', {
    id,
    command,
    code: error.code,
    text: error.message,
    ...details,
  });
  // Paths of this machine are the log's alone.
  return errorPage(
    id,
    isStoreTrouble(error) ? new SitrepError(error.code, 'The store does not answer at the moment.') : error,
  );
}
