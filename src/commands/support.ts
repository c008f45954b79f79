import type { Answer, Label } from '../core/model/answer.ts';
import type { Tenant } from '../core/model/article.ts';
import type { Args, Caller, Option, Place, Suggestion } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Block, Page } from '../core/model/page.ts';
import type { Scope } from '../core/model/ports.ts';
import type { Topic } from '../core/model/topic.ts';
import { notePage } from '../core/writing/notices.ts';
import { answerPage } from '../core/writing/pages.ts';
import { ask } from '../usecases/ask.ts';
import { askingOf, type Desk, topicNamed, topicNames, topicOf } from '../usecases/desk.ts';
import { settingsOf } from '../usecases/places.ts';
import { isTime, parseTime } from './time.ts';

/** What the commands share: scopes, options, small pages. */

type Narrowed = {
  /** null: all topics, whatever the channel has set. */
  readonly topic?: string | null;
  readonly since?: string;
  readonly outlet?: string;
};

/**
 * What a caller sees, narrowed to a topic (the one that is named, else the channel's own), an outlet and a beginning.
 * Throws `unknown_topic`, `bad_option` for an outlet that is not there, `bad_time`.
 */
export async function scopeOf(desk: Desk, { place }: Caller, args: Narrowed = {}): Promise<Scope> {
  const topic = args.topic
    ? topicOf(desk, place.tenant, args.topic)
    : args.topic === null
      ? null
      : await channelTopic(desk, place);
  const outlet = args.outlet?.trim();
  return {
    tenant: place.tenant,
    topic: topic ? topic.key : null,
    docs: null,
    since: args.since ? parseTime(args.since, desk.clock()) : null,
    until: null,
    ...(outlet && { outlet: await outletOf(desk, place.tenant, outlet) }),
  };
}

/** The topic that the channel has set, as long as there is one of that name. */
async function channelTopic(desk: Desk, place: Place): Promise<Topic | undefined> {
  const { topic } = await settingsOf(desk, place);
  return topicNamed(desk, place.tenant, topic ?? '');
}

/** Outlets that are named to whoever asks for another. */
const OUTLETS = 6;

/** A publisher as its articles spell it. Throws `bad_option`. */
async function outletOf(desk: Desk, tenant: Tenant, typed: string): Promise<string> {
  const wanted = cut(typed.toLowerCase());
  const all = await desk.store.publishers(tenant);
  const found = all.find((name) => cut(name.toLowerCase()) === wanted);
  if (found !== undefined) return found;
  const shown = all.slice(0, OUTLETS).map((name) => name.slice(0, 60));
  const there = all.length === 0 ? 'None is known by its name' : `Outlets here: ${shown.join(', ')}`;
  const more = all.length > OUTLETS ? ` and ${all.length - OUTLETS} more` : '';
  throw new SitrepError('bad_option', `No article here comes from ${typed.slice(0, 60)}. ${there}${more}.`, {
    next: 'Ask without it to search them all.',
  });
}

/** The topic that is named, else the channel's, else the only one. Throws `unknown_topic` when it must be named. */
export async function topicOrOnly(desk: Desk, slug: string | undefined, { place }: Caller): Promise<Topic> {
  if (slug !== undefined) return topicOf(desk, place.tenant, slug);
  const all = desk.topics(place.tenant);
  const [first, ...others] = all;
  const topic = (await channelTopic(desk, place)) ?? (others.length === 0 ? first : undefined);
  if (topic) return topic;
  const known = topicNames(all);
  if (known) throw new SitrepError('unknown_topic', `Which topic? There are ${known}.`);
  throw new SitrepError('unknown_topic', 'There is no topic yet.', {
    next: 'Make one: `/topic add Ports of the canal: ports canal`.',
  });
}

/**
 * A question, answered from what the caller sees and has narrowed it to. A question that names no topic is asked of all
 * of them when the channel's own has no answer.
 */
