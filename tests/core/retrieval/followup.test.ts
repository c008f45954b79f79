import { describe, expect, test } from 'vitest';
import { buildActorTable } from '../../../src/core/language/actors.ts';
import { type Before, followUp } from '../../../src/core/retrieval/followup.ts';

const known = {
  table: buildActorTable(),
  publishers: ['The Harbour Gazette', 'Reuters'],
  now: Date.UTC(2026, 10, 20, 12),
};

const point = (text: string, by: string | null = null, cites = [1]) => ({ text, by, person: false, cites });
const POINTS = [
  point('Poland has agreed to lend three ferries to Latvia.', null, [1]),
  point('The ferries cross the strait twice a day.', 'Poland', [1, 3]),
  point('The ferries were repaired in Gdansk.', null, [2]),
];
const asked = (question: string, more: Partial<Before> = {}): Before => ({
  kind: 'answer',
  question,
  points: POINTS,
  closer: false,
  differs: true,
  ...more,
});
const read = (question: string, line: string, more: Partial<Before> = {}) => {
  const found = followUp(line, asked(question, more), known);
  return found?.is === 'question' ? found.question : found;
};

describe('another speaker', () => {
  test.each([
    ['What did Poland say?', 'and Latvia?', 'What did Latvia say?'],
    ['What did Poland say?', 'Latvia?', 'What did Latvia say?'],
    ['What did Poland say?', 'and latvia', 'What did Latvia say?'],
    ['What did Poland say?', 'what about Latvia and Estonia?', 'What did Latvia and Estonia say?'],
    ['What did Poland say?', 'how about the Kremlin?', 'What did the Kremlin say?'],
    ['what did poland say about the ferries?', 'And Latvia?', 'What did Latvia say about the ferries?'],
    [
      'What did Poland say about the ferries since Monday?',
      'and Latvia?',
      'What did Latvia say about the ferries since Monday?',
    ],
    ['What did Poland say about Latvia?', 'and Latvia?', 'What did Latvia say about Poland?'],
    ['What did Poland say about the ferries?', 'and the experts?', 'What did the experts say about the ferries?'],
    ['What did Poland say about the ferries?', 'what about Brazil?', 'What did Brazil say about the ferries?'],
    ['What is Poland’s position on the toll?', "and Latvia's?", 'What is Latvia’s position on the toll?'],
    ['Poland on the toll?', 'and Latvia?', 'What did Latvia say about the toll?'],
    ['What happened?', 'and Latvia?', 'What did Latvia say?'],
    ['Did Poland lend ferries to Latvia?', 'and Germany?', 'Did Germany lend ferries to Latvia?'],
    ['Does Poland support the toll?', 'does Latvia?', 'Does Latvia support the toll?'],
    ['Can the ferries go to Latvia?', 'and Estonia?', 'Can the ferries go to Estonia?'],
    ['Can the ferries go to Latvia?', 'and to Estonia?', 'Can the ferries go to Estonia?'],
    ['How many ferries were lent?', 'and Latvia?', 'How many ferries were lent with regard to Latvia?'],
    [
      'How many ferries were lent with regard to Latvia?',
      'and Estonia?',
      'How many ferries were lent with regard to Estonia?',
    ],
    [
      'What did NATO say about the exercise?',
      'and the foreign ministry?',
      'What did the foreign ministry say about the exercise?',
    ],
    ['Are Latvian troops there?', 'and Poland?', 'Are Poland’s troops there?'],
    ['Why did the port raise the toll?', 'and the Mersin Authority?', 'Why did the Mersin Authority raise the toll?'],
    ['What did Poland say about the toll?', "and Latvia's reaction?", 'What did Latvia say about the toll?'],
    ['What did Poland say about the toll?', 'what about the others?', 'Who said what about the toll?'],
    ['What did Poland say?', 'also Ukraine?', 'What did Ukraine say?'],
    ['What did Poland say about the toll?', 'and what did Latvia say?', 'What did Latvia say about the toll?'],
  ])('%s %s', (question, line, wanted) => expect(read(question, line)).toBe(wanted));
});

