import { versionOf } from './hash.ts';
import type { Article } from './model/article.ts';

type Given = Pick<Article, 'id' | 'tenant' | 'text' | 'topics' | 'seen'> & Partial<Omit<Article, 'version' | 'seq'>>;

/** An article before it is stored: of the version that its text is; what is not given is not known, and it is live. */
export const newArticle = (given: Given): Article => ({
  title: null,
  publisher: null,
  author: null,
  url: null,
  published: null,
  language: null,
  state: 'live',
  sample: false,
  ...given,
  version: versionOf(given.text),
  seq: 0,
});
