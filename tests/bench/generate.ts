import { createHash } from 'node:crypto';
import type { Article } from '../../src/core/model/article.ts';
import functionWords from '../../src/data/function-words.json' with { type: 'json' };

/** How many words there are besides the function words. */
const VOCABULARY = 60_000;
/** Zipf's exponent of running text. */
const EXPONENT = 1.05;
const HOUR = 3_600_000;
export const NOW = Date.UTC(2026, 10, 21, 8);

/** States and organisations of the actor table, the commonest first. */
const ACTORS = (
  'Russia;Ukraine;the United States;China;Moscow;the Kremlin;Washington;the White House;Beijing;Kyiv;Israel;Iran;' +
  'Germany;France;Japan;NATO;the European Union;the United Nations;India;Turkey;South Korea;North Korea;Poland;' +
  'the United Kingdom;Tokyo;Berlin;Paris;Brazil;Saudi Arabia;Egypt;Taiwan;Pakistan;Syria;Hungary;Belarus;Canada;' +
  'the Russian Foreign Ministry;the Pentagon;the Japanese Defense Ministry;the Chinese Foreign Ministry'
).split(';');
const SAYING = ['said', 'said', 'said', 'announced', 'warned', 'denied', 'added', 'claimed', 'insisted'];
const PUBLISHERS = Array.from({ length: 40 }, (_, n) => `Gazette ${String.fromCharCode(65 + (n % 26))}${n}`);

export type Random = () => number;

/** Mulberry32: the same seed gives the same bench everywhere. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const between = (random: Random, low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
export const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
/** The beginning of a list more often than its end. */
const pickEarly = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() ** 2 * from.length)]!;

const SYLLABLES =
  'ba be bo da del din do fa fer ga gor ha hin ka kel kor la lem lin ma mer mon na nel nor pa per pol ra rin ro sa sel sor ta tel tor va ven vor'.split(
    ' ',
  );

/** A made word for each number; no two are the same. */
function wordOf(n: number): string {
  let word = '';
  for (let rest = n + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
    word += SYLLABLES[rest % SYLLABLES.length];
  return word;
}

/** Draws words by Zipf's law: the function words are the commonest, as in any text. */
function vocabulary(): (random: Random) => string {
  const words = [...new Set(['the', 'of', 'and', 'to', 'in', 'a', 'that', ...functionWords])];
  while (words.length < VOCABULARY) words.push(wordOf(words.length));
  const sums = new Float64Array(words.length);
  let sum = 0;
  for (let rank = 0; rank < words.length; rank += 1) {
    sum += 1 / (rank + 2) ** EXPONENT;
    sums[rank] = sum;
  }
  return (random) => {
    const wanted = random() * sum;
    let [low, high] = [0, words.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    return words[low]!;
  };
}

const draw = vocabulary();
const capital = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}`;

/** An article has a subject: words of its own that come back again and again. */
function clause(random: Random, subject: readonly string[], length: number): string {
  return Array.from({ length }, () => (random() < 0.15 ? pick(random, subject) : draw(random))).join(' ');
}

function sentence(random: Random, subject: readonly string[]): string {
  const length = between(random, 10, 30);
  const kind = random();
  if (kind < 0.05)
    return `${capital(pickEarly(random, ACTORS))} ${pick(random, SAYING)} that ${clause(random, subject, length)}.`;
  if (kind < 0.1) return `“${capital(clause(random, subject, length))},” ${pickEarly(random, ACTORS)} said.`;
  if (kind < 0.35)
    return `${capital(clause(random, subject, 4))} ${pickEarly(random, ACTORS)} ${clause(random, subject, length - 5)}.`;
  return `${capital(clause(random, subject, length))}.`;
}

/** Articles of 400 to 800 words, a tenth of the sentences statements by known actors; the same for the same seed. */
export function* generate(count: number, seed = 1): Generator<Article> {
  const random = seeded(seed);
  for (let n = 0; n < count; n += 1) {
    const subject = Array.from({ length: 12 }, () => wordOf(between(random, 500, VOCABULARY - 1)));
    const wanted = between(random, 400, 800);
    const paragraphs: string[] = [];
    for (let words = 0; words < wanted; ) {
      const paragraph = Array.from({ length: between(random, 2, 4) }, () => sentence(random, subject)).join(' ');
      paragraphs.push(paragraph);
      words += paragraph.split(' ').length;
    }
    const text = paragraphs.join('\n\n');
    const published = NOW - between(random, 0, 365 * 24) * HOUR;
    yield {
      id: `g${String(n).padStart(6, '0')}`,
      tenant: 'public',
      version: createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 16),
      seq: 0,
      text,
      title: capital(`${pick(random, subject)} ${pickEarly(random, ACTORS)} ${clause(random, subject, 4)}`),
      publisher: pickEarly(random, PUBLISHERS),
      author: null,
      url: null,
      published: random() < 0.02 ? null : { precision: 'instant', from: published, to: published, words: null },
      seen: NOW,
      language: 'en',
      state: 'live',
      sample: false,
      topics: ['bench'],
    };
  }
}

/**
 * Questions as people type them: with function words, with the commonest names alone, short and long ones, about the
 * subjects of generated articles.
 */
export function questions(articles: readonly Article[], count: number, seed = 2): string[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, n) => {
    const article = pick(random, articles);
    const title = (article.title ?? '').toLowerCase().split(' ');
    const passage = pick(random, article.text.split('\n\n'))
      .replace(/[.“”,]/g, '')
      .split(' ');
    const actor = pickEarly(random, ACTORS);
    switch (n % 5) {
      case 0:
        return `What did ${actor} say?`;
      case 1:
        return `What did ${actor} say about ${title[0]} and ${pick(random, title)}?`;
      case 2:
        return `How many ${pick(random, passage)} are there in ${actor}?`;
      case 3:
        return `When was the ${title[0]} ${title.at(-1)}?`;
      default:
        return `${passage.slice(0, 12).join(' ')}?`;
    }
  });
}