describe('another topic, thing, place or time', () => {
  test.each([
    ['What did Poland say?', 'and about Latvia?', 'What did Poland say about Latvia?'],
    ['What did Poland say about the toll?', 'and about Latvia?', 'What did Poland say about Latvia?'],
    ['What did Poland say about the toll?', 'and the ferries?', 'What did Poland say about the ferries?'],
    ['What did Poland say?', 'what about sanctions?', 'What did Poland say about sanctions?'],
    ['What did Poland say about the toll?', 'anything about Latvia?', 'What did Poland say about Latvia?'],
    ['Were the ferries sent to Latvia?', 'or to the US?', 'Were the ferries sent to the US?'],
    ['Which countries lent the ferries?', 'and the buses?', 'Which countries lent the buses?'],
    ['What happened in Riga yesterday?', 'and in Gdansk?', 'What happened in Gdansk yesterday?'],
    ['What did Poland say last week?', 'on the toll?', 'What did Poland say about the toll last week?'],
    ['How many ferries were lent?', 'and trucks?', 'How many trucks were lent?'],
    ['How many ferries did Poland lend to Latvia?', 'what about trucks?', 'How many trucks did Poland lend to Latvia?'],
    ['When will the ferries arrive?', 'and the trucks?', 'When will the trucks arrive?'],
    ['Did Poland lend ferries to Latvia?', 'and buses?', 'Did Poland lend buses to Latvia?'],
    ['What did Poland say?', 'and in the last week?', 'What did Poland say in the last week?'],
    ['What did Poland say?', 'last 3 days?', 'What did Poland say in the last 3 days?'],
    ['What did Poland say?', 'since Monday?', 'What did Poland say since Monday?'],
    ['What did Poland say in the last week?', 'and yesterday?', 'What did Poland say yesterday?'],
    ['What did Poland say on Monday?', 'and on Tuesday?', 'What did Poland say on Tuesday?'],
    ['What did Poland say on Monday?', 'Tuesday?', 'What did Poland say on Tuesday?'],
    ['How many ferries were lent in 2023?', 'and 2024?', 'How many ferries were lent in 2024?'],
    ['What happened?', 'and last week?', 'What happened last week?'],
    ['What did Poland say?', 'only since yesterday?', 'What did Poland say since yesterday?'],
  ])('%s %s', (question, line, wanted) => expect(read(question, line)).toBe(wanted));
});

describe('a word that asks', () => {
  test.each([
    ['How many ferries were lent?', 'why?', 'Why were ferries lent?'],
    ['How many ferries were lent?', 'but why?', 'Why were ferries lent?'],
    ['How many ferries did Poland lend to Latvia in 2023?', 'why?', 'Why did Poland lend ferries to Latvia in 2023?'],
    ['Did Poland lend ferries to Latvia?', 'when?', 'When did Poland lend ferries to Latvia?'],
    ['Did Poland lend ferries to Latvia?', 'how come?', 'Why did Poland lend ferries to Latvia?'],
    ['When was the strait closed?', 'why?', 'Why was the strait closed?'],
    ['When was the strait closed?', 'and where?', 'Where was the strait closed?'],
    ['Why was the strait closed?', 'since when?', 'Since when was the strait closed?'],
    ['Was the strait closed?', 'by whom?', 'By whom was the strait closed?'],
    ['Was the strait closed?', 'who?', 'By whom was the strait closed?'],
    ['Who repaired the ferries?', 'where?', 'Where did they repair the ferries?'],
    ['Who denied it?', 'why?', 'Why did they deny it?'],
    ['Were ferries lent to Latvia?', 'how many?', 'How many ferries were lent to Latvia?'],
    ['Were ferries lent to Latvia?', 'what about the number?', 'How many ferries were lent to Latvia?'],
    ['Did Poland lend ferries to Latvia?', 'and the number?', 'How many ferries did Poland lend to Latvia?'],
    ['Did Poland lend ferries to Latvia?', 'and the date?', 'When did Poland lend ferries to Latvia?'],
    ['What did Poland say about the toll?', 'why?', 'Why Poland’s position on the toll?'],
    ['Why Poland’s position on the toll?', 'and Latvia?', 'Why Latvia’s position on the toll?'],
    ['What did the experts say?', 'but why?', 'Why the experts’ position?'],
    ['Who denied it?', 'when?', 'When did they deny it?'],
    ['What happened in Riga?', 'why?', 'Why did that happen in Riga?'],
    ['Has Latvia approved the toll?', 'why not?', 'Why hasn’t Latvia approved the toll?'],
    ['Did Poland lend ferries?', 'who else?', 'Who else did lend ferries?'],
    ['Did Poland lend ferries?', 'why did they do it?', 'Why did Poland lend ferries?'],
    ['Which countries lent ferries?', 'when?', 'When did countries lend ferries?'],
    ['What did Poland say to the Senate?', 'when?', 'When did Poland say that to the Senate?'],
    ['What did Poland say?', 'when?', 'When did Poland say that?'],
    ['What did Poland say?', 'what about the number?', 'How many ferries?'],
    ['What caused the blast?', 'where?', 'Where did that cause the blast?'],
  ])('%s %s', (question, line, wanted) => expect(read(question, line)).toBe(wanted));
});

