import type { Label } from '../model/answer.ts';
import type { SitrepError } from '../model/errors.ts';
import type { Page } from '../model/page.ts';

/** Small pages that are no answer: what was done, what went wrong, who shows it. */

/** A page of one line. */
export function notePage(id: string, text: Label): Page {
  return { id, push: text, blocks: [{ is: 'heading', text }], actions: [] };
}

/** What went wrong, with the id that its log line has too. */
export function troublePage(id: string, text: Label): Page {
  const page = notePage(id, text);
  return { ...page, blocks: [...page.blocks, { is: 'note', text: { key: 'error-id', args: { id } } }] };
}

/** The same of an error: what happened, and what to do next. */
export const errorPage = (id: string, { message, next, code }: SitrepError): Page =>
  troublePage(id, { key: 'error', args: { text: message, next, code } });

/** What one person makes public names that person. */
export function sharedBy(page: Page, name: string): Page {
  return { ...page, blocks: [...page.blocks, { is: 'note', text: { key: 'shared-by', args: { name } } }] };
}
