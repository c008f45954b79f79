import { expect, test } from 'vitest';
import { answer, ingest, published } from './support.ts';

const BRIDGE = ingest([
  {
    id: 'bridge',
    published: published('2026-01-12'),
    text: [
      'The harbour bridge in Bergen was closed on Monday after inspectors found cracks in two pillars.',
      'Engineers from Trondheim will repair the pillars within six weeks, the port authority said.',
      'Ferries to Stavanger run twice as often while the bridge is closed.',
    ].join('\n'),
  },
  {
    id: 'market',
    published: published('2026-01-12'),
    text: 'The fish market in Oslo opened a second hall. Cod and herring were sold out by noon.',
  },
]);

test('the choice that stands with the words of the question is taken, and how sure that is', () => {
  const found = answer('In which city was the harbour bridge closed?', BRIDGE, ['Oslo', 'Bergen', 'Tromso']);
  expect(found.choice).toBe(1);
  expect(found.choiceSure).toBeGreaterThan(0.4);
});

test('numbers are found in words and in digits', () => {
  expect(answer('How many weeks will the repair of the pillars take?', BRIDGE, ['3', '6', '12']).choice).toBe(1);
});

test('"except" turns the order about', () => {
  const question = 'All of these were sold out at the fish market in Oslo except:';
  expect(answer(question, BRIDGE, ['Cod', 'Herring', 'Salmon']).choice).toBe(2);
});

test('a country is found under its adjective', () => {
  const list = ingest([{ id: 'a', text: 'A French court fined the shipping line. The fine is ten million euros.' }]);
  expect(answer('A court of which country fined the shipping line?', list, ['Spain', 'France']).choice).toBe(1);
});

test('choices without support are equally likely; none at all give null', () => {
  const found = answer('Who won the chess prize?', BRIDGE, ['xx', 'yy']);
  expect(found.choiceSure).toBeGreaterThan(0);
  expect(found.choiceSure).toBeLessThan(0.9);
  const none = answer('Who won the chess prize?', BRIDGE, []);
  expect([none.choice, none.choiceSure]).toEqual([null, null]);
  expect(answer('Who?', BRIDGE, ['', '…', 'a'.repeat(5000)]).choice).not.toBeNull();
});
