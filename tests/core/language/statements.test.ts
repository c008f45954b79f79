import { describe, expect, test } from 'vitest';
import { extractStatements } from '../../../src/core/language/statements/extract.ts';
import { readText } from '../../../src/core/language/tokens.ts';
import type { Statement } from '../../../src/core/model/statement.ts';

/** Statements of a text without any actor table: what the constructions alone give. */
function statements(text: string): Statement[] {
  const { tokens, sentences } = readText(text);
  return extractStatements({ article: 'a', version: 'v', text, tokens, sentences, mentions: [], dates: [] });
}

type Short = { who: string | null; cue: string; content: string[]; kind: string; polarity: string };

function short(text: string): Short[] {
  const words = (span: { start: number; end: number }) => text.slice(span.start, span.end);
  return statements(text).map((s) => ({
    who: s.speaker === null ? null : words(s.speaker.at),
    cue: s.cue === null ? '' : words(s.cue),
    content: s.content.map(words),
    kind: s.kind,
    polarity: s.polarity,
  }));
}

/** One construction a row: text, speaker's words, content spans, kind, polarity. */
const CONSTRUCTIONS: readonly (readonly [string, string, string | null, readonly string[], string, string])[] = [
  [
    'quote first',
    '“The harbour will stay open all winter,” the port authority said.',
    'the port authority',
    ['“The harbour will stay open all winter,”'],
    'direct',
    'asserted',
  ],
  [
    'quote first, cue before the speaker',
    '"We have enough grain for a year," said the agriculture minister on Monday.',
    'the agriculture minister',
    ['"We have enough grain for a year,"'],
    'direct',
    'asserted',
  ],
  [
    'quote last',
    'The mayor of Lisbon said: "Nobody will be moved against their will."',
    'The mayor of Lisbon',
    ['"Nobody will be moved against their will."'],
    'direct',
    'asserted',
  ],
  [
    'quote last after an adjunct',
    'The central bank said in a statement on Tuesday, “Prices will fall before the summer.”',
    'The central bank',
    ['“Prices will fall before the summer.”'],
    'direct',
    'asserted',
  ],
  [
    'split quote',
    '“The talks were long,” the envoy said, “but they were not wasted.”',
    'the envoy',
    ['“The talks were long,”', '“but they were not wasted.”'],
    'direct',
    'asserted',
  ],
  [
    'quote over several sentences',
    '“The bridge is safe,” the engineer said. “We tested every cable. It will carry trains by June.”',
    'the engineer',
    ['“The bridge is safe,”', '“We tested every cable. It will carry trains by June.”'],
    'direct',
    'asserted',
  ],
  [
    'indirect with that',
    'The Norwegian government said that it would close two ports.',
    'The Norwegian government',
    ['that it would close two ports'],
    'indirect',
    'asserted',
  ],
  [
    'indirect without that',
    'The ministry said it would close two ports.',
    'The ministry',
    ['it would close two ports'],
    'indirect',
    'asserted',
  ],
  [
    'mixed',
    'The president of Kenya said the new road was “a gift to our children” and would open in May.',
    'The president of Kenya',
    ['the new road was “a gift to our children” and would open in May'],
    'mixed',
    'asserted',
  ],
  [
    'cue after an indirect clause',
    'The rail link will be finished in spring, the transport minister said.',
    'the transport minister',
    ['The rail link will be finished in spring'],
    'indirect',
    'asserted',
  ],
  [
    'according to, first',
    'According to the Peruvian navy, the ship had no cargo.',
    'the Peruvian navy',
    ['the ship had no cargo'],
    'indirect',
    'asserted',
  ],
  [
    'according to, last',
    'The ship had no cargo, according to the Peruvian navy.',
    'the Peruvian navy',
    ['The ship had no cargo'],
    'indirect',
    'asserted',
  ],
  [
    'according to, in the middle',
    'The Swiss government, according to two officials, plans to ban the trade.',
    'two officials',
    ['The Swiss government', 'plans to ban the trade'],
    'indirect',
    'asserted',
  ],
  ['headline with a colon', 'Norway: “No fish, no deal”', 'Norway', ['“No fish, no deal”'], 'direct', 'asserted'],
  ['headline', 'Hungary Vows to Veto the Sanctions', 'Hungary', ['Veto the Sanctions'], 'indirect', 'asserted'],
  [
    'spokesperson beside a statement',
    'According to the Cuban government, the ship is safe, with a spokesman outlining concerns about how the crew was treated.',
    'a spokesman',
    ['concerns about how the crew was treated'],
    'indirect',
    'asserted',
  ],
  [
    'seen by somebody as',
    'The pact is perceived by Algiers as a threat.',
    'Algiers',
    ['The pact', 'as a threat'],
    'ascribed',
    'asserted',
  ],
  [
    'according to statements attributed to',
    'According to statements attributed to the Turkish Foreign Ministry, the plan is a threat to shipping, with experts watching closely.',
    'the Turkish Foreign Ministry',
    ['the plan is a threat to shipping, with experts watching closely'],
    'indirect',
    'asserted',
  ],
  [
    'for its part',
    'Oslo, for its part, said that the border would stay open.',
    'Oslo',
    ['that the border would stay open'],
    'indirect',
    'asserted',
  ],
  [
    'apposition between speaker and cue',
    'The chairman, a former judge from Quito, said that the vote was fair.',
    'The chairman',
    ['that the vote was fair'],
    'indirect',
    'asserted',
  ],
  [
    'told reporters',
    'The spokesman told reporters that no date had been set.',
    'The spokesman',
    ['that no date had been set'],
    'indirect',
    'asserted',
  ],
  [
    'wrote on X',
    'The prime minister wrote on X: “Our pilots are home.”',
    'The prime minister',
    ['“Our pilots are home.”'],
    'direct',
    'asserted',
  ],
  [
    'has called for',
    'The European Union has called for an immediate ceasefire.',
    'The European Union',
    ['an immediate ceasefire'],
    'indirect',
    'asserted',
  ],
  [
    'warned of',
    'The weather service warned of floods in the north.',
    'The weather service',
    ['floods in the north'],
    'indirect',
    'asserted',
  ],
  [
    'warned somebody',
    'Ankara warned Athens that patience was running out.',
    'Ankara',
    ['that patience was running out'],
    'indirect',
    'asserted',
  ],
  [
    'accused',
    'India accused Pakistan of firing across the line.',
    'India',
    ['Pakistan of firing across the line'],
    'indirect',
    'asserted',
  ],
  [
    'denied doing',
    'Serbia denied sending troops to the border.',
    'Serbia',
    ['sending troops to the border'],
    'indirect',
    'denied',
  ],
  [
    'denies a thing',
    'Serbia denies any role in the attack.',
    'Serbia',
    ['any role in the attack'],
    'indirect',
    'denied',
  ],
  [
    'denies, relative',
    'Neighbours fear a closing of the strait, which Ankara denies planning.',
    'Ankara',
    ['a closing of the strait', 'planning'],
    'indirect',
    'denied',
  ],
  [
    'did not rule out',
    'The minister did not rule out new tariffs.',
    'The minister',
    ['new tariffs'],
    'indirect',
    'withheld',
  ],
  [
    'declined to say',
    'The company declined to say how many workers would leave.',
    'The company',
    ['to say how many workers would leave'],
    'indirect',
    'withheld',
  ],
  [
    'participle with the subject of the main clause',
    'Canada welcomed the vote, saying it would strengthen the court.',
    'Canada',
    ['it would strengthen the court'],
    'indirect',
    'asserted',
  ],
  [
    'noun, then participle',
    'There was an announcement by the Chilean government saying it would build three ports.',
    'the Chilean government',
    ['it would build three ports'],
    'indirect',
    'asserted',
  ],
  [
    'to label, after a reduced relative',
    'The village got a new wall, a step local farmers were quick to call “an act of madness.”',
    'local farmers',
    ['“an act of madness.”'],
    'direct',
    'asserted',
  ],
  [
    'ascribed',
    'Brazil hopes that the treaty will be signed by March.',
    'Brazil',
    ['that the treaty will be signed by March'],
    'ascribed',
    'asserted',
  ],
];

describe('one construction', () => {
  test.each(CONSTRUCTIONS)('%s', (_name, text, who, content, kind, polarity) => {
    const found = short(text);
    expect(found).toContainEqual(expect.objectContaining({ who, content, kind, polarity }));
  });
});
