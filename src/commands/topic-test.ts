import { addressesIn, pageId } from '../core/address.ts';
import { actorBySlug } from '../core/language/actors.ts';
import type { Label } from '../core/model/answer.ts';
import type { Args, Caller } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Block, Cell, Page } from '../core/model/page.ts';
import type { Ingested } from '../core/model/ports.ts';
import type { Reason, Rule, Topic } from '../core/model/topic.ts';
import { judge, subjectOf } from '../core/topic/rule.ts';
import { ruleText } from '../core/topic/typed.ts';
import { listed } from '../core/writing/listed.ts';
import { namedArticle } from '../core/writing/named.ts';
import { notePage } from '../core/writing/notices.ts';
import { type Desk, idOf } from '../usecases/desk.ts';
import { fetchToLook, pasted } from '../usecases/look.ts';
import { tryRule } from '../usecases/topics.ts';
import { topicOrOnly } from './support.ts';

/** Articles that are named of those that a rule takes. */
const NEWEST = 5;
/** Shorter words are an id that is not there rather than the text of an article. */
const SHORTEST = 60;
export const ADDRESS = /^<?https?:\/\/\S+>?$/iu;

/**
 * Why an article belongs to a topic or does not, or what the topic takes of what is stored. `rule`: words that are not
 * saved yet, in the place of a topic's.
 */
export async function testPage(desk: Desk, args: Args, rule: Rule | null, caller: Caller): Promise<Page> {
  const topic = rule === null || args.topic ? await topicOrOnly(desk, args.topic?.toLowerCase(), caller) : null;
  const tried = rule ?? topic?.rule ?? null;
  if (tried === null)
    return notePage(idOf('topic test', topic?.key), { key: 'topic-test-no-rule', args: { title: topic?.title ?? '' } });
  const article = args.article?.trim();
  return article ? why(desk, tried, topic, await articleOf(desk, article, caller)) : takes(desk, tried, topic, caller);
}

/** What a rule is called: its topic's title, unless its words are not saved. */
const named = (desk: Desk, rule: Rule, topic: Topic | null): Label =>
  topic !== null && topic.rule === rule
    ? { key: 'topic', args: { title: topic.title, slug: topic.slug } }
    : { key: 'topic-words', args: { rule: ruleText(rule, desk.table) } };

/** An article by its id or address, else the text itself. Throws `unknown_article`. */
async function articleOf(desk: Desk, typed: string, caller: Caller): Promise<Ingested> {
  const { tenant } = caller.place;
  const known = await desk.store.article(tenant, typed);
  if (known) return known;
  const [address] = ADDRESS.test(typed) ? addressesIn(typed, 1) : [];
  if (address !== undefined)
    return (await desk.store.article(tenant, pageId(new URL(address)))) ?? fetchToLook(desk, address, caller);
  if (typed.length < SHORTEST)
    throw new SitrepError(
      'unknown_article',
      `There is no article “${typed}” here, and that is too short for the text of one.`,
      {
        next: 'Give an id, an address or the text; words to try stand behind `words:`.',
      },
    );
  return pasted(desk, typed, tenant);
}

async function why(desk: Desk, rule: Rule, topic: Topic | null, one: Ingested): Promise<Page> {
  const { taken, why } = judge(rule, subjectOf(one), desk.table);
  const heading: Label = {
    key: taken ? 'heading-topic-taken' : 'heading-topic-not-taken',
    args: { topic: named(desk, rule, topic) },
  };
  const { id, title, publisher } = one.article;
  return page(idOf('topic why', rule, one.article.version, id), heading, [
    ...(title !== null || publisher !== null ? [rows([[namedArticle(one)]])] : []),
    rows(why.map((reason) => reasonRow(desk, reason, one))),
  ]);
}

/** What was looked for and what became of it, and the sentence in which it stands. */
function reasonRow(desk: Desk, { part, of, holds, at }: Reason, one: Ingested): Cell[] {
  const names = part === 'actors' ? of.map((slug) => actorBySlug(slug, desk.table)?.name ?? slug) : of;
  const place = at === null ? 'none' : at.in;
  const args = { of: listed(names), at: place, holds: holds ? 'yes' : 'no' };
  switch (part) {
    case 'languages': {
      const is = one.article.language;
      const wanted = of.map((language): Label => ({ key: 'language', args: { language } }));
      return [
        { key: 'topic-why-languages', args: { ...args, of: wanted, known: is ? 'yes' : 'no', language: is ?? '' } },
      ];
    }
    case 'sources':
      return [{ key: 'topic-why-sources', args }];
    default:
      return [{ key: `topic-why-${part}`, args }, ...(at?.in === 'text' ? [at.sentence] : [])];
  }
}

async function takes(desk: Desk, rule: Rule, topic: Topic | null, { place }: Caller): Promise<Page> {
  const { taken, of, isWhole } = await tryRule(desk, place.tenant, rule);
  const heading: Label = {
    key: 'heading-topic-takes',
    args: { topic: named(desk, rule, topic), count: taken.length, of, some: isWhole ? 'no' : 'yes' },
  };
  const shown = taken.slice(0, NEWEST).map((one): Cell[] => [namedArticle(one)]);
  return page(idOf('topic takes', place.tenant, rule, of), heading, [
    ...(topic ? [note({ key: 'topic-rule', args: { rule: ruleText(rule, desk.table) } })] : []),
    ...(shown.length > 0 ? [rows(shown)] : []),
    ...(taken.length > NEWEST ? [note({ key: 'topic-newest', args: { count: NEWEST } })] : []),
  ]);
}

const rows = (all: readonly (readonly Cell[])[]): Block => ({ is: 'rows', rows: all });
const note = (text: Label): Block => ({ is: 'note', text });
const page = (id: string, heading: Label, body: readonly Block[]): Page => ({
  id,
  push: heading,
  blocks: [{ is: 'heading', text: heading }, ...body],
  actions: [],
});
