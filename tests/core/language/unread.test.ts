import { expect, test } from 'vitest';
import { buildActorTable } from '../../../src/core/language/actors.ts';
import { analyse } from '../../../src/core/language/analyse.ts';
import { detectLanguage, isRead } from '../../../src/core/language/detect.ts';
import { articleOf } from '../../article.ts';

const table = buildActorTable();

/** A report with a quotation in each language: nothing of it is read by English rules. */
const REPORTS: readonly (readonly [string, string])[] = [
  [
    'de',
    '„Der Hafen bleibt offen“, sagte der Außenminister am Dienstag in Berlin. Russland habe die Gespräche nicht abgelehnt.',
  ],
  [
    'fr',
    '« Le port restera ouvert », a déclaré mardi à Paris le ministre des Affaires étrangères. La Russie n’a pas répondu.',
  ],
  [
    'es',
    '«El puerto seguirá abierto», dijo el martes en Madrid el ministro de Asuntos Exteriores. Rusia no ha respondido todavía.',
  ],
  ['ru', '«Порт останется открытым», — заявил во вторник в Москве министр иностранных дел. Япония пока не ответила.'],
  ['uk', '«Порт залишиться відкритим», — заявив у вівторок у Києві міністр закордонних справ. Росія ще не відповіла.'],
  [
    'ja',
    '「港は冬の間も開かれたままになる」と外務大臣は火曜日に東京で述べた。ロシアはまだ回答していない。今後の協議の見通しについて、政府の報道官は記者団に対して何も明らかにしなかった。',
  ],
  [
    'zh',
    '外交部发言人星期二在北京表示：“港口整个冬天都将保持开放。”俄罗斯尚未作出答复。中方认为会谈应当继续进行，有关各方都应当保持冷静和克制，共同维护地区的和平与稳定，避免采取任何使局势升级的行动。',
  ],
];

test.each(REPORTS)('%s is named, and nobody is made to say anything', async (language, text) => {
  expect(await detectLanguage(text)).toBe(language);
  expect(isRead(language)).toBe(false);
  const found = analyse(articleOf(text, { language }), table);
  expect(found.language).toBe(language);
  expect(found.statements).toEqual([]);
  expect(found.mentions).toEqual([]);
  expect(found.passages.length).toBeGreaterThan(0);
});

test.each([null, 'en', 'en-US', 'EN'])('%s is read', (language) => {
  expect(isRead(language)).toBe(true);
  const text = 'The Kenyan foreign ministry said that the port would stay open.';
  expect(analyse(articleOf(text, { language }), table).statements).toHaveLength(1);
});

test('a language whose code only begins like English is another', () => {
  expect(isRead('enm')).toBe(false);
});
