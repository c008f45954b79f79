import { expect, test } from 'vitest';
import { detectLanguage, looksEnglish } from '../../../src/core/language/detect.ts';

test.each([
  [
    'en',
    'The ministry said on Tuesday that the two batteries would be sent to the neighbouring country by the end of the year.',
  ],
  [
    'de',
    'Die Regierung hat am Dienstag mitgeteilt, dass sie zwei Batterien in das Nachbarland schicken will, wie ein Sprecher sagte.',
  ],
  [
    'nl',
    'Het ministerie zei dinsdag dat het twee batterijen naar het buurland stuurt, zo was te lezen in een verklaring van de regering.',
  ],
  [
    'ru',
    'Министерство заявило во вторник, что поставки будут продолжены в следующем году, несмотря на возражения соседей.',
  ],
  [
    'fr',
    'Le gouvernement a annoncé mardi qu’il enverrait deux batteries à son allié, selon un porte-parole du ministère.',
  ],
])('%s is told', async (language, text) => {
  expect(await detectLanguage(text)).toBe(language);
  expect(looksEnglish(text)).toBe(language === 'en');
});

test.each([
  '',
  'Yes.',
  '12 34 56 78 90 12 34 56 78 90 12 34 56 78 90 12 34 56 78 90',
  'Short line',
])('too little is nothing: %s', async (text) => {
  expect(await detectLanguage(text)).toBeNull();
});
