import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actorBySlug, buildActorTable, findActors, standsFor, within } from '../../../src/core/language/actors.ts';
import organisations from '../../../src/data/organisations.json' with { type: 'json' };
import states from '../../../src/data/states.json' with { type: 'json' };

const table = buildActorTable();
const slugs = (words: string): string[] => findActors(words, table).map(({ actor }) => actor.slug);

describe('the table', () => {
  test('has every ISO 3166-1 state and territory under its code', () => {
    const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
    const codes = states.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => regions.of(code) === undefined)).toEqual([]);
    // 249 of ISO 3166-1, and Kosovo under the code that is in use for it.
    expect(codes.filter((code) => code !== 'XK')).toHaveLength(249);
  });

  test('has organisations, outlets and state media with their country', () => {
    expect(organisations.filter(({ kind }) => kind !== 'organ').length).toBeGreaterThanOrEqual(60);
    expect(actorBySlug('tass', table)).toMatchObject({ kind: 'outlet', standing: 'state-media', country: 'RU' });
    expect(actorBySlug('kyodo-news', table)).toMatchObject({ standing: 'media', country: 'JP', parent: null });
    expect(actorBySlug('iaea', table)).toMatchObject({ standing: 'international', country: null });
    expect(actorBySlug('us-mfa', table)).toMatchObject({ name: 'State Department', country: 'US' });
  });

  test('knows office holders with their country and the days of their office', () => {
    expect(actorBySlug('maria-zakharova', table)).toMatchObject({ kind: 'person', country: 'RU', parent: 'ru-mfa' });
    expect(actorBySlug('joe-biden', table)).toMatchObject({ from: '2021-01-20', until: '2025-01-20' });
    for (const { kind, from, until } of table.actors.values()) {
      if (kind === 'person' && from !== undefined && until !== undefined) expect(until > from).toBe(true);
    }
  });

  test('takes a topic’s own actors', () => {
    const own = buildActorTable([
      {
        slug: 'port-watch',
        kind: 'organisation',
        name: 'Port Watch',
        country: 'NL',
        standing: 'expert',
        parent: null,
        aliases: ['PW Group'],
      },
    ]);
    expect(findActors('What did PW Group say?', own)[0]?.actor.slug).toBe('port-watch');
    expect(findActors('What did PW Group say?', table)).toEqual([]);
  });
});

describe('findActors', () => {
  test.each([
    ['what did russia say?', ['ru']],
    ['What did the Russians say?', ['ru']],
    ['What did the Chinese Foreign Ministry say?', ['cn-mfa']],
    ["japan's defence ministry", ['jp-mod']],
    ["What did Japan's new Defense Minister say?", ['jp-mod']],
    ['the US president', ['us-president']],
    ['does the us president know?', ['us-president']],
    ['What did the prime minister of the United Kingdom say about Gibraltar?', ['gb-pm', 'gi']],
    ['What did Moscow’s foreign ministry spokeswoman say?', ['ru-mfa']],
    ['what did the kremlin say', ['ru-kremlin']],
    ['what did itamaraty say', ['br-mfa']],
    ['What did the UN Security Council decide?', ['un-security-council']],
    ['Russian President Vladimir Putin', ['vladimir-putin']],
    ['what did zakharova say', ['maria-zakharova']],
    ['What did Côte d’Ivoire say?', ['ci']],
    ['What did ivory coast say?', ['ci']],
    ['what did guinea-bissau say', ['gw']],
    ['what did papua new guinea say', ['pg']],
    ['Did NATO answer the E.U.?', ['nato', 'eu']],
    ['What did the secretary of state say?', ['us-mfa']],
    ['WHAT DID RUSSIA SAY?', ['ru']],
  ])('%s', (question, wanted) => {
    expect(slugs(question)).toEqual(wanted);
  });

  test.each([
    ['what did they tell us about it?'],
    ['Who said that?'],
    ['who is in charge?'],
    ['TELL US MORE'],
    ['how to polish silver'],
    ['What did Michelle Obama say?'],
    ['What did Jordan Peterson say?'],
    ['Jim Jordan'],
    ['What happened in Moscow?'],
    ['How far is the South China Sea?'],
  ])('%s names nobody of the table', (question) => {
    expect(slugs(question)).toEqual([]);
  });

  test('ordinary words count as states where the question asks them to speak', () => {
    expect(slugs('what did turkey say?')).toEqual(['tr']);
    expect(slugs('what did chad promise')).toEqual(['td']);
    expect(slugs('did the polish president sign?')).toEqual(['pl-president']);
    expect(slugs('what did the WHO say about us?')).toEqual(['who']);
    expect(slugs('a turkey sandwich')).toEqual([]);
  });

  test('states are known in other languages', () => {
    expect(slugs('Was sagt Russland dazu?')).toEqual(['ru']);
    expect(slugs('Что сказала Россия?')).toEqual(['ru']);
    expect(slugs('日本は何と言いましたか')).toEqual(['jp']);
    expect(slugs('¿Qué dijo Alemania?')).toEqual(['de']);
  });

  test('never throws, and its offsets lie in the text, in order', () => {
    const word = fc.constantFrom(
      'Russia',
      "'s",
      'the us',
      'foreign ministry',
      'WHO',
      'U. S.',
      '’',
      'of',
      'Turkey',
      '日本',
      '(',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.array(word).map((words) => words.join(' ')),
        ),
        (text) => {
          let at = 0;
          for (const { start, end } of findActors(text, table)) {
            expect(start).toBeGreaterThanOrEqual(at);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(text.length);
            at = end;
          }
        },
      ),
    );
  });
});

