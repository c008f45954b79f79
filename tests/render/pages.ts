import type { Citation, Group, Point } from '../../src/core/model/answer.ts';
import type { Many, Quote } from '../../src/core/model/article.ts';
import type { Action, Block, Page } from '../../src/core/model/page.ts';

/** Pages made by hand, for the renderer of Discord and its adapter. */

export const quoteOf = (text: string): Quote => ({
  span: { article: 'a', version: '0000000000000000', start: 0, end: text.length },
  text,
});

export const citationOf = (n: number, text: string, link: string | null = `https://news.example/${n}`): Citation => ({
  n,
  sentence: quoteOf(text),
  title: null,
  publisher: null,
  published: null,
  url: link,
  link,
  sample: false,
});

export const pointOf = (text: string, n = 1, link?: string | null): Point => ({
  pieces: [{ is: 'quote', quote: quoteOf(text) }],
  citations: [citationOf(n, text, link === undefined ? `https://news.example/${n}` : link)],
  alsoIn: [],
  differs: [],
  said: null,
});

export const groupOf = (head: string, points: readonly Point[]): Group => ({
  head: { key: 'question', args: { text: head } },
  points: points as unknown as Many<Point>,
});

export const headingOf = (text: string): Block => ({ is: 'heading', text: { key: 'question', args: { text } } });
export const noteOf = (text: string): Block => ({ is: 'note', text: { key: 'question', args: { text } } });

export const actionOf = (text: string, command: string, args: Record<string, string> = {}): Action => ({
  text: { key: 'question', args: { text } },
  command,
  args,
});

export const pageOf = (blocks: readonly Block[], actions: readonly Action[] = []): Page => ({
  id: 'p1',
  push: { key: 'push-plain', args: { text: 'A page' } },
  blocks,
  actions,
});
