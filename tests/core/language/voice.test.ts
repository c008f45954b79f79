import { describe, expect, test } from 'vitest';
import { readText } from '../../../src/core/language/tokens.ts';
import { findVoices } from '../../../src/core/language/voice.ts';

const voices = (text: string): string[] => {
  const { sentences, tokens } = readText(text);
  return findVoices(text, sentences, tokens).map(({ voice }) => voice);
};

test.each([
  'Chile has bought six frigates from the Netherlands.',
  'The parliament rejected the budget by two votes on Tuesday.',
  'The treaty bans the sale of mines to countries at war.',
  'Critics warn that the sale could upset the whole region.',
  'The minister called it “a bold and historic decision”.',
  'According to the ministry, the canal must be widened.',
  'Observers note that the port may be too small.',
  'The port may open on 5 May.',
  'The ships are expected to leave for Callao.',
])('report: %s', (text) => {
  expect(voices(text)).toEqual(['report']);
});

test.each([
  'This is a reckless and dangerous gamble.',
  'What could be more absurd than that?',
  'The government must now rethink its course.',
  'That step underscores the complexity of the region.',
  'The sale could trigger a new rivalry in the south.',
  'Only time will tell whether it pays.',
  'In an era of mistrust, such deals will undoubtedly shape the continent.',
  'We have seen this before, and our leaders learned nothing.',
  'The purchase marks a historic shift.',
])('opinion: %s', (text) => {
  expect(voices(text)).toEqual(['opinion']);
});

test('words inside a quotation that runs on are not the writer’s', () => {
  expect(voices('“We waited,” the envoy said. “It was reckless. It was a dangerous gamble.”')).toEqual([
    'report',
    'report',
    'report',
  ]);
  expect(voices('The envoy left. It was reckless. It was a dangerous gamble.')).toEqual([
    'report',
    'opinion',
    'opinion',
  ]);
});

describe('boilerplate', () => {
  test.each([
    '#Chile',
    '#frigates #navy',
    'PoliticsWorld newsDefence',
    'Read more: the frigates of the south',
    'Reporting by our staff in Lima',
    'Photo: Getty Images',
    '© 2024 All rights reserved.',
    'Subscribe to our newsletter',
    'https://example.org/story',
    '— A Reader (@reader) December 26, 2023',
    '***',
    'Share this',
  ])('%s', (text) => {
    expect(voices(text)).toEqual(['boilerplate']);
  });

  test('links to other stories and lists of tags after the text, not the headline before it', () => {
    const text = [
      'Chile Buys Six Frigates From The Netherlands',
      'Chile has bought six frigates.',
      'The price was not given.',
      '- Peru’s New Harbour Opens - September 9, 2024',
      'How Bolivia Lost Its Coast',
      'navy',
      'South America',
      'trade',
    ].join('\n');
    expect(voices(text)).toEqual(['report', 'report', 'report', ...Array(5).fill('boilerplate')]);
  });

  test('a bullet that is a sentence stays', () => {
    expect(voices('It says:\n- The port was closed on Monday.\n- Two ships were sent back.')).toEqual([
      'report',
      'report',
      'report',
    ]);
  });
});
