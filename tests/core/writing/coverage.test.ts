import { expect, test } from 'vitest';
import { unreadLabels, unreadOf, writeCoverage } from '../../../src/core/writing/coverage.ts';
import { labelText } from '../../../src/render/labels.ts';

test('articles in other languages are counted by language; unknown and English ones are read', () => {
  const languages = ['de', 'en', null, 'ja', 'de'];
  expect(unreadOf(languages.map((language) => ({ language })))).toEqual({ de: 2, ja: 1 });
  expect(unreadOf([{ language: 'en' }, { language: null }])).toBeUndefined();
});

test('a reader is told how many, the commonest language first and by its name', () => {
  expect(unreadLabels({ ja: 1, de: 2 }).map(labelText)).toEqual([
    '3 articles (German, Japanese) searched by word only, not read for who said what',
  ]);
  expect(unreadLabels({ uk: 1 }).map(labelText)).toEqual([
    '1 article (Ukrainian) searched by word only, not read for who said what',
  ]);
  expect(unreadLabels(undefined)).toEqual([]);
});

test('the coverage of an answer keeps them, and has no field without them', () => {
  const counted = { articles: 2, undated: 2, newest: null, origins: { named: 0, unknown: 2 } };
  expect(writeCoverage({ counted: { ...counted, unread: { fr: 1 } }, made: 0, staleAfterHours: 48 })).toMatchObject({
    unread: { fr: 1 },
  });
  expect(writeCoverage({ counted, made: 0, staleAfterHours: 48 })).not.toHaveProperty('unread');
});

test('a code that names no language stands as it is', () => {
  expect(unreadLabels({ '??': 1 }).map(labelText)).toEqual([
    '1 article (??) searched by word only, not read for who said what',
  ]);
});
