import { extractPage } from './extract/page.ts';
import { type Teaser, teaserOf } from './extract/teaser.ts';
import { type Draft, draftOf, readPlain } from './formats.ts';

/** The article of a web page: of some only the beginning is there. */
export type PageDraft = Draft & { readonly teaser: Teaser | null };

/** A web page; what it says is its own address may be relative to where it was fetched. */
export function readPage(words: string, address?: string): PageDraft {
  const { text, url, teaser, ...fields } = extractPage(words);
  const own = url !== null && URL.canParse(url, address) ? new URL(url, address).href : url;
  return { ...draftOf(text, { ...fields, url: own }), teaser };
}

/** A page of plain text. */
export function readPlainPage(words: string): PageDraft {
  return { ...readPlain(words), teaser: teaserOf(words, '', words, false) };
}
