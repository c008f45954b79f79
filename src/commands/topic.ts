import type { Tenant } from '../core/model/article.ts';
import type { Args, Caller, Command, Option } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Page } from '../core/model/page.ts';
import type { OwnTopic, Rule, Topic } from '../core/model/topic.ts';
import { keyOf, slugFor } from '../core/topic/key.ts';
import { parseRule } from '../core/topic/typed.ts';
import { type Desk, topicNamed, topicOf } from '../usecases/desk.ts';
import { fillTopics } from '../usecases/topics.ts';
import { listing } from './order-pages.ts';
import { matching, required, topicOption } from './support.ts';
import { listPage, removedPage, savedPage } from './topic-pages.ts';
import { ADDRESS, testPage } from './topic-test.ts';

/** How many topics a server may make, and how long a title may be. */
const MOST = 50;
const LONGEST = 120;
/** Stored articles that a topic looks through before it is shown; the rest has its turn in the next minutes. */
const AT_ONCE = 1_000;

/** `/topic list|add|edit|remove|test`: what to follow. Topics of `briefs/` are shown and tried, not changed here. */
export function topicCommand(desk: Desk): Command {
  const list = listing((args, caller) => listPage(desk, args, caller));
  const manage = { reply: 'private', needs: 'manage' } as const;
  return {
    ...list,
    name: 'topic',
    describe: 'command-topic',
    options: [],
    sub: [
      { ...list, name: 'list', describe: 'command-topic-list' },
      {
        ...manage,
        name: 'add',
        describe: 'command-topic-add',
        options: [titleOption, { ...wordsOption, required: true }, actorsOption, languagesOption],
        typed: typedTitle,
        run: (args, caller) => add(desk, args, caller),
      },
      {
        ...manage,
        name: 'edit',
        describe: 'command-topic-edit',
        options: [ownOption(desk), wordsOption, { ...titleOption, required: false }, actorsOption, languagesOption],
        run: (args, caller) => edit(desk, args, caller),
      },
      {
        ...manage,
        name: 'remove',
        describe: 'command-topic-remove',
        options: [ownOption(desk)],
        run: (args, caller) => remove(desk, args, caller),
      },
      {
        ...manage,
        name: 'test',
        describe: 'command-topic-test',
        options: [
          topicOption(desk),
          { name: 'article', describe: 'option-topic-article', required: false, kind: 'rest' },
          wordsOption,
          actorsOption,
          languagesOption,
        ],
        typed: (words, tenant) => typedTest(desk, words, tenant),
        run: async (args, caller) => {
          const meant = await asArticle(desk, args, caller);
          return testPage(desk, meant, readRule(desk, meant), caller);
        },
      },
    ],
  };
}

const titleOption: Option = { name: 'title', describe: 'option-topic-title', required: true, kind: 'rest' };
const wordsOption: Option = { name: 'words', describe: 'option-topic-words', required: false, kind: 'rest' };
const actorsOption: Option = { name: 'actors', describe: 'option-topic-actors', required: false, kind: 'word' };
const languagesOption: Option = {
  name: 'languages',
  describe: 'option-topic-languages',
  required: false,
  kind: 'word',
};

/** One of those that were made here. */
const ownOption = (desk: Desk): Option => ({
  name: 'topic',
  describe: 'option-topic-own',
  required: true,
  kind: 'word',
  suggest: async (typed, { place }) =>
    matching(
      typed,
      desk
        .topics(place.tenant)
        .filter(({ declared }) => !declared)
        .map(({ title, slug }) => ({ text: title, value: slug })),
    ),
});

/** `Ports of the canal: ports canal +tariff`. */
function typedTitle(typed: string): Args {
  const [, title, words] = /^(.*?):\s+(.*)$/su.exec(typed.trim()) ?? [null, typed, ''];
  return { ...(title?.trim() && { title: title.trim() }), ...(words?.trim() && { words: words.trim() }) };
}

/** `ports article-7.txt` tries an article on a topic; other words are a rule to be tried. */
function typedTest(desk: Desk, typed: string, tenant: Tenant): Args {
  const [first = '', ...rest] = typed.trim().split(/\s+/u);
  const named = first.toLowerCase().replace(/:$/u, '');
  if (first !== '' && topicNamed(desk, tenant, named)) {
    const article = typed.trim().slice(first.length).trim();
    return { topic: named, ...(rest.length > 0 && { article }) };
  }
  return typed.trim() ? { words: typed.trim() } : {};
}

/** Typed alone, an id or address is an article's, to be tried on the only topic or the channel's. */
async function asArticle(desk: Desk, args: Args, { place }: Caller): Promise<Args> {
  const { words, ...rest } = args;
  const typed = words?.trim();
  if (!typed || args.topic || args.article) return args;
  const isArticle = ADDRESS.test(typed) || (await desk.store.article(place.tenant, typed)) !== null;
  return isArticle ? { ...rest, article: typed } : args;
}

