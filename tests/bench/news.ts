import people from '../../src/data/people.json' with { type: 'json' };
import states from '../../src/data/states.json' with { type: 'json' };
import { articleOf } from '../article.ts';
import { NOW, pick, type Random, seeded } from './generate.ts';

/**
 * News as the language step meets it: about 600 words in 30 sentences, with as many quotations, speakers, persons,
 * dates and counts as reports have. The sentences are frames of our own, filled at random; they mean nothing.
 */

const CASTS = states.flatMap(({ name, adjective, capital }) =>
  adjective?.[0] !== undefined && capital?.[0] !== undefined
    ? [{ name, adjective: adjective[0], capital: capital[0] }]
    : [],
);
const POSTS = ['foreign minister', 'defence minister', 'president', 'finance minister', 'ambassador', 'spokesperson'];
const ORGANS = ['foreign ministry', 'government', 'parliament', 'central bank', 'armed forces', 'interior ministry'];
const THINGS = [
  'talks',
  'ships',
  'exports',
  'elections',
  'prices',
  'hospitals',
  'soldiers',
  'sanctions',
  'pipelines',
  'farmers',
];
const PLACES = [
  'the northern port',
  'the border',
  'the old stadium',
  'the eastern provinces',
  'the airport',
  'the coast',
];
const QUALITIES = ['difficult', 'unacceptable', 'promising', 'far too slow', 'a first step', 'worse than last year'];
const DAYS = ['on Monday', 'on Thursday', 'last week', 'in early March', 'on 14 October 2025', 'two days later'];
const VERBS = ['reopen', 'inspect', 'pay for', 'withdraw from', 'rebuild', 'supply'];
const SAID = ['said', 'told reporters', 'wrote in a statement', 'added', 'insisted', 'warned'];

/** What may be said: `{…}` are filled at random. */
const CLAIMS = [
  'the {things} would resume before the end of the month',
  '{n} {things} had already reached {place}, although the road was closed for most of the day',
  'the new rules are {quality} for everybody who depends on {things}',
  'it would {verb} {place} only if the neighbours agreed to share the cost',
  'nobody had been told about the plan, which was drawn up by a committee of {n} people',
  'the price of bread rose by {n} percent and wages did not follow',
];
const QUOTED = [
  'We cannot accept this, and we have told them so',
  'The {things} are {quality}, but we will keep working',
  'There is no reason to wait until somebody gets hurt',
  'Our people will {verb} {place} whatever it takes',
];
const FRAMES = [
  'The {adjective} {organ} {said} {day} that {claim}.',
  '“{quoted},” {person}, the {adjective} {post}, {said} {day}.',
  '{person} {said} that {claim}. “{quoted},” the {post} said, adding that {claim}.',
  'According to the {organ} of {state}, {claim}.',
  '{capital} has accused {state2} of sending {n} {things} to {place}, a charge that {state2} denies.',
  '{state} denied {day} that {claim}.',
  '“{quoted}.”',
  'Analysts in {capital} doubt that {claim}, since the {things} have been {quality} for years.',
  'Thousands of people walked along {place} {day} while police officers watched from a bridge.',
  'The company, which employs {n} workers and owns {n} factories, had asked a court to delay the sale of its {things}.',
  'It was the third time this year that {things} were stopped near {place}, where rain had washed away part of the road.',
  'In {capital}, shops were closed and the streets were quiet as the {adjective} team prepared for its final match.',
  'She said she had seen {n} lorries leave {place} and did not know who was driving them.',
  'The report, published {day}, describes how {things} came to be sold twice and why nobody noticed until {day}.',
  'Two officials, who spoke on condition of anonymity, said that {claim}.',
  'Critics call the law {quality}; its supporters, among them {person}, hope that {claim}.',
  'The two sides signed an agreement in {capital} {day} after {n} hours of negotiations about {things} and {place}.',
  'Since then the number of {things} has fallen by almost a third, and {claim}.',
  'He did not rule out that {claim}.',
  'Many of those who live near {place} have left, and the schools there teach fewer than {n} children.',
];

export function* newsArticles(count: number, seed = 3) {
  const random = seeded(seed);
  for (let n = 0; n < count; n += 1) {
    const paragraphs: string[] = [];
    for (let words = 0; words < 600; ) {
      const paragraph = [frame(random), frame(random)].join(' ');
      paragraphs.push(paragraph);
      words += paragraph.split(' ').length;
    }
    const published = NOW - n * 3_600_000;
    yield articleOf(paragraphs.join('\n\n'), {
      id: `n${n}`,
      language: 'en',
      published: { precision: 'instant', from: published, to: published, words: null },
    });
  }
}

function frame(random: Random): string {
  const [one, other] = [pick(random, CASTS), pick(random, CASTS)];
  const given: Readonly<Record<string, () => string>> = {
    adjective: () => one.adjective,
    state: () => one.name,
    capital: () => one.capital,
    state2: () => other.name,
    person: () => pick(random, people).name,
    post: () => pick(random, POSTS),
    organ: () => pick(random, ORGANS),
    things: () => pick(random, THINGS),
    place: () => pick(random, PLACES),
    quality: () => pick(random, QUALITIES),
    day: () => pick(random, DAYS),
    verb: () => pick(random, VERBS),
    said: () => pick(random, SAID),
    n: () => String(2 + Math.floor(random() * 60)),
    claim: () => pick(random, CLAIMS),
    quoted: () => pick(random, QUOTED),
  };
  // A claim holds slots of its own.
  const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (_, slot: string) => given[slot]?.() ?? '');
  const text = fill(fill(pick(random, FRAMES)));
  return text.charAt(0).toUpperCase() + text.slice(1);
}
