import { describe, expect, test } from 'vitest';
import { familyOf, holdsWanted, tongueOf, unitsOf, wantedBy } from '../../../src/core/retrieval/tongue.ts';
import { words } from '../../../src/core/retrieval/words.ts';

const family = (word: string, tongue: 'de' | 'fr' | 'es' | 'ru' | 'uk'): string =>
  words(word)
    .map(({ stem }) => familyOf(stem, tongue))
    .join(' ');

describe('the language of a question', () => {
  test.each([
    ['de', 'Wie hoch ist die Pacht für das Ufer?'],
    ['de', 'Liegt die Fähre noch im Hafen?'],
    ['fr', "Qui a construit l'écluse ?"],
    ['fr', 'La digue est-elle finie ?'],
    ['es', '¿Quién paga la presa?'],
    ['es', 'cuándo se abre la presa'],
    ['ru', 'Кто платит за плотину?'],
    ['uk', 'Хто платить за греблю?'],
    ['uk', 'Коли закрили шлюз?'],
    ['ja', '水門はいつ閉まりますか？'],
    ['zh', '水闸什么时候关闭？'],
    [null, 'Who pays for the dam?'],
    [null, 'Was the dam finished?'],
    [null, 'What did the mayor of La Paz say about the dam?'],
    [null, 'hat trick record'],
    [null, 'Die casting plants'],
    [null, 'Where is Île de Ré?'],
    [null, '댐은 언제 열립니까?'],
    [null, ''],
  ])('%s: %s', (tongue, question) => {
    expect(tongueOf(question)).toBe(tongue);
  });
});

describe('forms of a word', () => {
  test.each([
    ['de', 'Brücke Brücken'],
    ['de', 'Gebühr Gebühren'],
    ['de', 'Kran Kräne Kränen'],
    ['de', 'Hafen Hafens Häfen'],
    ['fr', 'école écoles'],
    ['fr', 'coûte coûteront coûtent'],
    ['es', 'obra obras'],
    ['es', 'camión camiones'],
    ['ru', 'порт порта порту портов портами'],
    ['ru', 'школа школы школу'],
    ['ru', 'рынок рынка рынки'],
    ['ru', 'причал причалы причалов'],
    ['uk', 'дорога дороги доріг'],
    ['uk', 'корабель кораблі корабля'],
    ['uk', 'школа школи школу'],
  ] as const)('%s: %s', (tongue, forms) => {
    expect(new Set(forms.split(' ').map((form) => family(form, tongue))).size).toBe(1);
  });

  test.each([
    ['de', 'Brücke', 'Brücker Straße'],
    ['fr', 'port', 'pont'],
    ['es', 'casa', 'cosa'],
    ['ru', 'порт', 'портфель'],
    ['uk', 'порт', 'портал'],
  ] as const)('%s: %s is not %s', (tongue, one, other) => {
    expect(family(one, tongue)).not.toBe(family(other, tongue));
  });
});

test('what a question names, verbs told from things by their place', () => {
  const read = (question: string): string =>
    unitsOf(question, tongueOf(question)!)
      .map(({ text, loose }) => (loose ? `~${text}` : text))
      .join(' ');
  expect(read('Wann wird die alte Schleuse geschlossen?')).toBe('~alte schleuse ~geschlossen');
  expect(read("Quand l'écluse du canal ferme-t-elle ?")).toBe('ecluse canal ~ferme');
  expect(read('¿Cuándo cierra la presa del valle?')).toBe('~cierra presa valle');
  expect(read('Когда закроют шлюз на канале?')).toBe('~закроют шлюз канале');
  expect(read('水門はいつ閉鎖されますか？')).toBe('水門 ~閉鎖');
  expect(read('水闸什么时候关闭？')).toBe('水闸 ~关闭');
});

test.each([
  ['Wie viel kostet die Schleuse?', 'number', 'Sie kostet 3 Millionen.', 'Sie ist teuer.'],
  ['Quand ferme le canal ?', 'time', 'Il ferme en mars.', 'Il ferme bientôt.'],
  ['Сколько стоит шлюз?', 'number', 'Он стоит пять миллионов.', 'Он стоит дорого.'],
  ['Коли закриють шлюз?', 'time', 'Його закриють 5 березня.', 'Його закриють.'],
  ['水門はいつ閉まりますか？', 'time', '6月に閉まる。', '水門は古い。'],
  ['水闸要花多少钱？', 'number', '造价三千万元。', '造价很高。'],
] as const)('%s asks for a %s', (question, wanted, holding, lacking) => {
  const tongue = tongueOf(question)!;
  expect(wantedBy(question, tongue)).toBe(wanted);
  expect(holdsWanted(holding, wanted, tongue)).toBe(true);
  expect(holdsWanted(lacking, wanted, tongue)).toBe(false);
});