describe('a pronoun', () => {
  test.each([
    ['What did Poland say?', 'what did they say about Ukraine?', 'What did Poland say about Ukraine?'],
    [
      'What did the Kremlin say about the toll?',
      'did it comment on the ferries?',
      'Did the Kremlin comment on the ferries?',
    ],
    ['What did Poland say about the toll?', 'what did Latvia say about it?', 'What did Latvia say about the toll?'],
    ['What did Poland say about the toll?', 'who criticised it?', 'Who criticised the toll?'],
    ['Were the ferries sent to Latvia?', 'and when will they arrive?', 'When will the ferries arrive?'],
    ['How many people were killed in the fire?', 'how big was it?', 'How big was the fire?'],
    ['How many ferries were lent?', 'how many of them went to Latvia?', 'How many of the ferries went to Latvia?'],
    ['How much aid did Poland promise to Latvia?', 'how much did it deliver?', 'How much did Poland deliver?'],
    ['What did Poland say about the toll?', 'and its price?', 'What about Poland’s price?'],
    ['How many ferries were lent?', 'where were they made?', 'Where were ferries made?'],
    ['When was the strait closed?', 'why was it closed?', 'Why was the strait closed?'],
    ['What did Vladimir Putin say?', 'did he mention Latvia?', 'Did Vladimir Putin mention Latvia?'],
    [
      'What did Poland say about the toll?',
      'what is their position on Ukraine?',
      'What is Poland’s position on Ukraine?',
    ],
  ])('%s %s', (question, line, wanted) => expect(read(question, line)).toBe(wanted));
});

test.each([
  ['only Reuters?', { question: 'What did Poland say according to Reuters?', outlet: 'Reuters' }],
  [
    'just the Harbour Gazette',
    { question: 'What did Poland say according to the Harbour Gazette?', outlet: 'The Harbour Gazette' },
  ],
  ['and according to Kyodo News?', { question: 'What did Poland say according to Kyodo News?', outlet: 'Kyodo News' }],
])('one outlet: %s', (line, wanted) =>
  expect(followUp(line, asked('What did Poland say?'), known)).toEqual({ is: 'question', ...wanted }));

describe('what the page shows', () => {
  test.each([
    ['more about the second point', 2],
    ['tell me more about the second one', 2],
    ['the second?', 2],
    ['and the last one?', 3],
    ['number 2', 2],
    ['2', 2],
    ['can you explain the second point?', 2],
    ["what's the second point about?", 2],
    ['show me point 2', 2],
    ['point 3?', 3],
    ['what about point three', 3],
    ['elaborate on 3', 3],
    ['#1', 1],
    ['the fifth point', 5],
    ['[2]', 3],
    ['what does the last source say?', 2],
    ['more about source 3', 2],
    ['who said that?', 1],
  ])('%s', (line, n) => expect(read('What did Poland say?', line)).toEqual({ is: 'point', n }));

  test.each([
    ['tell me more', 'more'],
    ['more?', 'more'],
    ['go on', 'more'],
    ['more details please', 'more'],
    ['what else?', 'more'],
    ['sources?', 'sources'],
    ['[9]', 'sources'],
    ['how do you know that?', 'sources'],
    ['says who?', 'sources'],
    ['and the opposite?', 'differences'],
    ['does anyone disagree?', 'differences'],
    ['what changed?', 'changed'],
    ["what's new?", 'changed'],
  ])('%s', (line, is) => expect(read('What did Poland say?', line)).toEqual({ is }));
});

