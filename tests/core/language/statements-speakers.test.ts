import { describe, expect, test } from 'vitest';
import { buildActorTable } from '../../../src/core/language/actors.ts';
import { analyse } from '../../../src/core/language/analyse.ts';
import type { Statement } from '../../../src/core/model/statement.ts';
import { articleOf } from '../../article.ts';

const table = buildActorTable();

function statements(text: string): Statement[] {
  return [...analyse(articleOf(text, { language: 'en' }), table).statements];
}

const words = (text: string, span: { start: number; end: number }): string => text.slice(span.start, span.end);

/** The statement whose content holds the words. */
function holding(text: string, part: string): Statement {
  const found = statements(text).find((s) => s.content.some((span) => words(text, span).includes(part)));
  expect(found, `no statement holds “${part}”`).toBeDefined();
  return found!;
}

describe('who speaks', () => {
  test('a ministry is its state’s government', () => {
    const s = holding('The Turkish Foreign Ministry said that the strait would stay closed.', 'strait');
    expect(s.speaker).toMatchObject({ country: 'TR', standing: 'government' });
  });

  test('a capital speaks for its state', () => {
    const s = holding('Ottawa warned that the deal would collapse.', 'collapse');
    expect(s.speaker).toMatchObject({ country: 'CA', actor: 'ca', standing: 'government' });
  });

  test('a pronoun takes the person who spoke, and keeps its own span', () => {
    const text =
      'German Foreign Minister Annalena Baerbock said the talks had failed. She added: “We will not give up.”';
    const s = holding(text, 'give up');
    expect(words(text, s.speaker!.at)).toBe('She');
    expect(s.speaker).toMatchObject({ country: 'DE', standing: 'government' });
    expect(s.speaker?.name).toBe('Annalena Baerbock');
  });

  test('“it” takes the body that spoke', () => {
    const text =
      'The Polish Defence Ministry said the exercise was routine. It added that no troops would stay behind.';
    const s = holding(text, 'stay behind');
    expect(words(text, s.speaker!.at)).toBe('It');
    expect(s.speaker?.country).toBe('PL');
  });

  test('“the ministry” takes the ministry named before', () => {
    const text =
      'The Egyptian Foreign Ministry condemned the raid. Markets fell. The ministry said the canal would remain open.';
    expect(holding(text, 'canal').speaker?.country).toBe('EG');
  });

  test('a pronoun with two possible persons stays unknown', () => {
    const text =
      'Angela Merkel met Emmanuel Macron in Berlin. He was late. They argued. It rained and they said the trip was over.';
    const s = statements(text).find((item) => item.content.some((span) => words(text, span).includes('trip')));
    expect(s?.speaker?.actor ?? null).toBeNull();
    expect(s?.speaker?.country ?? null).toBeNull();
  });

  test('“she said” without anybody before is nobody', () => {
    const s = holding('She said the mill was empty.', 'mill');
    expect(s.speaker).toMatchObject({ name: 'She', country: null, actor: null, standing: 'unknown' });
  });

  test('state media and analysts are not the government', () => {
    const s = holding(
      'Iranian state media and military analysts were quick to call the test “a clear warning.”',
      'warning',
    );
    expect(s.speaker).toMatchObject({ country: 'IR', standing: 'state-media' });
  });

  test('analysts are experts, sources are anonymous', () => {
    expect(holding('Analysts say the currency will fall.', 'currency').speaker?.standing).toBe('expert');
    expect(holding('Two sources told the paper that the bank was for sale.', 'bank').speaker?.standing).toBe(
      'anonymous',
    );
  });

  test('a signed post is its author’s, not the government’s', () => {
    const text =
      'This tax will ruin the harbour and the town with it.\n— Some Author (@someauthor) May 3, 2021\nMore follows.';
    const s = holding(text, 'harbour');
    expect(s).toMatchObject({ kind: 'direct', polarity: 'asserted' });
    expect(words(text, s.speaker!.at)).toBe('Some Author');
    expect(s.speaker?.standing).toBe('unknown');
  });

  test('the role that names no one stands for the person beside it', () => {
    const s = holding('The spokeswoman for the European Commission, Paula Pinho, declined to comment.', 'comment');
    expect(s.speaker).toMatchObject({ name: 'Paula Pinho', standing: 'international' });
    expect(s.polarity).toBe('withheld');
  });

  test('about names the actors in the content, not the speaker', () => {
    const s = holding('India accused Pakistan of firing across the line.', 'firing');
    expect(s.about).toContain('pk');
    expect(s.about).not.toContain('in');
  });
});

