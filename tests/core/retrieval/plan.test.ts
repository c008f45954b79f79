import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildActorTable } from '../../../src/core/language/actors.ts';
import { planQuestion } from '../../../src/core/retrieval/plan.ts';

const table = buildActorTable();
/** A Saturday. */
const NOW = Date.UTC(2026, 10, 21, 12);
const PUBLISHERS = ['The Harbour', 'Fjord Times'];
const plan = (question: string) => planQuestion(question, { table, publishers: PUBLISHERS, now: NOW });
const content = (question: string) =>
  plan(question)
    .terms.filter(({ weight }) => weight === 1)
    .map(({ text }) => text);

describe('kind', () => {
  test.each([
    ['What did Norway say?', 'said'],
    ['what has Norway said about the ferries', 'said'],
    ["Norway's reaction to the sale", 'said'],
    ['What is the position of Norway on fishing?', 'said'],
    ["what's norway's view of the treaty", 'said'],
    ['Did Norway comment on the sale?', 'said'],
    ['How did Norway respond to the offer?', 'said'],
    ['Norway on fishing?', 'said'],
    ['What does the Norwegian Foreign Ministry think?', 'said'],
    ['statements by Norway', 'said'],
    ['waht did norway sya', 'said'],
    ['Who said what?', 'said'],
    ['How many ferries were sold?', 'count'],
    ['Of the ferries, how much did the largest cost?', 'count'],
    ['When was the ferry sold?', 'when'],
    ['In what year did it sink?', 'when'],
    ['Where is the ferry now?', 'where'],
    ['Which country bought it?', 'where'],
    ['Who bought the ferry?', 'who'],
    ['Which person signed?', 'who'],
    ['Was the ferry sold?', 'yesno'],
    ['Did Norway deny the sale?', 'yesno'],
    ['Why was the ferry sold?', 'why'],
    ['What is the difference between the offers?', 'compare'],
    ['Do Norway and Iceland disagree?', 'compare'],
    ['What changed since Tuesday?', 'changed'],
    ["what's new", 'changed'],
    ['What happened last week?', 'changed'],
    ['Which rule did the agency announce?', 'what'],
    ['The ferry failed its test. Who tested it?', 'who'],
    ['The crew rescued people near which island?', 'where'],
    ['ferry sale', 'what'],
  ])('%s → %s', (question, kind) => {
    expect(plan(question).kind).toBe(kind);
  });
});

describe('whose words', () => {
  const asked = (question: string) => {
    const { asked: actors, askedWords, about } = plan(question);
    return { actors: actors.map(({ slug }) => slug), askedWords, about };
  };

  test('only the subject is asked; the others are what it is about', () => {
    expect(asked('What did Norway say about Iceland and the ferries?')).toEqual({
      actors: ['no'],
      askedWords: [],
      about: ['iceland', 'ferries'],
    });
    expect(asked('Reaction of Iceland to the Norwegian offer').actors).toEqual(['is']);
  });

  test('several at once, organs, and those the table does not know', () => {
    expect(asked('What did Norway and Iceland say?').actors).toEqual(['no', 'is']);
    expect(asked('What did the Norwegian Foreign Ministry say?').actors).toEqual(['no-mfa']);
    expect(asked('What did the harbour master say about eels?')).toEqual({
      actors: [],
      askedWords: ['harbour master'],
      about: ['eels'],
    });
    expect(asked('What do analysts say?').askedWords).toEqual(['analysts']);
    expect(asked('what did they say about eels').askedWords).toEqual([]);
  });

  test('a rule, a report or an outlet is nobody', () => {
    expect(plan('What new rule did the agency announce?').asked).toEqual([]);
    expect(plan('Does the Fjord Times article say how many?').askedWords).toEqual([]);
  });
});

