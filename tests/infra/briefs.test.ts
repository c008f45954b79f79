import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildActorTable, findActors, standsFor, within } from '../../src/core/language/actors.ts';
import { readBriefs } from '../../src/infra/briefs.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sitrep-briefs-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
/** Writes a `brief.yaml` for each topic and reads the folder; problems without the path before the topic. */
async function read(briefs: Readonly<Record<string, string>>) {
  const folder = join(root, `case-${count++}`);
  for (const [topic, yaml] of Object.entries(briefs)) {
    mkdirSync(join(folder, topic), { recursive: true });
    writeFileSync(join(folder, topic, 'brief.yaml'), `title: Ships\n${yaml}`);
  }
  const found = await readBriefs(folder);
  const problems = found.problems.map(({ code, message }) => `${code} ${message.replaceAll(`${folder}/`, '')}`);
  const slugs = (question: string) => findActors(question, found.table).map(({ actor }) => actor.slug);
  return { ...found, problems, slugs };
}

const own = (rows: string) => read({ canals: `actors:\n${rows}` });

describe('a topic’s own actors', () => {
  test('are known by every name, with what the entry says, and speak for whom they are part of', async () => {
    const { actors, problems, slugs, table } = await own(`
  - name: Panama Canal Authority
    aliases: [Autoridad del Canal, ACP]
    kind: organ
    part_of: Panama
  - name: Canal Pilots’ Association
    aliases: Canal Pilots
    country: pa
    standing: expert
  - name: Ada Lovelace
    aliases: [Lovelace]
    kind: person
    part_of: Panama Canal Authority
    role: administrator, for readers of this file
    from: 2024-10-01
    until: '2025-10-01'
`);
    expect(problems).toEqual([]);
    expect(actors).toEqual([
      {
        slug: 'canals-panama-canal-authority',
        kind: 'organ',
        name: 'Panama Canal Authority',
        country: 'PA',
        standing: 'government',
        parent: 'pa-government',
        aliases: ['Autoridad del Canal', 'ACP'],
      },
      {
        slug: 'canals-canal-pilots-association',
        kind: 'organisation',
        name: 'Canal Pilots’ Association',
        country: 'PA',
        standing: 'expert',
        parent: null,
        aliases: ['Canal Pilots'],
      },
      {
        slug: 'canals-ada-lovelace',
        kind: 'person',
        name: 'Ada Lovelace',
        country: 'PA',
        standing: 'government',
        parent: 'canals-panama-canal-authority',
        aliases: ['Lovelace'],
        from: '2024-10-01',
        until: '2025-10-01',
      },
    ]);
    expect(slugs('What did the Autoridad del Canal say?')).toEqual(['canals-panama-canal-authority']);
    expect(slugs('what did lovelace say about the ACP?')).toEqual([
      'canals-ada-lovelace',
      'canals-panama-canal-authority',
    ]);
    expect(within('canals-ada-lovelace', 'pa', table)).toBe(true);
    expect(within('canals-panama-canal-authority', 'pa-government', table)).toBe(true);
    const pilots = { actor: 'canals-canal-pilots-association', country: 'PA', standing: 'expert' } as const;
    expect(standsFor(pilots, 'pa', table)).toBe('country');
  });

  test('may add names to a known actor, by its slug or its name, and nothing else', async () => {
    const { problems, slugs, table } = await read({
      a: 'actors:\n  - slug: ru-mfa\n    aliases: [Smolenskaya Square]\n',
      b: 'actors:\n  - name: Suez Canal Authority\n    slug: suez\n    kind: organ\n    country: EG\n  - name: Russia\n    standing: expert\n    aliases: [Rossiya]\n',
      c: 'actors:\n  - slug: suez\n    aliases: [SCA]\n',
    });
    expect(slugs('What did Smolenskaya Square say to Rossiya and SCA?')).toEqual(['ru-mfa', 'ru', 'suez']);
    expect(problems).toEqual([
      'bad_actor b/brief.yaml: actors, entry 2 (Russia): ru (Russia) is known already and takes aliases only: leave out standing.',
    ]);
    expect(table.actors.get('ru')).toMatchObject({ standing: 'government', kind: 'state' });
    // Older names mean what they did: a capital is still a place.
    expect(slugs('What happened in Moscow?')).toEqual([]);
    expect(table.actors.get('suez')?.aliases).toEqual(['SCA']);
  });

  test('may be known ones, by name or slug alone: all that stand there are declared, in that order', async () => {
    const { actors, problems, topics, table } = await own(`
  - Russia
  - jp-mod
  - {name: Lock House, part_of: eg}
  - Lock House
  - Atlantis
  - United States
`);
    expect(topics[0]?.actors).toEqual(['ru', 'jp-mod', 'canals-lock-house', 'us']);
    expect(actors.map(({ slug }) => slug)).toEqual(['canals-lock-house']);
    expect(table.actors.get('ru')).toEqual(buildActorTable().actors.get('ru'));
    expect(problems).toEqual([
      'bad_actor canals/brief.yaml: actors, entry 5 (Atlantis): is nobody that is known: add “name:”.',
    ]);
    expect((await read({ plain: '' })).topics[0]?.actors).toEqual([]);
  });

  test('may stand in any order, and a circle is told', async () => {
    const { actors, problems } = await own(`
  - {name: Third Lock Office, part_of: Second Lock Office}
  - {name: Second Lock Office, part_of: Lock House}
  - {name: Lock House, part_of: eg}
  - {name: Left Bank, part_of: Right Bank}
  - {name: Right Bank, part_of: Left Bank}
`);
    expect(actors.map(({ slug }) => slug)).toEqual([
      'canals-lock-house',
      'canals-second-lock-office',
      'canals-third-lock-office',
    ]);
    expect(problems).toEqual([
      'bad_actor canals/brief.yaml: actors, entry 4 (Left Bank): part_of “Right Bank” is nobody that is known.',
      'bad_actor canals/brief.yaml: actors, entry 5 (Right Bank): part_of “Left Bank” is nobody that is known.',
    ]);
  });
});

