import type { Named, Story } from '../model/answer.ts';
import type { ArticleId } from '../model/article.ts';
import type { Block, Cell, Page } from '../model/page.ts';

/** Why the articles of a story count as one origin or several: the page behind "3 outlets, 1 origin". */
export function storyPage({ id, lead, grouping }: Story): Page {
  const { head, articles, families } = grouping;
  const blocks: Block[] = [
    { is: 'heading', text: head },
    { is: 'points', group: { head: { key: 'facts' }, points: [lead] } },
    { is: 'rows', rows: articles.map((one) => rowOf(one, grouping)) },
    ...families.map(
      ({ name, outlets }): Block => ({
        is: 'note',
        text: { key: 'story-family', args: { name, outlets: outlets.join(', ') } },
      }),
    ),
  ];
  return { id, push: head, blocks, actions: [] };
}

/** An article, what it was copied from, and the words that credit its origin. */
function rowOf(article: Named, { articles, copies, origins, unknown }: Story['grouping']): Cell[] {
  const isThis = (id: ArticleId): boolean => id === article.article;
  const copied = copies.find((copy) => isThis(copy.article));
  const source = articles.find((one) => one.article === copied?.of);
  const origin = origins.find((one) => one.articles.some(isThis));
  const credit = origin?.credits.find(({ span }) => isThis(span.article));
  const percent = Math.round(100 * (copied?.share ?? 0));
  return [
    plain(article),
    ...(source ? [{ key: 'story-copy', args: { percent } } as const, plain(source)] : []),
    ...(origin ? [{ key: 'story-origin', args: { name: origin.name } } as const] : []),
    ...(credit ? [credit] : []),
    ...(unknown.some(isThis) ? [{ key: 'story-unknown' } as const] : []),
  ];
}

/** The origin stands in a cell of its own, where copies have that of their text. */
const plain = (article: Named): Named => ({ ...article, origin: null });
