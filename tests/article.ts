import { versionOf } from '../src/core/hash.ts';
import type { Article } from '../src/core/model/article.ts';

/** A plain article of a text: public, undated, with nothing known of it but what is given. */
export function articleOf(text: string, given: Partial<Article> = {}): Article {
  return {
    id: 'a',
    tenant: 'public',
    version: versionOf(text),
    seq: 0,
    text,
    title: null,
    publisher: null,
    author: null,
    url: null,
    published: null,
    seen: 0,
    language: null,
    state: 'live',
    sample: false,
    topics: [],
    ...given,
  };
}
