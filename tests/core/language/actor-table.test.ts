import { describe, expect, test } from 'vitest';
import { actorBySlug, buildActorTable, findActors } from '../../../src/core/language/actors.ts';
import { findMentions } from '../../../src/core/language/mentions.ts';
import { readText } from '../../../src/core/language/tokens.ts';
import { readWords } from '../../../src/core/language/words.ts';
import type { When } from '../../../src/core/model/article.ts';
import type { Mention } from '../../../src/core/model/statement.ts';
import collisions from '../../../src/data/collisions.json' with { type: 'json' };
import organisations from '../../../src/data/organisations.json' with { type: 'json' };
import people from '../../../src/data/people.json' with { type: 'json' };
import special from '../../../src/data/special-organs.json' with { type: 'json' };
import states from '../../../src/data/states.json' with { type: 'json' };

/** What the actor table holds, counted, and what it must never do. */

const table = buildActorTable();
const slugs = (words: string): string[] => findActors(words, table).map(({ actor }) => actor.slug);

function read(text: string, published: When | null = null): Mention[] {
  const { tokens, sentences } = readText(text);
  return findMentions(text, tokens, sentences, table, published);
}

describe('what the table holds', () => {
  test('every ISO state with its names, capital and organs', () => {
    const iso = states.filter(({ code }) => code !== 'XK');
    const organs = ['government', 'president', 'pm', 'monarch', 'mfa', 'mod', 'parliament', 'military'];
    const more = [
      'central-bank',
      'un-mission',
      'embassy',
      'police',
      'court',
      'interior',
      'finance',
      'health',
      'election',
      'statistics',
    ];
    const missing = states.flatMap(({ code }) =>
      [...organs, ...more].map((organ) => `${code.toLowerCase()}-${organ}`).filter((slug) => !table.actors.has(slug)),
    );
    const bare = iso.filter(({ adjective, capital }) => !adjective?.length || !capital?.length).map(({ name }) => name);
    const seats = special.filter(({ seat }) => seat).length;
    console.log(
      `${iso.length} ISO states, ${seats} seats of power, ${special.length - seats} organs by their own name`,
    );
    console.log(`without an adjective or a capital: ${bare.join(', ')}`);
    expect(iso).toHaveLength(249);
    expect(missing).toEqual([]);
    expect(seats).toBeGreaterThanOrEqual(60);
    // Islands without people or without a seat of their own.
    expect(bare.length).toBeLessThanOrEqual(20);
  });

  test('organisations, outlets, agencies and companies, each class counted', () => {
    const count = (standing: string): number => organisations.filter((row) => row.standing === standing).length;
    const counts = Object.fromEntries(
      [...new Set(organisations.map(({ standing }) => standing))].map((s) => [s, count(s)]),
    );
    console.log(
      `${organisations.length} organisations and outlets: ${JSON.stringify(counts)}, ${people.length} persons`,
    );
    for (const [standing, least] of Object.entries({
      international: 120,
      media: 250,
      'state-media': 60,
      expert: 70,
      company: 300,
      official: 120,
    }))
      expect(count(standing), standing).toBeGreaterThanOrEqual(least);
    expect(people.length).toBeGreaterThanOrEqual(280);
  });

  test('every slug once, every country and parent known, no name of two', () => {
    expect(new Set(organisations.map(({ slug }) => slug)).size).toBe(organisations.length);
    const names = new Map<string, string>();
    const clashes: string[] = [];
    for (const { slug, name, also = [], country } of organisations) {
      if (country !== undefined) expect(table.actors.get(country.toLowerCase())?.kind, slug).toBe('state');
      for (const alias of [name, ...also]) {
        const key = readWords(alias)
          .map((word) => word.key)
          .join(' ');
        const other = names.get(key);
        if (other !== undefined && other !== slug) clashes.push(`${alias}: ${other}, ${slug}`);
        names.set(key, slug);
      }
    }
    expect(clashes).toEqual([]);
    // What belongs to nobody is nobody's government.
    for (const { standing, parent } of table.actors.values())
      if (['state-media', 'company', 'expert', 'opposition', 'media'].includes(standing)) expect(parent).toBeNull();
  });

  test.each([
    ['Banco Central de la República Argentina', 'ar'],
    ['Reserve Bank of Australia', 'au'],
    ['Banco Central do Brasil', 'br'],
    ['Bank of Canada', 'ca'],
    ["People's Bank of China", 'cn'],
    ['Bank of France', 'fr'],
    ['Bundesbank', 'de'],
    ['Reserve Bank of India', 'in'],
    ['Bank Indonesia', 'id'],
    ['Bank of Italy', 'it'],
    ['Bank of Japan', 'jp'],
    ['Bank of Mexico', 'mx'],
    ['Bank of Russia', 'ru'],
    ['Saudi Central Bank', 'sa'],
    ['South African Reserve Bank', 'za'],
    ['Bank of Korea', 'kr'],
    ['Central Bank of the Republic of Turkey', 'tr'],
    ['Bank of England', 'gb'],
    ['Federal Reserve', 'us'],
  ])('the central bank %s', (name, state) => {
    expect(slugs(`What did the ${name} say?`)).toEqual([`${state}-central-bank`]);
    expect(read(`The ${name} said that rates would stay.`)[0]).toMatchObject({ entity: `${state}-central-bank` });
  });
});

