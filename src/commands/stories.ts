import type { Story } from '../core/model/answer.ts';
import type { ArticleId } from '../core/model/article.ts';
import type { Caller, Command } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Action, Block, Cell, Page } from '../core/model/page.ts';
import { storyPage } from '../core/story/page.ts';
import { slugIn } from '../core/topic/key.ts';
import { onPage } from '../core/writing/paging.ts';
import { stories } from '../usecases/brief.ts';
import { type Desk, idOf } from '../usecases/desk.ts';
import { pageOption } from './order-pages.ts';
import { required, scopeOf, topicOption } from './support.ts';

/** Stories on a page: so few rows may have buttons on every platform. */
const PAGE = 5;

/** `/stories [topic]`: the newest articles by what they report, with outlets and origins, and why they belong together. */
export function storiesCommand(desk: Desk): Command {
  return {
    name: 'stories',
    describe: 'command-stories',
    options: [topicOption(desk), pageOption],
    reply: 'answer',
    needs: 'read',
    run: async (args, caller) => {
      const scope = await scopeOf(desk, caller, args);
      return listPage(await stories(desk, scope), scope.topic, Math.trunc(Number(args.page)) || 1);
    },
  };
}

/** The button beside a story: its articles, and what says that they have one origin or several. */
export function storyCommand(desk: Desk): Command {
  return {
    name: 'story',
    describe: 'command-story',
    options: [{ name: 'id', describe: 'option-id', required: true, kind: 'word' }, topicOption(desk), pageOption],
    reply: 'private',
    needs: 'read',
    hidden: true,
    run: async (args, caller) => {
      const id = required(args, 'id');
      const story = await storyOf(desk, id, args.topic ?? null, caller);
      const again = { id, ...(args.topic !== undefined && { topic: args.topic }) };
      return onPage(storyPage(story), args.page, { command: 'story', args: again });
    },
  };
}

/** The one that holds the article now. Throws `unknown_id`, `unknown_topic`. */
async function storyOf(desk: Desk, id: string, topic: string | null, caller: Caller): Promise<Story> {
  const all = await stories(desk, await scopeOf(desk, caller, { topic }));
  const found = all.find((story) => story.articles.some((article) => markOf(article) === id));
  if (found) return found;
  throw new SitrepError('unknown_id', 'That story is no longer among the newest.', {
    next: 'Type `/stories` for those that are.',
  });
}

/** An article's id may be longer than a button holds. */
const markOf = (article: ArticleId): string => idOf('story', article);

function listPage(all: readonly Story[], topic: string | null, asked: number): Page {
  const pages = Math.max(1, Math.ceil(all.length / PAGE));
  const page = Math.min(Math.max(1, asked), pages);
  const shown = all.slice((page - 1) * PAGE, page * PAGE);
  const of = all.reduce((sum, { articles }) => sum + articles.length, 0);
  const heading = { key: 'heading-stories', args: { count: all.length, of } } as const;
  const within: Action['args'] = topic === null ? {} : { topic: slugIn(topic) };
  const body: Block[] =
    shown.length > 0
      ? [{ is: 'rows', rows: shown.map(rowOf), menu: shown.map((story) => whyActions(story, within)) }]
      : [{ is: 'note', text: { key: 'story-none' } }];
  if (pages > 1) body.push({ is: 'note', text: { key: 'pages', args: { page, pages } } });
  const next: Action = {
    text: { key: 'action-next', args: { page: page + 1, pages } },
    command: 'stories',
    args: { ...within, page: String(page + 1) },
  };
  return {
    id: idOf(
      'stories',
      topic,
      page,
      all.map(({ id }) => id),
    ),
    push: heading,
    blocks: [{ is: 'heading', text: heading }, ...body],
    actions: page < pages ? [next] : [],
  };
}

/** "3 articles, 3 outlets, 1 origin (Reuters)" and the newest of them. */
function rowOf({ grouping: { articles, head } }: Story): Cell[] {
  const [first] = articles;
  return [head, ...(first ? [{ ...first, origin: null }] : [])];
}

/** One article alone is no grouping to explain. */
function whyActions(story: Story, within: Action['args']): Action[] {
  if (story.articles.length < 2) return [];
  return [{ text: { key: 'action-story' }, command: 'story', args: { id: markOf(story.articles[0]), ...within } }];
}
