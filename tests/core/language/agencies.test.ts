import { expect, test } from 'vitest';
import { agencyCredit, agencyNamed, familyOf, outletKey } from '../../../src/core/language/agencies.ts';
import { findSentences } from '../../../src/core/language/sentences.ts';

function read(text: string) {
  const found = agencyCredit(text, findSentences(text));
  return found && [found.name, text.slice(found.range.start, found.range.end)];
}

test.each([
  ['By The Associated Press\nThe ferry ran aground at dawn.', ['Associated Press', 'By The Associated Press']],
  ['REUTERS - The ferry ran aground at dawn.', ['Reuters', 'REUTERS -']],
  ['Hamburg (dpa/lno) Die Fähre lief auf Grund.', ['dpa', 'Hamburg (dpa/lno)']],
  ['Die Fähre lief laut dpa am Morgen auf Grund.', ['dpa', 'laut dpa']],
  ["Le ferry s'est échoué, selon l'AFP, au matin.", ['Agence France-Presse', "selon l'AFP"]],
  ['El transbordador encalló, según la agencia EFE.', ['EFE', 'según la agencia EFE']],
  ['ОДЕССА, 5 мая - РИА Новости. Паром сел на мель.', ['RIA Novosti', 'ОДЕССА, 5 мая - РИА Новости.']],
  ['Паром сел на мель, сообщает ТАСС.', ['TASS', 'сообщает ТАСС']],
  ['Пором сів на мілину, повідомляє Укрінформ.', ['Ukrinform', 'повідомляє Укрінформ']],
  ['【長崎共同】フェリーが座礁した。', ['Kyodo News', '【長崎共同】']],
  ['ロイター通信によると、フェリーが座礁した。', ['Reuters', 'ロイター通信によると']],
  ['新华社上海5月5日电 一艘渡轮搁浅。', ['Xinhua', '新华社']],
  ['据法新社报道，一艘渡轮搁浅。', ['Agence France-Presse', '据法新社']],
])('%s', (text, expected) => {
  expect(read(text)).toEqual(expected);
});

const BODY = 'The ferry ran aground at dawn. Nobody was hurt. The crew waited for the tide. Tugs came at noon. ';

test.each([
  ['Additional reporting by Reuters.', ['Reuters', 'Additional reporting by Reuters']],
  ['With files from the Canadian Press', ['The Canadian Press', 'With files from the Canadian Press']],
  ['— with AFP', ['Agence France-Presse', '— with AFP']],
  ['Additional reporting by our staff and AFP.', ['Agence France-Presse', 'Additional reporting by our staff and AFP']],
  ['The Associated Press contributed to this report.', ['Associated Press', null]],
  ['(dpa/afp)', ['dpa', '(dpa/afp)']],
  ['© 2024 AFP', ['Agence France-Presse', '© 2024 AFP']],
  ['Source: Xinhua', ['Xinhua', 'Source: Xinhua']],
  ['– Kyodo', ['Kyodo News', '– Kyodo']],
])('at the end: %s', (line, [name, words]) => {
  expect(read(`${BODY}\n${line}`)).toEqual([name, words ?? expect.stringContaining('contributed to this report')]);
});

test.each([
  'Photo: Reuters\nThe ferry ran aground at dawn.',
  `${BODY}\nImage via AFP`,
  `${BODY}\nPicture: harbour office/Reuters`,
  `${BODY.repeat(4)}It was seen at the Reuters building, an owner said. ${BODY}`,
  '共同開発の船が座礁した。',
  `${BODY}\nThe crew stayed at a hotel with spa, and gave an interview with Reuters.`,
])('no credit: %s', (text) => {
  expect(read(text)).toBeNull();
});

test('names of one agency, and titles of one publisher, have one key', () => {
  expect(outletKey('AFP', null)).toBe(outletKey('Agence France-Presse', 'afp'));
  expect(outletKey('The Observer', null)).toBe(outletKey('The Guardian', 'the-guardian'));
  expect(outletKey('The Harbour Gazette', null)).not.toBe(outletKey('Harbour Herald', null));
  expect(familyOf('Fox News (Online)')).toBe(familyOf('Fox Business'));
  expect(familyOf('Harbour Gazette')).toBeNull();
  expect(agencyNamed('Reuters Staff')).toEqual({ name: 'Reuters', actor: 'reuters' });
  expect(agencyNamed('A. Reporter')).toBeNull();
});
