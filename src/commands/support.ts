import { readPublished } from '../core/language/published.ts';
import type { LabelKey } from '../core/model/answer.ts';
import type { Instant } from '../core/model/article.ts';
import type { Args, Caller, Option } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Page } from '../core/model/page.ts';
import type { Scope } from '../core/model/ports.ts';
import type { Topic } from '../core/model/topic.ts';
import { type Desk, topicOf } from '../usecases/desk.ts';

/** What the commands share: scopes, options, small pages. */

/** What a caller sees, narrowed to a topic and a beginning when they are given. */
export function scopeOf(desk: Desk, caller: Caller, args: { topic?: string; since?: string } = {}): Scope {
  return {
    tenant: caller.place.tenant,
    topic: args.topic ? topicOf(desk, args.topic).slug : null,
    docs: null,
    since: args.since ? parseTime(args.since, desk.clock()) : null,
    until: null,
  };
}

/** The topic that is named, else the only one. Throws `unknown_topic` when it must be named. */
export function topicOrOnly(desk: Desk, slug: string | undefined): Topic {
  const [first, ...others] = desk.topics;
  if (slug !== undefined) return topicOf(desk, slug);
  if (first && others.length === 0) return first;
  const known = desk.topics.map((topic) => topic.slug).join(', ');
  throw new SitrepError('unknown_topic', known ? `Which topic? There are ${known}.` : 'There is no topic yet.');
}

const SPAN = /^(\d{1,4})\s*(h|d|w|m|y)[a-z]*$/iu;
const HOURS: Readonly<Record<string, number>> = { h: 1, d: 24, w: 24 * 7, m: 24 * 30, y: 24 * 365 };

/** True for what {@link parseTime} reads. */
export function isTime(words: string): boolean {
  return SPAN.test(words.trim()) || /^\d{4}[-/]\d{1,2}(?:[-/]\d{1,2})?/u.test(words.trim());
}

/**
 * Reads a date in the spellings of article dates (ISO 8601, also `2026/11/21`; no zone: UTC) or a span back from
 * `now` such as `7d`. A day, month or year begins at its first instant; as an end (`edge: 'to'`) it counts whole.
 * Throws `bad_time`.
 */
export function parseTime(words: string, now: Instant, edge: 'from' | 'to' = 'from'): Instant {
  const text = words.trim();
  const span = SPAN.exec(text);
  if (span) return now - Number(span[1]) * (HOURS[span[2]?.toLowerCase() ?? ''] ?? 0) * 3_600_000;
  const when = readPublished(text);
  if (when === null || when.precision === 'unresolved')
    throw new SitrepError('bad_time', `“${text.slice(0, 40)}” is no date and no span.`);
  return when[edge];
}

export const topicOption = (desk: Desk): Option => ({
  name: 'topic',
  describe: 'option-topic',
  required: false,
  kind: 'word',
  suggest: async (typed) =>
    desk.topics
      .filter((topic) => `${topic.slug} ${topic.title}`.toLowerCase().includes(typed.toLowerCase()))
      .map((topic) => ({ text: topic.title.slice(0, 100), value: topic.slug }))
      .slice(0, 25),
});

export const sinceOption: Option = { name: 'since', describe: 'option-since', required: false, kind: 'word' };

/** A topic's name, a time and a length in any order, when there is nothing else; otherwise a question. */
export function typedWords(desk: Desk, words: string, lengths: readonly string[] = []): Args {
  const args: Record<string, string> = {};
  for (const word of words.split(/\s+/u).filter(Boolean)) {
    if (desk.topics.some((topic) => topic.slug === word.toLowerCase())) args.topic = word.toLowerCase();
    else if (lengths.includes(word.toLowerCase())) args.length = word.toLowerCase();
    else if (isTime(word)) args.since = word;
    else return { question: words };
  }
  return args;
}

/** A page of one line. */
export function notePage(id: string, key: LabelKey, args: Readonly<Record<string, string | number>> = {}): Page {
  const text = { key, args };
  return { id, push: text, blocks: [{ is: 'heading', text }], actions: [] };
}

/** A required option. Throws `bad_option` naming it. */
export function required(args: Args, name: string): string {
  const value = args[name]?.trim();
  if (!value) throw new SitrepError('bad_option', `The option “${name}” is missing.`);
  return value;
}
