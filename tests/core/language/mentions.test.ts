import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildActorTable } from '../../../src/core/language/actors.ts';
import { findMentions } from '../../../src/core/language/mentions.ts';
import { readText } from '../../../src/core/language/tokens.ts';
import type { When } from '../../../src/core/model/article.ts';
import type { Mention } from '../../../src/core/model/statement.ts';

const table = buildActorTable();

function read(text: string, published: When | null = null): Mention[] {
  const { tokens, sentences } = readText(text);
  return findMentions(text, tokens, sentences, table, published);
}

/** `words → entity country standing [role]` of each mention, in order. */
function lines(text: string): string[] {
  return read(text).map(({ start, end, entity, country, standing, role }) => {
    const given = role === null ? '' : ` [${text.slice(role.start, role.end)}]`;
    return `${text.slice(start, end)} → ${entity} ${country ?? '-'} ${standing}${given}`;
  });
}

const find = (text: string, words: string): Mention | undefined =>
  read(text).find(({ start, end }) => text.slice(start, end) === words);

describe('persons come from the article', () => {
  test.each([
    ['Kenyan Foreign Minister Marie Curie spoke.', 'Marie Curie', 'KE', 'government', 'Kenyan Foreign Minister'],
    ['Élysée spokesperson Alan Turing declined to comment.', 'Alan Turing', 'FR', 'government', 'Élysée spokesperson'],
    [
      '“No,” said Max Planck, a former Peruvian deputy minister.',
      'Max Planck',
      'PE',
      'former',
      'former Peruvian deputy minister',
    ],
    ['Emmy Noether, the head of the IAEA, flew home.', 'Emmy Noether', null, 'international', 'head of the IAEA'],
    [
      'A spokeswoman for the Thai army, Ada Lovelace, denied it.',
      'Ada Lovelace',
      'TH',
      'government',
      'spokeswoman for the Thai army',
    ],
    [
      'Niels Bohr, a professor at Lisbon University, doubts it.',
      'Niels Bohr',
      null,
      'expert',
      'professor at Lisbon University',
    ],
    ['Enrico Fermi, the CEO of Boeing, resigned.', 'Enrico Fermi', 'US', 'company', 'CEO of Boeing'],
    [
      'Indian opposition lawmaker Isaac Newton walked out.',
      'Isaac Newton',
      'IN',
      'opposition',
      'Indian opposition lawmaker',
    ],
    ['Norwegian lawmaker Blaise Pascal voted no.', 'Blaise Pascal', 'NO', 'official', 'Norwegian lawmaker'],
    [
      'The Israeli army spokesman, Lt. Col. Johannes Kepler, said so.',
      'Johannes Kepler',
      'IL',
      'government',
      'Israeli army spokesman',
    ],
    [
      'The president of Ghana, Rosalind Franklin, agreed.',
      'Rosalind Franklin',
      'GH',
      'government',
      'president of Ghana',
    ],
    ['Governor Grace Hopper of the Bank of England spoke.', 'Grace Hopper', 'GB', 'official', 'Governor'],
    ['Chilean President Mr. Max Born spoke.', 'Max Born', 'CL', 'government', 'Chilean President'],
    ['Ex-Danish minister Tycho Brahe spoke.', 'Tycho Brahe', 'DK', 'former', 'Ex-Danish minister'],
  ])('%s', (text, name, country, standing, role) => {
    const mention = find(text, name);
    expect(mention).toMatchObject({ kind: 'person', country, standing });
    expect(mention?.role && text.slice(mention.role.start, mention.role.end)).toBe(role);
  });

  test('a family name alone is the fullest form of the article, before it and after it', () => {
    const text =
      'Turing Says No\nPrime Minister Alan Turing of Kenya refused.\nThe crowd cheered Turing. “Never,” said Mr. Turing.';
    const people = read(text).filter(({ kind }) => kind === 'person');
    expect(people).toHaveLength(4);
    expect(new Set(people.map(({ entity, name, country }) => `${entity} ${name} ${country}`))).toEqual(
      new Set(['alan-turing Alan Turing KE']),
    );
  });

  test('two persons of one family name stay two', () => {
    const text = 'Marie Curie said yes. Pierre Curie said no. Pierre Curie added that Curie was tired.';
    expect(read(text).map(({ entity }) => entity)).toEqual([
      'marie-curie',
      'pierre-curie',
      'pierre-curie',
      'pierre-curie',
    ]);
  });

  test('the role words of the article win over the table', () => {
    const text = 'Brazilian Foreign Ministry spokesperson Maria Zakharova said no. Zakharova repeated it.';
    expect(lines(text)).toEqual([
      'Maria Zakharova → maria-zakharova@br BR government [Brazilian Foreign Ministry spokesperson]',
      'Zakharova → maria-zakharova@br BR government',
    ]);
    expect(find('Former President Emmanuel Macron spoke.', 'Emmanuel Macron')).toMatchObject({
      country: 'FR',
      standing: 'former',
    });
  });

  test('the table fills what the article leaves open, within the days of the office', () => {
    const day = (iso: string): When => ({
      precision: 'day',
      from: Date.parse(iso),
      to: Date.parse(iso) + 1,
      words: null,
    });
    const standing = (published: When | null): string | undefined => read('Joe Biden spoke.', published)[0]?.standing;
    expect(standing(null)).toBe('government');
    expect(standing(day('2023-05-01'))).toBe('government');
    expect(standing(day('2025-06-01'))).toBe('former');
    expect(standing(day('2019-06-01'))).toBe('unknown');
  });

  test('whom a person speaks for is kept', () => {
    expect(find('Kremlin spokesperson Marie Curie spoke.', 'Marie Curie')?.of).toBe('ru-kremlin');
    expect(find('Chad’s Defence Minister Marie Curie spoke.', 'Marie Curie')?.of).toBe('td-mod');
    expect(find('The Greek Foreign Ministry warned, with spokesman Max Born adding details.', 'Max Born')?.of).toBe(
      'gr-mfa',
    );
  });

  test('“the minister” and “the spokeswoman” are the last who were given that role', () => {
    const text =
      'Irish Health Minister Max Born met union spokeswoman Ada Lovelace. The minister smiled. The spokeswoman did not.';
    expect(lines(text).slice(2)).toEqual(['minister → max-born IE government', 'spokeswoman → ada-lovelace - unknown']);
  });

  test('“the NAME administration” is the government that person leads', () => {
    expect(lines('Malian President Marie Curie won. The Curie administration began.').at(-1)).toBe(
      'Curie administration → ml-government ML government',
    );
  });
});