describe('who speaks for whom', () => {
  test('a ministry is within its government and state, a seat of power asks for the government', () => {
    expect(within('ru-mfa', 'ru', table)).toBe(true);
    expect(within('ru-mfa', 'ru-government', table)).toBe(true);
    expect(within('ru', 'ru-government', table)).toBe(true);
    expect(within('ru-mfa', 'ru-kremlin', table)).toBe(true);
    expect(within('maria-zakharova', 'ru-mfa', table)).toBe(true);
    expect(within('us-military', 'us-mod', table)).toBe(true);
    expect(within('european-commission', 'eu', table)).toBe(true);
  });

  test('nobody else is', () => {
    expect(within('ru-mfa', 'ru-mod', table)).toBe(false);
    expect(within('ru-parliament', 'ru-government', table)).toBe(false);
    expect(within('tass', 'ru', table)).toBe(false);
    expect(within('cn-state-media', 'cn', table)).toBe(false);
    expect(within('jp-experts', 'jp', table)).toBe(false);
    expect(within('gb-opposition', 'gb', table)).toBe(false);
    expect(within(null, 'ru', table)).toBe(false);
    expect(within('nobody-known', 'ru', table)).toBe(false);
  });

  test('a person whom the article ties to another state is within that state only', () => {
    expect(within('emmanuel-macron@us', 'us', table)).toBe(true);
    expect(within('emmanuel-macron@us', 'fr', table)).toBe(false);
    expect(within('emmanuel-macron@us', 'emmanuel-macron', table)).toBe(true);
  });

  test('standing decides over the country', () => {
    const speaker = { actor: 'somebody', country: 'CN' };
    expect(standsFor({ ...speaker, standing: 'government' }, 'cn', table)).toBe('speaks');
    expect(standsFor({ ...speaker, standing: 'official' }, 'cn', table)).toBe('speaks');
    for (const standing of ['state-media', 'expert', 'former', 'opposition', 'company', 'anonymous'] as const) {
      expect(standsFor({ ...speaker, standing }, 'cn', table)).toBe('country');
    }
    expect(standsFor({ ...speaker, standing: 'government' }, 'jp', table)).toBe(null);
    expect(standsFor({ ...speaker, standing: 'state-media' }, 'cn-mfa', table)).toBe(null);
    expect(standsFor({ ...speaker, standing: 'government', of: 'cn-mfa' }, 'cn-mfa', table)).toBe('speaks');
    expect(standsFor({ ...speaker, standing: 'government', of: 'cn-mod' }, 'cn-mfa', table)).toBe(null);
    expect(standsFor({ actor: 'joe-biden', country: 'US', standing: 'former' }, 'us', table)).toBe('country');
    expect(standsFor({ actor: 'joe-biden', country: 'US', standing: 'former' }, 'joe-biden', table)).toBe('speaks');
    expect(standsFor({ actor: 'tass', country: 'RU', standing: 'state-media' }, 'tass', table)).toBe('speaks');
  });
});
