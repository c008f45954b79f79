import type { Label } from '../core/model/answer.ts';
import type { When } from '../core/model/article.ts';
import type { Args, Caller } from '../core/model/command.ts';
import type { Action, Block, Cell, Page } from '../core/model/page.ts';
import type { Scope } from '../core/model/ports.ts';
import type { OwnTopic, Topic } from '../core/model/topic.ts';
import { keyOf } from '../core/topic/key.ts';
import { ruleText } from '../core/topic/typed.ts';
import { notePage } from '../core/writing/notices.ts';
import { type Desk, idOf } from '../usecases/desk.ts';

/** The pages of `/topic` but its trials. */

/** Topics on a page. */
const PAGE = 20;

const scopeAt = (tenant: string, topic: string): Scope => ({ tenant, topic, docs: null, since: null, until: null });

/** What there is: its words, where it comes from, how many articles, how fresh. */
export async function listPage(desk: Desk, args: Args, caller: Caller): Promise<Page> {
  const { place } = caller;
  const all = desk.topics(place.tenant);
  const pages = Math.max(1, Math.ceil(all.length / PAGE));
  const at = Math.min(Math.max(1, Math.trunc(Number(args.page)) || 1), pages);
  const shown = all.slice((at - 1) * PAGE, at * PAGE);
  const heading = { key: 'heading-topics', args: { count: all.length } } as const;
  const rows = await Promise.all(shown.map((one) => row(desk, one, caller)));
  const blocks: Block[] =
    rows.length > 0
      ? [{ is: 'rows', rows, menu: shown.map((one) => menuOf(one, caller)) }]
      : [{ is: 'note', text: { key: 'topics-none' } }];
  if (pages > 1) blocks.push({ is: 'note', text: { key: 'pages', args: { page: at, pages } } });
  const next: Action = {
    text: { key: 'action-next', args: { page: at + 1, pages } },
    command: 'topic list',
    args: { page: String(at + 1) },
  };
  return {
    id: idOf('topics', place, at),
    push: heading,
    blocks: [{ is: 'heading', text: heading }, ...blocks],
    actions: at < pages ? [next] : [],
  };
}

async function row(desk: Desk, topic: Topic, { place }: Caller): Promise<Cell[]> {
  const { title, slug, key, rule, declared } = topic;
  const { articles, newest } = await desk.store.count(scopeAt(place.tenant, key));
  return [
    { key: 'topic', args: { title, slug } },
    rule ? { key: 'topic-rule', args: { rule: ruleText(rule, desk.table) } } : { key: 'topic-rule-none' },
    { key: declared ? 'topic-declared' : 'topic-from-chat' },
    counted(articles, newest),
  ];
}

/** Whoever may, tries or removes one from its menu. */
function menuOf({ slug, declared, rule }: Topic, { mayManage, onlyHere }: Caller): Action[] {
  if (!mayManage) return [];
  const test: Action = { text: { key: 'action-test' }, command: 'topic test', args: { topic: slug } };
  const remove: Action = { text: { key: 'action-remove' }, command: 'topic remove', args: { topic: slug } };
  return [...(rule ? [test] : []), ...(declared || onlyHere ? [] : [remove])];
}

function counted(articles: number, newest: number | null): Label {
  if (newest === null) return { key: 'topic-articles', args: { count: articles } };
  const when: When = { precision: 'day', from: newest, to: newest, words: null };
  return { key: 'topic-articles-newest', args: { count: articles, when } };
}

/** What it takes of what is stored; `isWhole`: all of that was looked through. */
export async function savedPage(desk: Desk, topic: OwnTopic, isNew: boolean, isWhole: boolean): Promise<Page> {
  const { tenant, slug, title, rule } = topic;
  const { articles, newest } = await desk.store.count(scopeAt(tenant, keyOf(tenant, slug)));
  const page = notePage(idOf('topic', tenant, slug, rule), {
    key: isNew ? 'topic-added' : 'topic-changed',
    args: { title, slug },
  });
  const notes: Label[] = [
    { key: 'topic-rule', args: { rule: ruleText(rule, desk.table) } },
    counted(articles, newest),
    ...(isWhole ? [] : [{ key: 'topic-more-to-come' } as const]),
  ];
  return {
    ...page,
    blocks: [...page.blocks, ...notes.map((text): Block => ({ is: 'note', text }))],
    actions: [
      { text: { key: 'action-test' }, command: 'topic test', args: { topic: slug } },
      { text: { key: 'action-brief' }, command: 'brief', args: { topic: slug } },
    ],
  };
}

type Removed = {
  readonly slug: string;
  readonly title: string;
  readonly articles: number;
  readonly orders: number;
  readonly sources: number;
};

export function removedPage({ slug, title, articles, orders, sources }: Removed): Page {
  const page = notePage(idOf('topic removed', slug), { key: 'topic-removed', args: { title, articles } });
  const rests: Label = { key: 'topic-rests', args: { orders, sources, slug } };
  return orders + sources === 0 ? page : { ...page, blocks: [...page.blocks, { is: 'note', text: rests }] };
}
