import { expect, test } from 'vitest';
import { copyGroups, copyIndex } from '../../../src/core/story/copies.ts';
import { FERRY, OTHER_FERRY, reportOf } from './support.ts';

const PARAGRAPHS = FERRY.split('\n');

/** Every n-th longer word is replaced. */
const reworded = (text: string, every: number): string => {
  let at = 0;
  return text.replace(/\p{Ll}{4,}/gu, (word) => (++at % every === 0 ? 'otherwise' : word));
};

test.each([
  ['cut', PARAGRAPHS.slice(0, 2).join('\n')],
  ['its end', PARAGRAPHS.slice(2).join('\n')],
  ['an agency line', `PORT CITY (Reuters) — ${FERRY}\nReporting by our staff.`],
  ['reordered', [...PARAGRAPHS.slice(2), ...PARAGRAPHS.slice(0, 2)].join('\n')],
  ['lightly edited', reworded(FERRY, 10)],
  ['all at once', `PORT CITY (Reuters) — ${reworded([...PARAGRAPHS.slice(1, 3), PARAGRAPHS[0]].join('\n'), 20)}`],
])('a copy: %s', (_, text) => {
  const [group] = copyGroups([reportOf('copy', text), reportOf('original', FERRY)]);
  expect(group?.articles.map(({ article }) => article.id)).toEqual(['copy', 'original']);
  expect(group?.copies[0]?.share).toBeGreaterThan(0.45);
});

test('independent reports of one event are no copies, also where they quote the same long words', () => {
  const quoted =
    '“We will look into every minute of this voyage, into the watch on the bridge, the charts, the lights and the orders that were given, and nobody who had a part in it will be left out of our questions,” the minister said.';
  const groups = copyGroups([
    reportOf('one', `${PARAGRAPHS[0]}\n${quoted}`),
    reportOf('two', `${OTHER_FERRY.split('\n')[0]}\n${quoted}`),
    reportOf('cut off', `${OTHER_FERRY.split('\n')[1]}\n${quoted.slice(0, 150)}`),
  ]);
  expect(groups.map(({ articles }) => articles.length)).toEqual([1, 1, 1]);
});

test('what stands below every article of an outlet makes no copies', () => {
  const footer =
    'All rights are reserved. Quotes are delayed by at least fifteen minutes, see here for a full list of exchanges and delays, and write to our desk for permission to use this text.';
  const brief = (at: number) => Array.from({ length: 30 }, (_, word) => `word${at * 100 + word}`).join(' ');
  const groups = copyGroups(Array.from({ length: 40 }, (_, at) => reportOf(`${at}`, `${brief(at)}.\n${footer}`)));
  expect(groups).toHaveLength(40);
});

test('copies of copies are one group, the earliest first, and each names the one that it is nearest to', () => {
  const [group, ...rest] = copyGroups([
    reportOf('evening', PARAGRAPHS.slice(2).join('\n'), { on: '2024-05-07T18:00:00Z' }),
    reportOf('noon', PARAGRAPHS.slice(0, 2).join('\n'), { on: '2024-05-07T12:00:00Z' }),
    reportOf('morning', FERRY, { on: '2024-05-07T06:00:00Z' }),
    reportOf('apart', OTHER_FERRY, { on: '2024-05-07T07:00:00Z' }),
  ]);
  expect(group?.articles.map(({ article }) => article.id)).toEqual(['morning', 'noon', 'evening']);
  expect(group?.copies.map(({ doc, of }) => [doc.article.id, of.article.id])).toEqual([
    ['noon', 'morning'],
    ['evening', 'morning'],
  ]);
  expect(rest).toHaveLength(1);
});

test('a text in a script without spaces', () => {
  const text =
    '火曜日の早朝、フェリーが港の外の砂州に乗り上げた。乗客二百十二人にけがはなかったと海上保安庁は述べた。曳船二隻が七時前に到着したが、引き潮のため最初の作業は見送られた。港長は東側の水路を夕方まで閉鎖した。';
  const [group] = copyGroups([reportOf('a', text), reportOf('b', `${text}運航会社は宿泊費を支払うと約束した。`)]);
  expect(group?.articles).toHaveLength(2);
});

test('nothing, and next to nothing, is no copy of anything', () => {
  expect(copyGroups([])).toEqual([]);
  expect(copyGroups([reportOf('a', ''), reportOf('b', ''), reportOf('c', 'The port is open.')])).toHaveLength(3);
});

test('an index finds each copy among thousands of articles', () => {
  let state = 1;
  const next = (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  const made = () => Array.from({ length: 120 }, () => `w${next(4000)}`).join(' ');
  const index = copyIndex();
  const texts = Array.from({ length: 3000 }, made);
  for (const [at, text] of texts.entries()) expect(index.add(reportOf(`${at}`, text))).toEqual([]);
  for (const at of [0, 1499, 2999]) {
    const [match] = index.add(reportOf(`copy of ${at}`, texts[at]!.split(' ').slice(30).join(' ')));
    expect(match?.of.article.id).toBe(`${at}`);
  }
});