describe('names that are ordinary words', () => {
  test.each([
    ['Apple said it would appeal.', ['apple']],
    ['He ate an apple.', []],
    ['Trees fall in the Amazon rainforest.', []],
    ['Amazon denied the claim.', ['amazon']],
    ['We met Fiona Apple there.', []],
    ['The Labor Department said so.', ['us-labour']],
    ['The Health Protection Agency said so.', ['health-protection-agency']],
    ['Pfizer and Moderna declined to comment.', ['pfizer', 'moderna']],
  ])('%s', (text, wanted) => {
    expect(
      read(text)
        .filter(({ kind }) => kind !== 'person')
        .map(({ entity }) => entity),
    ).toEqual(wanted);
  });

  test('are asked for with their capitals, or where the question makes them speak', () => {
    expect(slugs('what did apple say?')).toEqual(['apple']);
    expect(slugs('how much is an apple?')).toEqual([]);
    expect(slugs('What is the age of the king?')).not.toContain('the-age');
    expect(new Set(collisions.touchy).size).toBe(collisions.touchy.length);
  });
});

describe('office holders on the day of the article', () => {
  const on = (iso: string): When => ({
    precision: 'day',
    from: Date.parse(iso),
    to: Date.parse(iso) + 86_399_999,
    words: null,
  });
  const standing = (name: string, iso: string) => read(`“No,” said ${name}.`, on(iso))[0]?.standing;

  test.each([
    ['Donald Trump', '2016-05-01', 'unknown'],
    ['Donald Trump', '2018-05-01', 'government'],
    ['Donald Trump', '2022-05-01', 'former'],
    ['Donald Trump', '2025-05-01', 'government'],
    ['Shinzo Abe', '2007-01-01', 'government'],
    ['Shinzo Abe', '2010-01-01', 'former'],
    ['Shinzo Abe', '2021-01-01', 'former'],
    ['Ban Ki-moon', '2010-01-01', 'international'],
    ['Ban Ki-moon', '2020-01-01', 'former'],
  ])('%s on %s: %s', (name, iso, wanted) => {
    expect(standing(name, iso)).toBe(wanted);
  });

  test('terms are in order and do not overlap', () => {
    for (const { name, from, until, earlier = [] } of people as readonly {
      name: string;
      from?: string;
      until?: string;
      earlier?: readonly (readonly string[])[];
    }[]) {
      const days = [...earlier.flat(), ...(from ? [from] : []), ...(until ? [until] : [])];
      expect(days, name).toEqual([...days].sort());
      for (const day of days) expect(new Date(day).toISOString().slice(0, 10), name).toBe(day);
    }
  });

  test('every person belongs to somebody of the table', () => {
    for (const { name, of } of people) expect(actorBySlug(of, table), name).not.toBeNull();
  });
});