describe('organs, officials and collective speakers', () => {
  test.each([
    ['The Japanese Ministry of Defense said so.', ['Japanese Ministry of Defense → jp-mod JP government']],
    ['The State Department said so.', ['State Department → us-mfa US government']],
    ['The foreign ministry in Athens said so.', ['foreign ministry in Athens → gr-mfa GR government']],
    ['A Pentagon spokesman said so.', ['Pentagon spokesman → us-mod US government']],
    [
      'Peruvian state media and military analysts agreed.',
      ['Peruvian state media → pe-state-media PE state-media', 'military analysts → pe-experts PE expert'],
    ],
    ['Security experts agreed.', ['Security experts → experts - expert']],
    ['Officials agreed.', ['Officials → officials - official']],
    ['Kyodo cited government sources.', ['Kyodo → kyodo-news JP media', 'government sources → sources - anonymous']],
    ['Unnamed Turkish officials agreed.', ['Unnamed Turkish officials → tr-sources TR anonymous']],
    ['Two people familiar with the matter agreed.', ['Two people familiar with the matter → sources - anonymous']],
    ['Russia’s TASS news agency agreed.', ['Russia’s TASS news agency → tass RU state-media']],
    ['Former Serbian officials agreed.', ['Former Serbian officials → rs-former RS former']],
    ['The Lithuanian opposition agreed.', ['Lithuanian opposition → lt-opposition LT opposition']],
    ['NATO officials agreed.', ['NATO officials → nato - international']],
    ['Analysts at Goldman Sachs agreed.', ['Analysts at Goldman Sachs → goldman-sachs US expert']],
  ])('%s', (text, wanted) => {
    expect(lines(text)).toEqual(wanted);
  });

  test('a noun of office before another noun speaks for nobody', () => {
    expect(lines('Peru expanded its military capabilities and other sources of supply.')).toEqual([
      'Peru → pe PE government',
    ]);
    expect(find('Peru’s military activities grew.', 'Peru')).toMatchObject({ entity: 'pe', modifier: true });
  });

  test('bare organs belong to the state in focus, or to nobody', () => {
    expect(
      find(
        'Oslo changed the rules. It can sell ships to the US now. The foreign ministry explained.',
        'foreign ministry',
      )?.entity,
    ).toBe('no-mfa');
    expect(find('In Madrid, the government said France would wait.', 'government')?.entity).toBe('es-government');
    expect(find('Kenya and Ghana talked. The government was pleased.', 'government')).toMatchObject({
      entity: 'government',
      country: null,
    });
    expect(
      find('Kenya’s Self-Defense Forces and the Self-Defense Forces met.', 'Kenya’s Self-Defense Forces')?.entity,
    ).toBe('ke-military');
    expect(find('The Polish Ministry of Health spoke. Later the ministry said more.', 'ministry')?.entity).toBe(
      'pl-health',
    );
  });
});

