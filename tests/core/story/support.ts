import { sentencesOnly } from '../../../src/core/language/analyse.ts';
import { findOrigin } from '../../../src/core/language/origin.ts';
import { readPublished } from '../../../src/core/language/published.ts';
import { findSentences } from '../../../src/core/language/sentences.ts';
import type { Article } from '../../../src/core/model/article.ts';
import type { Ingested } from '../../../src/core/model/ports.ts';
import { articleOf } from '../../article.ts';

/** An article with its sentences and what its own words say of its origin. */
export function reportOf(
  id: string,
  text: string,
  { on, ...given }: Partial<Article> & { readonly on?: string } = {},
): Ingested {
  const article = articleOf(text, { id, published: on === undefined ? null : readPublished(on), ...given });
  const { version } = article;
  const origin = findOrigin(text, findSentences(text), [], (range) => ({ article: id, version, ...range }));
  return { article, analysis: { ...sentencesOnly(article), origin } };
}

/** An agency's report of the day, made up. */
export const FERRY = `The car ferry Northern Light ran onto a sandbank outside the harbour shortly after five in the morning, with 212 passengers and 48 vehicles on board. Nobody was hurt, the coast guard said, and the hull showed no leak when divers looked at it.
Two tugs from the naval yard reached the vessel before seven and put lines on it, but the ebbing tide left too little water for a first attempt. The harbour master closed the eastern channel to all traffic until the evening.
Passengers were taken off in small boats and given breakfast in a school gymnasium, while the owner of the line promised to pay for hotel rooms. Investigators want to know why the ship left the marked channel in clear weather and a light wind.
The line has run between the mainland and the islands since the bridge was closed for repairs, and its ships have carried twice as many people as planned. A spokeswoman for the ministry said that a second ferry would be hired for the rest of the season.`;

/** Another newsroom's own report of the same day. */
export const OTHER_FERRY = `More than two hundred people had to leave a stranded ferry on Tuesday after it hit a shoal within sight of the pier. The Northern Light, on its first trip of the day to the islands, was going at half speed when it stopped, several of those on board told this newspaper.
Fishing boats and a lifeboat carried families ashore. Divers found the bottom plates dented but dry. At low water the ship leaned to one side, and the crew poured sand on the car deck to stop vehicles from sliding.
Tug masters will try again at the next flood, around six in the evening. Until then no freighter can reach the eastern docks, and nine are waiting outside.`;