export const answerTo = async (desk: Desk, question: string, args: Args, caller: Caller): Promise<Page> =>
  answerPage(await answerOf(desk, question, args, caller));

/** The same, as it is known. */
export async function answerOf(desk: Desk, question: string, args: Args, caller: Caller): Promise<Answer> {
  const scope = await scopeOf(desk, caller, args);
  const asked = { question, ...askingOf(caller) };
  const answer = await ask(desk, { ...asked, scope });
  // That nothing has changed is an answer.
  const isMissing = answer.status === 'not_in_sources' && answer.since === undefined;
  const isWhole = Boolean(args.topic) || scope.topic === null;
  return isMissing && !isWhole ? ask(desk, { ...asked, scope: { ...scope, topic: null } }) : answer;
}

const LONGEST = 100;
const MOST = 25;
const cut = (text: string): string => text.slice(0, LONGEST);

/** Suggestions in which the typed words occur, as many and as long as a platform shows. */
export function matching(typed: string, all: readonly Suggestion[]): readonly Suggestion[] {
  const words = typed.trim().toLowerCase();
  return all
    .filter(({ text, value }) => `${text} ${value}`.toLowerCase().includes(words))
    .slice(0, MOST)
    .map(({ text, value }) => ({ text: cut(text), value: cut(value) }));
}

/** The same for what is typed in as it is shown. */
export const matchingNames = (typed: string, names: readonly string[]): readonly Suggestion[] =>
  matching(
    typed,
    names.map((name) => ({ text: name, value: name })),
  );

export const suggestTopics = (desk: Desk, typed: string, tenant: Tenant): readonly Suggestion[] =>
  matching(
    typed,
    desk.topics(tenant).map(({ title, slug }) => ({ text: title, value: slug })),
  );

export const topicOption = (desk: Desk): Option => ({
  name: 'topic',
  describe: 'option-topic',
  required: false,
  kind: 'word',
  suggest: async (typed, { place }) => suggestTopics(desk, typed, place.tenant),
});

export const outletOption = (desk: Desk): Option => ({
  name: 'outlet',
  describe: 'option-outlet',
  required: false,
  kind: 'rest',
  suggest: async (typed, { place }) => matchingNames(typed, await desk.store.publishers(place.tenant)),
});

export const sinceOption: Option = { name: 'since', describe: 'option-since', required: false, kind: 'word' };

/** A topic's name, a time and a length in any order, when there is nothing else; otherwise a question. */
export function typedWords(desk: Desk, words: string, tenant: Tenant, lengths: readonly string[] = []): Args {
  const args: Record<string, string> = {};
  const others: string[] = [];
  for (const word of words.split(/\s+/u).filter(Boolean)) {
    const name = word.toLowerCase();
    if (topicNamed(desk, tenant, name)) args.topic = name;
    else if (lengths.includes(name)) args.length = name;
    else others.push(word);
  }
  if (others.length === 0) return args;
  const since = others.join(' ');
  return isTime(since) ? { ...args, since } : { question: words };
}

/** A required option. Throws `bad_option` naming it. */
export function required(args: Args, name: string): string {
  const value = args[name]?.trim();
  if (!value)
    throw new SitrepError('bad_option', `The option “${name}” is missing.`, { next: 'Type it again with that.' });
  return value;
}

/** One of the words that an option may be. Throws `bad_option` naming them. */
export function choiceOf<T extends string>(name: string, choices: readonly T[], typed: string): T {
  const choice = choices.find((one) => one === typed.toLowerCase());
  if (choice === undefined)
    throw new SitrepError(
      'bad_option',
      `“${typed.slice(0, 40)}” is no choice for “${name}”, only ${choices.join(', ')}.`,
    );
  return choice;
}

/** A page of one line, and what is to be said about it. */
export function notesPage(id: string, text: Label, notes: readonly Label[]): Page {
  const page = notePage(id, text);
  return { ...page, blocks: [...page.blocks, ...notes.map((one): Block => ({ is: 'note', text: one }))] };
}