describe('states and their capitals', () => {
  test('a capital acts, or is a place', () => {
    expect(lines('Moscow has warned Tokyo.').map((line) => line.split(' → ')[1])).toEqual([
      'ru RU government',
      'jp JP government',
    ]);
    expect(lines('They met in Tokyo, flew to Moscow and came back from Beijing.')).toEqual([]);
    expect(lines('TOKYO (Kyodo) - Nothing happened.')).toEqual(['Kyodo → kyodo-news JP media']);
    expect(lines('SEOUL, Nov. 3 - Nothing happened.')).toEqual([]);
    expect(lines('Paris streets were empty and Tokyo-based firms closed.')).toEqual([]);
    expect(lines('A response from Beijing is awaited; the message to Tokyo was clear.')).toHaveLength(2);
    expect(find('Moscow plans to answer.', 'Moscow')?.entity).toBe('ru');
  });

  test('demonyms and possessives before a noun are marked, speakers are not', () => {
    expect(find('Russian exports fell.', 'Russian')?.modifier).toBe(true);
    expect(find('Japan’s decision stands.', 'Japan')?.modifier).toBe(true);
    expect(find('A US-led coalition formed.', 'US')?.modifier).toBe(true);
    expect(find('Japan said so.', 'Japan')?.modifier).toBeUndefined();
    expect(find('The Chinese said so.', 'Chinese')?.modifier).toBeUndefined();
  });

  test('names that are something else', () => {
    expect(lines('Jordan Peterson met Michael Jordan on the South China Sea.')).toEqual([]);
    expect(lines('Tell us who did it, in May, and what it means.')).toEqual([]);
    expect(lines('Pro-Russian officials were named.')).not.toContain('Russian officials → ru-officials RU official');
    expect(lines('U. S.partner countries and the U.S.-Japan alliance').map((line) => line.split(' → ')[1])).toEqual([
      'us US government',
      'us US government',
      'jp JP government',
    ]);
  });

  test('an alias of several actors goes by the others in the article', () => {
    expect(find('Brussels said no. Belgium waits.', 'Brussels')?.entity).toBe('be');
    expect(find('Brussels said no.', 'Brussels')?.entity).toBe('eu');
    expect(find('The Congolese army left Brazzaville.', 'Congolese army')?.entity).toBe('cg-military');
  });
});

describe('any text', () => {
  const piece = fc.constantFrom(
    'President',
    'Japan',
    "'s",
    'Marie',
    'Curie',
    'said',
    'the',
    'ministry',
    'of',
    'Moscow',
    'officials',
    ',',
    '.',
    '“',
    '\n',
    'U. S.',
    'former',
    '(',
    '’',
    'JAPAN',
    '-',
    'and',
    '日本',
    '\u0301',
    '😀',
  );
  test('gives exact, ordered mentions without overlap', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 40 }).map((all) => all.join(' ')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          let at = 0;
          for (const { start, end, role, name } of read(text)) {
            expect(start).toBeGreaterThanOrEqual(at);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(text.length);
            expect(name).not.toBe('');
            if (role !== null) expect(role.end <= start || role.start >= end).toBe(true);
            at = end;
          }
        },
      ),
    );
  });
});