describe('a chain', () => {
  test('an outlet that cites somebody passes the words on', () => {
    const s = holding('Reuters reported, citing government sources, that the port would close.', 'port');
    expect(s.via.map((party) => party.name)).toEqual(['Reuters']);
    expect(s.speaker?.standing).toBe('anonymous');
  });

  test('according to an outlet, a ministry said', () => {
    const text = 'According to Reuters, the Mexican Foreign Ministry said the border would stay open.';
    const s = holding(text, 'border');
    expect(s.speaker?.country).toBe('MX');
    expect(s.via.map((party) => party.name)).toEqual(['Reuters']);
  });

  test('an outlet named last passes the words on', () => {
    const s = holding('Mexico’s foreign ministry did not rule out a new treaty, Reuters reported.', 'treaty');
    expect(s.speaker?.country).toBe('MX');
    expect(s.polarity).toBe('withheld');
    expect(s.via.map((party) => party.name)).toEqual(['Reuters']);
  });

  test('one state that says what another said relays it', () => {
    const s = holding('Ukraine said that Belarus had warned that the road was mined.', 'mined');
    expect(s.speaker?.country).toBe('BY');
    expect(s.via.map((party) => party.country)).toEqual(['UA']);
  });
});

describe('what nobody said', () => {
  test.each([
    ['the writer’s opinion', 'This is a reckless gamble with deep consequences for the whole region.'],
    ['scare quotes', 'The two rivals have become “frenemies” over the years.'],
    ['a thing that shows something', 'The move underscores the fragility of the truce.'],
    ['a link list', 'Related:\n- Peru’s Long Summer - May 2, 2023\n- Chile Hosts a Summit - May 1, 2023'],
    ['a title with no speaker', 'A New Chapter for the Strait: What Comes Next'],
    ['hashtags', '#Peru\n#Chile\n#trade'],
  ])('%s', (_name, text) => {
    expect(statements(text).filter((s) => s.kind !== 'ascribed')).toEqual([]);
  });

  test.each([
    'Vietnam hopes the canal will open soon.',
    'Kenya fears a drought next year.',
    'Peru considers the treaty a grave “mistake”.',
    'Chile wants the sanctions lifted.',
  ])('a view or an aim is ascribed, never said: %s', (text) => {
    for (const s of statements(text)) expect(s.kind).toBe('ascribed');
  });
});

describe('whose words they are not', () => {
  const speaker = (text: string, part: string) => holding(text, part).speaker;

  test.each([
    [
      'the president of a club',
      'Karl-Heinz Rummenigge, president of Supporters, said Italy would host the cup.',
      'cup',
    ],
    ['a company with a state in its name', 'Rival Yahoo Japan said the talks had begun.', 'talks'],
    ['the airline Emirates', 'Emirates said the new cabins were ready.', 'cabins'],
    ['somebody who lives in New York', 'A New Yorker said the trains were late.', 'trains'],
    ['a post on a platform', 'A Facebook post said the vaccine was a fraud.', 'fraud'],
    ['a defence attorney', 'Defense attorney Alan Dershowitz said the case was weak.', 'weak'],
    [
      'the opposition where an agency of another state is named in passing',
      'Pictures by NASA show the fires. Several opposition members said the farmers were blamed.',
      'farmers',
    ],
    ['authorities elsewhere', 'Israel shelled the port. Nine people died, according to authorities there.', 'Nine'],
  ])('%s', (_, text, part) => {
    const found = speaker(text, part);
    expect(found?.standing === 'unknown' || found?.country === null).toBe(true);
    expect(['government', 'media', 'company'].includes(found?.standing ?? '') && found?.country !== null).toBe(false);
  });

  test('an office of no state is not the state whose code it resembles', () => {
    const found = speaker('The prime minister said the budget was safe.', 'budget');
    expect(found).toMatchObject({ name: 'prime minister', country: null });
  });

  test('a family name that is also a state’s is the person’s in the whole article', () => {
    const text = 'Actor Tom Holland told reporters he would rest. Holland said the film was done.';
    expect(speaker(text, 'film')).toMatchObject({ name: 'Tom Holland' });
  });

  test('“he” is not the one he names', () => {
    const text =
      'President Emmanuel Macron met the mayor. “Macron is sending a strong message to the ports,” he wrote.';
    expect(speaker(text, 'strong message')?.actor ?? null).toBeNull();
  });

  test('“the senator” is the Sen. named before, and no parliament', () => {
    const text = 'Sen. Rand Paul left the hearing. The senator said the answer was false.';
    expect(speaker(text, 'answer')).toMatchObject({ name: 'Rand Paul' });
  });

  test('a field of a table is no quotation', () => {
    const text = '"The port closed on Friday. ""We are tired,"" the harbour master said. It opens again on Monday."';
    const found = holding(text, 'We are tired');
    expect(found.content.map((span) => words(text, span)).join(' ')).not.toContain('Friday');
  });

  test('a title in capitals that ran into the sentence is not the speaker’s', () => {
    const text = 'PROTESTERS MARCH AGAIN AFTER LONG NIGHT The court said that the ban was lawful.';
    expect(words(text, holding(text, 'ban').speaker!.at)).toBe('The court');
  });
});