test('the sample topic declares the states that matter', async () => {
  const { topics, actors, problems } = await readBriefs(join(import.meta.dirname, '../../briefs'));
  expect(topics[0]?.actors).toEqual(['jp', 'us', 'ru', 'cn', 'ua']);
  expect([actors, problems]).toEqual([[], []]);
});

test('the example in the sample topic is a good one', async () => {
  const sample = readFileSync(join(import.meta.dirname, '../../briefs/japan-patriot-exports/brief.yaml'), 'utf8');
  const at = sample.indexOf('# actors:');
  expect(at).toBeGreaterThan(0);
  const example = sample
    .slice(at)
    .split('\n')
    .filter((line) => /^# (?: |actors)/.test(line))
    .map((line) => line.slice(2));
  const { actors, problems } = await read({ sample: example.join('\n') });
  expect(problems).toEqual([]);
  expect(actors.map(({ slug, standing, country }) => `${slug} ${standing} ${country}`)).toEqual([
    'sample-acquisition-technology-logistics-agency government JP',
    'sample-institute-of-international-affairs expert JP',
    'ru-mfa government RU',
  ]);
});

describe('what cannot be used is named, and the topic stays', () => {
  test.each([
    ['Canal', 'no list'],
    ['{name: Lock House}', 'no list'],
    ['[12]', 'entry 1'],
    ['[null]', 'entry 1'],
    ['[{}]', 'give a name'],
    ['[{slug: lock-house}]', 'nobody has the slug'],
    ['[{name: 112}]', 'name: write it in quotation marks'],
    ['[{name: Lock House, colour: red}]', 'colour'],
    ['[{name: Lock House, slug: "Lock House"}]', 'small letters'],
    ['[{name: Lock House, country: Japan}]', 'two letters'],
    ['[{name: Lock House, country: ZZ}]', 'no state’s code'],
    ['[{name: Lock House, country: JP, part_of: Egypt}]', 'not that of eg'],
    ['[{name: Lock House, kind: state}]', 'kind'],
    ['[{name: Lock House, kind: organ}]', 'part_of or a country'],
    ['[{name: Lock House, standing: former}]', 'standing'],
    ['[{name: Lock News, kind: outlet, standing: state-media, part_of: Egypt}]', 'never speaks for eg'],
    ['[{name: Lock House, part_of: Atlantis}]', 'nobody that is known'],
    ['[{name: Ada Lovelace, kind: person, from: October}]', 'from: is no day'],
    ['[{name: Ada Lovelace, kind: person, from: 2024-10-01, until: 2024-09-01}]', 'not after'],
    ['[{name: Lock House, until: 2024-09-01}]', 'a person’s office'],
    ['[{name: The}]', 'ordinary word'],
    ['[{name: Monday}]', 'ordinary word'],
    ['[{name: canal people}]', 'no capital'],
    ['[{name: "1234"}]', 'no letter'],
    ['[{name: Foreign Ministry}]', 'every state has'],
    ['[{name: South China Sea}]', 'names no actor'],
    ['[{name: Lock, slug: panama-town, aliases: [Panama]}]', 'is pa (Panama) already'],
    ['[{name: Lock, aliases: [the, a]}]', 'aliases'],
    ['[{name: Lock, aliases: [The]}]', 'the alias “The” is an ordinary word'],
    ['[{name: A B C D E F G H I J}]', 'more than 8 words'],
    [`[{name: ${'L'.repeat(90)}}]`, 'name'],
    ['[{name: "Lock\\nHouse"}]', 'line break'],
    ['[{__proto__: {name: Lock House}}]', 'entry 1'],
  ])('%s', async (rows, wanted) => {
    const { topics, problems } = await read({ canals: `actors: ${rows}\n` });
    expect(topics.map(({ slug }) => slug)).toEqual(['canals']);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('bad_actor canals/brief.yaml');
    expect(problems[0]).toContain(wanted);
  });

  test('one bad entry costs itself alone', async () => {
    const { actors, problems } = await own('  - {name: the}\n  - {name: Lock House}\n');
    expect(actors.map(({ name }) => name)).toEqual(['Lock House']);
    expect(problems).toHaveLength(1);
  });

  test('ten thousand entries are 500, and one line says so', async () => {
    const rows = Array.from({ length: 10_000 }, (_, n) => `  - {name: Lock House N${n}}`).join('\n');
    const { actors, problems } = await own(rows);
    expect(actors).toHaveLength(500);
    expect(problems).toEqual([
      'bad_actor canals/brief.yaml: actors has 10000 entries, of which the first 500 are read: remove some.',
    ]);
  });

  test('many bad entries are told in few lines', async () => {
    const { problems } = await own(Array.from({ length: 300 }, () => '  - {name: the}').join('\n'));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toContain('and 280 more');
  });

  test('a file too large, broken or with a bomb of aliases is named and left out', async () => {
    const bomb = `actors: &a [{name: Lock House}]\n${'bcdefghij'.replace(/./g, (key, at) => `${key}: &${key} [${`*${'abcdefghi'[at]},`.repeat(9)}]\n`)}`;
    const { topics, problems } = await read({
      a: `questions: [${'x'.repeat(2_000_000)}]`,
      b: 'actors: [',
      c: bomb,
      d: '',
    });
    expect(topics.map(({ slug }) => slug)).toEqual(['d']);
    expect(problems.map((line) => line.slice(0, 23))).toEqual([
      'bad_brief a/brief.yaml:',
      'bad_brief b/brief.yaml:',
      'bad_brief c/brief.yaml:',
    ]);
    expect(problems[0]).toContain('larger than 2 MB');
  });
});

describe('the words of a topic', () => {
  test('are a rule, of single words and lists alike; without them there is none', async () => {
    const { topics, problems } = await read({
      canals:
        'match:\n  any: [ports, lock  workers]\n  must: tariff\n  not: [football]\n  actors: Russia\n  languages: [en, de]\n  sources: https://www.example.org/feed\n',
      plain: '',
    });
    expect(problems).toEqual([]);
    expect(topics.map(({ key, rule, sources }) => [key, rule, sources.length])).toEqual([
      [
        'canals',
        {
          any: ['ports', 'lock workers'],
          must: ['tariff'],
          not: ['football'],
          actors: ['ru'],
          languages: ['en', 'de'],
          sources: ['example.org'],
        },
        0,
      ],
      ['plain', null, 1],
    ]);
  });

  test('may name the actors of another topic, and stand beside sources that are addresses', async () => {
    const { topics, problems } = await read({
      a: 'sources: [articles, "https://example.org/feed"]\nmatch: {actors: Lock House}\n',
      b: 'actors:\n  - {name: Lock House, kind: organ, part_of: eg}\n',
    });
    expect(problems).toEqual([]);
    expect(topics[0]?.rule?.actors).toEqual(['b-lock-house']);
    expect(topics[0]?.sources[1]).toBe('https://example.org/feed');
  });

  test.each([
    ['match: {}', 'match: Without a word, an actor, a language or a source every article would be taken.'],
    ['match: {any: ports, not: Ports}', 'match: “Ports” is both asked for and refused.'],
    ['match: {actors: Frobnia}', 'match: “Frobnia” is no actor that is known.'],
    ['match: {languages: [xq]}', 'match: “xq” is no code of a language, such as en or de.'],
    ['match: {some: ports}', 'match: Unrecognized key: "some".'],
    ['match: ports', 'match: Invalid input: expected object, received string.'],
    ['match: {any: [1]}', 'match.any: Invalid input.'],
  ])('%s is named, and the topic left out', async (yaml, problem) => {
    const { topics, problems } = await read({ canals: yaml, other: '' });
    expect(problems).toEqual([`bad_brief canals/brief.yaml: ${problem}`]);
    expect(topics.map(({ slug }) => slug)).toEqual(['other']);
  });
});
