/**
 * Porter's stemmer (M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980), as the full-text index
 * applies it, so that a word of the question, of a sentence and of the index meet in one form. Like the index it
 * leaves words of fewer than three letters and words with a character outside a–z alone.
 */

/** A run of vowels followed by a run of consonants, in the c/v pattern of a stem. */
const RUN = /v+c+/g;

/** The pattern of consonants and vowels; y is a vowel after a consonant. */
function shape(stem: string): string {
  let pattern = '';
  for (const letter of stem) {
    const vowel = 'aeiou'.includes(letter) || (letter === 'y' && pattern.endsWith('c'));
    pattern += vowel ? 'v' : 'c';
  }
  return pattern;
}

/** Porter's measure m: how often a vowel run meets a consonant run. */
const measure = (stem: string): number => shape(stem).match(RUN)?.length ?? 0;
const hasVowel = (stem: string): boolean => shape(stem).includes('v');
const endsDouble = (stem: string): boolean => /([^aeiou])\1$/.test(stem) && shape(stem).endsWith('c');
/** *o: consonant, vowel, consonant at the end, the last not w, x or y. */
const endsShort = (stem: string): boolean => shape(stem).endsWith('cvc') && !/[wxy]$/.test(stem);

type Rule = readonly [suffix: string, replacement: string];

const STEP_2: readonly Rule[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['logi', 'log'],
  ['bli', 'ble'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
];

const STEP_3: readonly Rule[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];

const STEP_4: readonly string[] =
  'al ance ence er ic able ible ant ement ment ent ion ou ism ate iti ous ive ize'.split(' ');

/** The longest suffix decides; its condition may still leave the word as it is. */
function replace(word: string, rules: readonly Rule[]): string {
  let best: Rule | null = null;
  for (const rule of rules) if (word.endsWith(rule[0]) && (!best || rule[0].length > best[0].length)) best = rule;
  if (!best) return word;
  const stem = word.slice(0, -best[0].length);
  return measure(stem) > 0 ? stem + best[1] : word;
}

function plural(word: string): string {
  if ((word.length > 4 && word.endsWith('sses')) || (word.length > 3 && word.endsWith('ies'))) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function past(word: string): string {
  if (word.length > 3 && word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const ending = /(ed|ing)$/.exec(word)?.[0];
  if (!ending || !hasVowel(word.slice(0, -ending.length))) return word;
  const stem = word.slice(0, -ending.length);
  if (/(at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (endsDouble(stem) && !/[lsz]$/.test(stem)) return stem.slice(0, -1);
  return measure(stem) === 1 && endsShort(stem) ? `${stem}e` : stem;
}

function residual(word: string): string {
  let best = '';
  for (const suffix of STEP_4) if (word.endsWith(suffix) && suffix.length > best.length) best = suffix;
  if (!best) return word;
  const stem = word.slice(0, -best.length);
  return measure(stem) > 1 && (best !== 'ion' || /[st]$/.test(stem)) ? stem : word;
}

function tidy(word: string): string {
  let stem = word;
  if (stem.endsWith('e')) {
    const bare = stem.slice(0, -1);
    const m = measure(bare);
    if (m > 1 || (m === 1 && !endsShort(bare))) stem = bare;
  }
  return stem.endsWith('ll') && measure(stem.slice(0, -1)) > 1 ? stem.slice(0, -1) : stem;
}

/** The stem of a lower-case word. */
export function stem(word: string): string {
  if (word.length < 3 || word.length > 64 || !/^[a-z]+$/.test(word)) return word;
  let result = past(plural(word));
  if (result.endsWith('y') && hasVowel(result.slice(0, -1))) result = `${result.slice(0, -1)}i`;
  result = replace(replace(result, STEP_2), STEP_3);
  return tidy(residual(result));
}
