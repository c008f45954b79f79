const OPEN = /[„«「『]/gu;
const CLOSE = /[”»」』]/gu;
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/**
 * How many quotations a stretch of an article leaves open (above 0) or closes that began before it (below). The mark “
 * opens in most languages and closes behind „: `article` is the whole text, which shows which it is.
 */
export function openQuotations(text: string, article: string): number {
  const german = article.includes('„');
  const both = count(text, /“/gu);
  return count(text, OPEN) + (german ? 0 : both) - count(text, CLOSE) - (german ? both : 0);
}