describe('states in other languages', () => {
  const LANGUAGES = ['de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'tr', 'ru', 'uk', 'ar', 'zh', 'ja', 'ko'];

  test('are found in questions by nearly every name that Intl knows', () => {
    const told: string[] = [];
    let [hits, all] = [0, 0];
    for (const language of LANGUAGES) {
      const regions = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
      for (const { code } of states) {
        const name = regions.of(code);
        if (name === undefined) continue;
        all += 1;
        if (slugs(`${name}?`).includes(code.toLowerCase())) hits += 1;
        else told.push(`${language} ${name}`);
      }
    }
    console.log(
      `${hits} of ${all} names of states in ${LANGUAGES.length} languages; not: ${told.slice(0, 12).join(', ')}`,
    );
    expect(hits / all).toBeGreaterThan(0.95);
  });

  test.each([
    ['Was hat Russland gesagt?', 'ru'],
    ['was sagt die Ukraine?', 'ua'],
    ['Qu’a dit l’Allemagne ?', 'de'],
    ['¿Qué dijo Japón?', 'jp'],
    ['Cosa ha detto la Cina?', 'cn'],
    ['Що сказала Японія?', 'jp'],
    ['俄罗斯说了什么？', 'ru'],
    ['ウクライナは何と言いましたか', 'ua'],
  ])('%s', (question, state) => {
    expect(slugs(question)).toEqual([state]);
  });

  test('are no names in English articles', () => {
    const text =
      'Mali Perez and Oman Smith met Tschad Muller. Niger flows on. The Suede shoes were from Suecia Street.';
    expect(read(text).filter(({ entity }) => ['se', 'td'].includes(entity))).toEqual([]);
  });
});

describe('a bare organ belongs to the state in focus', () => {
  const at = (text: string, words: string): string | undefined => {
    const start = text.lastIndexOf(words);
    return read(text).find((one) => one.start <= start && start < one.end)?.entity;
  };

  test.each([
    [
      'Kenya closed its border. The president of Chad had asked for talks. Kenya said no. The foreign ministry gave no reason.',
      'foreign ministry',
      'ke-mfa',
    ],
    [
      'Peru has recalled its envoy from Chile. Peru wants an apology. The foreign ministry said the envoy would stay home.',
      'foreign ministry',
      'pe-mfa',
    ],
    [
      'Norway and Sweden argued over fish. The Swedish foreign ministry complained. Days later the foreign ministry added details.',
      'foreign ministry',
      'se-mfa',
    ],
    [
      'The Turkish defence ministry reported strikes. Greece objected. The ministry said its pilots had been careful.',
      'ministry',
      'tr-mod',
    ],
    [
      'Ghana raised taxes. Ghana needs money after its quarrel with Togo. Parliament, the central bank said, must vote.',
      'central bank',
      'gh-central-bank',
    ],
    ['Kenya voted on Sunday. The parliament will meet again, Chad’s envoy heard.', 'parliament', 'ke-parliament'],
  ])('%s', (text, words, wanted) => {
    expect(at(text, words)).toBe(wanted);
  });

  test('and to nobody where two states are equally near', () => {
    const text = 'Kenya accused Chad. Chad accused Kenya. Both were angry. The foreign ministry was silent.';
    expect(at(text, 'foreign ministry')).toBe('mfa');
    expect(at('Egypt and Sudan met. The embassy in Paris said nothing.', 'embassy')).not.toBe('fr-embassy');
  });

  test('“the spokesman” is the one who was named as such', () => {
    const text =
      'Élysée spokesman Alan Turing greeted the German ambassador. Berlin was silent. The spokesman said no more.';
    expect(at(text, 'The spokesman'.slice(4))).toBe('alan-turing');
  });
});
