import { expect, test } from 'vitest';
import { stem } from '../../../src/core/retrieval/stem.ts';
import { synonymStems, synonymsOf } from '../../../src/core/retrieval/synonyms.ts';
import { answer, ingest, linesOf } from '../writing/support.ts';

test('words that news uses for one another are found by any of their forms', () => {
  expect(synonymsOf(stem('steps'))).toContain('move');
  expect(synonymStems(stem('produced'))).toContain(stem('manufacture'));
  expect(synonymStems(stem('ferry'))).toEqual([]);
  expect(synonymStems(stem('move'))).not.toContain(stem('move'));
});

test('a short question is answered by a sentence that says it in other words', () => {
  const list = ingest([
    {
      id: 'a',
      text: 'Shipyards in Bergen manufacture the ferries under a Danish licence. The Danish government welcomed the move.',
    },
  ]);
  expect(linesOf(answer('Who produces the ferries?', list))[0]).toContain('manufacture');
  expect(linesOf(answer('Did the Danish government welcome the step?', list))[0]).toContain('welcomed the move');
  expect(answer('Who paints the windmills?', list).status).toBe('not_in_sources');
});
