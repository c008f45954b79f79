import stubs from '../../data/stubs.json' with { type: 'json' };

/** Why a page shows less than its article: one has to pay or sign in, to consent, or to prove to be no program. */
export type Teaser = 'subscription' | 'consent' | 'people';

/** Characters: an article has more than the first; a page that is shown instead of one has less than the second. */
const FEWEST = 400;
const SHORT = 1_200;
/** What is not read any further, however much a page holds beside its text. */
const LOOKED_AT = 6_000;
/** The beginning of an article that the page itself says is paid for. */
const PAID = 1_500;

/**
 * Whether only the beginning of an article, or something else in its place, is there. `text` is what was taken for the
 * article, `after` what the page says below its beginning, `whole` all of it. null for an article.
 */
export function teaserOf(text: string, after: string, whole: string, paid: boolean): Teaser | null {
  if (text.length < SHORT) {
    const shown = (text.length < FEWEST ? whole.slice(0, LOOKED_AT) : text).toLowerCase();
    const said = `${text}\n${after.slice(0, LOOKED_AT)}`.toLowerCase();
    const has = (phrases: readonly string[], where: string) => phrases.some((phrase) => where.includes(phrase));
    if (has(stubs.consent, shown)) return 'consent';
    if (has(stubs.subscription, said)) return 'subscription';
    if (has(stubs.people, shown)) return 'people';
  }
  return paid && text.length < PAID ? 'subscription' : null;
}