/** The rule that the options make together; null without any of them. */
function readRule(desk: Desk, { words = '', actors = '', languages = '' }: Args): Rule | null {
  const list = (name: string, typed: string) => {
    const all = typed
      .replace(/["“”]/gu, '')
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean);
    return all.length > 0 ? `${name}:${all.map((one) => `"${one}"`).join(',')}` : '';
  };
  const typed = [words, list('actor', actors), list('lang', languages)].join(' ').trim();
  return typed === '' ? null : parseRule(typed, desk.table);
}

function readTitle(typed: string): string {
  const title = typed.replace(/\s+/gu, ' ').trim();
  if (title.length > LONGEST)
    throw new SitrepError('bad_topic', `The “title” is ${title.length} characters long, at most ${LONGEST}.`);
  return title;
}

/** Topics are the whole server's. */
function checkWhole({ onlyHere }: Caller): void {
  if (onlyHere)
    throw new SitrepError('not_allowed', 'Topics are the whole server’s; who created a channel manages that channel.');
}

async function add(desk: Desk, args: Args, caller: Caller): Promise<Page> {
  checkWhole(caller);
  const { tenant } = caller.place;
  const title = readTitle(required(args, 'title'));
  const rule = readRule(desk, { ...args, words: required(args, 'words') })!;
  const slug = slugFor(title);
  if (slug === '') throw new SitrepError('bad_topic', `The “title” has no letter or digit to name the topic by.`);
  await desk.loadTopics();
  const taken = topicNamed(desk, tenant, slug);
  if (taken)
    throw new SitrepError(
      'bad_topic',
      taken.declared
        ? `There is a topic “${slug}” in briefs/ already.`
        : `There is a topic “${slug}” already; \`/topic edit ${slug}\` changes it.`,
      { next: 'Give it another title.' },
    );
  const own = desk.topics(tenant).filter(({ declared }) => !declared);
  if (own.length >= MOST)
    throw new SitrepError('too_many', `This server has ${own.length} topics of its own, and no more than that.`, {
      next: 'Remove one first: `/topic list` shows them.',
    });
  return save(desk, { tenant, slug, title, rule, by: caller.person, made: desk.clock() });
}

async function edit(desk: Desk, args: Args, caller: Caller): Promise<Page> {
  const topic = await ownTopic(desk, args, caller);
  const rule = readRule(desk, args);
  const title = args.title?.trim() ? readTitle(args.title) : null;
  if (rule === null && title === null)
    throw new SitrepError('bad_topic', `Nothing of “${topic.slug}” is to be changed.`, {
      next: `For example \`/topic edit ${topic.slug} ports canal\`, or \`title:\` with another title.`,
    });
  return save(desk, { ...topic, title: title ?? topic.title, rule: rule ?? topic.rule });
}

/** Stores it and has it look through the articles that there are. */
async function save(desk: Desk, topic: OwnTopic): Promise<Page> {
  const isNew = (await desk.store.setTopic(topic)) === 'new';
  const isWhole = await fillTopics(desk, AT_ONCE);
  return savedPage(desk, topic, isNew, isWhole);
}

/** What comes by its digests and watches, and what its sources bring, rests: the same topic may be made again. */
async function remove(desk: Desk, args: Args, caller: Caller): Promise<Page> {
  const { tenant, slug, title } = await ownTopic(desk, args, caller);
  const key = keyOf(tenant, slug);
  const count = await desk.store.count({ tenant, topic: key, docs: null, since: null, until: null });
  const orders = (await desk.store.subscriptions(tenant)).filter((one) => one.topic === key && one.state === 'active');
  const all = await desk.store.sources(tenant);
  const sources = all.map(({ source }) => source).filter((one) => one.topic === key && one.state === 'active');
  if (!(await desk.store.removeTopic(tenant, slug)))
    throw new SitrepError('unknown_topic', `There is no topic “${slug}” here any more.`);
  for (const { id } of orders) await desk.store.setSubscription(tenant, id, 'paused');
  for (const { id } of sources) await desk.store.pauseSource(tenant, id, 'paused');
  await desk.loadTopics();
  return removedPage({ slug, title, articles: count.articles, orders: orders.length, sources: sources.length });
}

/** A topic that was made here, as it is stored. Throws `unknown_topic`, or `not_allowed` for one of `briefs/`. */
async function ownTopic(desk: Desk, args: Args, caller: Caller): Promise<OwnTopic> {
  checkWhole(caller);
  const { tenant } = caller.place;
  const typed = required(args, 'topic').toLowerCase().replace(/:$/u, '');
  const all = await desk.store.topics(tenant);
  const own = all.find(({ slug }) => slug === typed || keyOf(tenant, slug) === typed);
  if (own) return own;
  const { slug }: Topic = topicOf(desk, tenant, typed);
  throw new SitrepError('not_allowed', `The topic “${slug}” is declared in briefs/ and is not changed from a chat.`, {
    next: 'Whoever runs Sitrep changes its `brief.yaml`.',
  });
}