describe('terms', () => {
  test('content words weigh most; function words never enter; names of an actor come along', () => {
    expect(content('How many ferries has Norway sold to Iceland?')).toEqual(['ferries', 'norway', 'sold', 'iceland']);
    const { terms } = plan('What did Norway say?');
    const weight = (text: string) => terms.find((term) => term.text === text)?.weight ?? 0;
    expect(weight('norway')).toBe(1);
    expect(weight('oslo')).toBeGreaterThan(0);
    expect(weight('oslo')).toBeLessThan(1);
    expect(weight('say')).toBeLessThan(weight('oslo'));
    expect(weight('what') + weight('did')).toBe(0);
  });

  test('capitals tell the US from us', () => {
    expect(content('Which ships does the US want?')).toContain('us');
    expect(content('tell us which ships they want')).not.toContain('us');
  });

  test('irregular and other spellings', () => {
    const texts = plan('Who sold the defence licences?').terms.map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(['sell', 'defense', 'license']));
  });

  test('numbers stay, time words and outlets go', () => {
    expect(content('Did Fjord Times report in November that 26.3 tons were lost?')).toEqual(['26.3', 'tons', 'lost']);
  });

  test('unknown names', () => {
    expect(plan('Did Roald Amundsen of the Gjøa fish near Norway?').names).toEqual(['Roald Amundsen', 'Gjøa']);
    expect(plan('Ferries are old').names).toEqual([]);
  });

  test('the unit of a count', () => {
    const unit = (question: string) => plan(question).unit;
    expect(unit('How many car ferries were sold?')).toBe('ferry');
    expect(unit('How many of the ferries sank?')).toBe('ferry');
    expect(unit('What percentage of ferries sank?')).toBe('%');
    expect(unit('How much does it cost?')).toBeNull();
    expect(unit('Who counted the ferries?')).toBeNull();
  });
});

describe('parts', () => {
  test('each with its own outlet', () => {
    const { parts } = plan(
      'Does the Fjord Times article praise the new car ferry, while The Harbour article blames its slow engine?',
    );
    expect(parts.map(({ outlets }) => outlets)).toEqual([['Fjord Times'], ['The Harbour']]);
    expect(parts.map(({ terms }) => terms.map(({ text }) => text))).toEqual([
      expect.arrayContaining(['praise', 'car', 'ferry']),
      expect.arrayContaining(['blames', 'engine']),
    ]);
  });

  test('an outlet behind a comma belongs to what it reported', () => {
    const { parts } = plan('Which captain lost two ferries in a storm, as reported by Fjord Times?');
    expect(parts).toHaveLength(1);
    expect(parts[0]?.outlets).toEqual(['Fjord Times']);
  });
});

describe('time', () => {
  const window = (question: string) => {
    const { since, until } = plan(question);
    return [since, until].map((at) => (at === null ? null : new Date(at).toISOString().slice(0, 10)));
  };

  test('limits the articles where news or words of a time are asked for', () => {
    expect(window('What did Norway say since Tuesday?')).toEqual(['2026-11-17', null]);
    expect(window('What did Norway say in November?')).toEqual(['2026-11-01', '2026-11-30']);
    expect(window('What happened last week?')).toEqual(['2026-11-09', '2026-11-15']);
    expect(window('What did Norway say after Monday?')).toEqual(['2026-11-17', null]);
    expect(window('How many ferries were sold in the last 3 days?')).toEqual(['2026-11-18', null]);
  });

  test('a date may also date the event or a report', () => {
    expect(window('How many ferries sank in 1920?')).toEqual([null, null]);
    expect(window('What did the Fjord Times article of 3 May 2026 say about Norway?')).toEqual([null, null]);
    expect(plan('How many ferries sank in 1920?').dates).toHaveLength(1);
  });
});

describe('bad input', () => {
  const names = Array.from({ length: 50 }, (_, n) => `Ship${String.fromCharCode(65 + (n % 26))} Number${n}`).join(', ');
  test.each([
    ['empty', ''],
    ['spaces', '   \n\t '],
    ['10,000 characters', 'what did norway say about '.repeat(400)],
    ['one long word', 'x'.repeat(10_000)],
    ['50 names', `What did ${names} say?`],
    ['search syntax', '"ferry" AND NEAR(boat*, 5) OR title:x -y ^ {a b}: "'],
    ['another language', 'Was hat die norwegische Regierung zu den Fähren gesagt?'],
    ['another script', '挪威说了什么？'],
    ['lone surrogates', 'What did \ud800 Norway say \udfff?'],
    ['since after until', 'What did Norway say since yesterday until last year?'],
    ['brackets', 'What did (((([[[[ Norway $& say ?+* about \\p{L} ?'],
  ])('%s', (_, question) => {
    const found = plan(question);
    expect(found.terms.length).toBeLessThanOrEqual(48);
    expect(found.names.length).toBeLessThanOrEqual(50);
    expect(found.question).toBe(question);
  });

  test('any text', () => {
    const word = fc.constantFrom(
      'what',
      'did',
      'Norway',
      'say',
      'since',
      'in',
      'November',
      'The Harbour',
      'article',
      ',',
      '?',
      '"',
      'how many',
      "'s",
      '7d',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(word, fc.string()), { maxLength: 20 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(text, (question) => {
        const { terms, since, until, dates } = plan(question);
        expect(new Set(terms.map((term) => term.text)).size).toBe(terms.length);
        for (const at of [since, until, ...dates.flatMap(({ from, to }) => [from, to])])
          expect(at === null || Number.isFinite(at)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