describe('after a briefing, a check or a point', () => {
  const briefing: Partial<Before> = { kind: 'briefing' };
  test.each([
    ['and Latvia?', 'What did Latvia say?'],
    ['why?', 'Why Poland’s ferry loans?'],
    ['what about the number?', 'How many ferries?'],
    ['since Monday?', 'What happened since Monday?'],
    ['and about the toll?', 'What about the toll?'],
    ['and the toll?', 'What about the toll?'],
  ])('briefing: %s', (line, wanted) => expect(read('Poland’s ferry loans', line, briefing)).toBe(wanted));

  const check: Partial<Before> = { kind: 'check', points: [point('…', 'Poland')] };
  test.each([
    ['and Latvia?', 'What did Latvia say about the ferries and the toll?'],
    ['when?', 'When did Poland say that about the ferries and the toll?'],
  ])('check: %s', (line, wanted) => expect(read('We lend the ferries and waive the toll', line, check)).toBe(wanted));

  const closer: Partial<Before> = { closer: true };
  test.each([
    ['why?', { is: 'point', n: 1, asks: 'why' }],
    ['and Latvia?', 'What did Latvia say?'],
  ])('a point: %s', (line, wanted) => expect(read('What did Poland say?', line, closer)).toEqual(wanted));
});

describe('what stands on its own', () => {
  test.each([
    'How many batteries were sent?',
    'What did NATO say?',
    'What did NATO say about Ukraine?',
    'Did Japan say it would export missiles?',
    'Is it true that the strait was closed?',
    'What is the price of the ticket?',
    'missiles Japan',
    'How many years has it been since the strait was closed?',
    'Despite losing her seat, did the mayor of Riga stay?',
    'and after that?',
    'Patriot exports',
    'When did the court publish the ruling?',
    'Why was the dam closed?',
    'Who makes the radar?',
    'more about the missiles',
    'the second missile',
    'What changed since Monday in Latvia?',
    'What about the ferries that were sent to Estonia in the spring?',
    'What happened?',
    'Where is the second battery?',
    'and why was the dam closed?',
    'thanks',
    '',
    '?',
    '🙂',
    'a'.repeat(4000),
    'Which outlet said that the strait is closed?',
    'Who said "we lend the ferries"?',
  ])('%s', (line) => expect(read('What did Poland say about the toll?', line)).toBe(null));

  test('without points nothing is shown closer', () => {
    for (const line of ['who said that?', 'sources?', 'and the opposite?'])
      expect(read('What did Poland say?', line, { points: [], differs: false })).toBe(null);
  });

  test.each([
    ['who said that?', 'differences'],
    ['the second point', 'differences'],
    ['and the opposite?', 'differences'],
    ['[2]', 'sources'],
    ['sources?', 'sources'],
  ])('of positions alone: %s', (line, is) => expect(read('', line, { points: [] })).toEqual({ is }));

  test('anything at all', () => {
    const lines = [
      'and',
      'and?',
      'why why why',
      '[99]',
      'and \u202e',
      'and <b>x</b>?',
      'only',
      'and "',
      'about',
      '(((',
      'and *',
    ];
    for (const line of lines)
      for (const question of ['', '?', 'x', 'What', 'What did say?', '((', 'Poland', 'how many'])
        for (const kind of ['answer', 'briefing', 'check'] as const)
          expect(() => read(question, line, { kind })).not.toThrow();
  });
});
