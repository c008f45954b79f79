import { describe, expect, test } from 'vitest';
import { buildActorTable, findActors, within } from '../../../src/core/language/actors.ts';
import { findMentions } from '../../../src/core/language/mentions.ts';
import { readText } from '../../../src/core/language/tokens.ts';
import type { Mention } from '../../../src/core/model/statement.ts';
import states from '../../../src/data/states.json' with { type: 'json' };

const table = buildActorTable();

type Cast = { name: string; adjective: string; people: string; capital: string; slug: string };

const cast: readonly Cast[] = states.flatMap(({ code, name, adjective, people, capital }) => {
  const demonym = adjective?.find((word) => /^\p{Lu}\p{Ll}/u.test(word));
  if (demonym === undefined || capital?.[0] === undefined) return [];
  return [{ name, adjective: demonym, people: people?.[0] ?? demonym, capital: capital[0], slug: code.toLowerCase() }];
});

/** `{N}` name, `{A}` demonym, `{P}` people, `{C}` capital; `{n}`, `{a}`, `{c}` of another state. */
function fill(pattern: string, one: Cast, other: Cast): string {
  const words: Record<string, string> = {
    N: one.name,
    A: one.adjective,
    P: one.people,
    C: one.capital,
    n: other.name,
    a: other.adjective,
    c: other.capital,
  };
  return pattern.replace(/\{(\w)\}/g, (_, key: string) => words[key] ?? '');
}

type Want = {
  words: string;
  entity?: string;
  country?: boolean;
  standing?: Mention['standing'];
  kind?: Mention['kind'];
  role?: string;
};

/** What a reader sees in each sentence, for every state alike. `$` stands for the state's slug. */
const PATTERNS: readonly (readonly [sentence: string, wants: readonly Want[]])[] = [
  ['{N} said it would answer the move.', [{ words: '{N}', entity: '$', kind: 'state' }]],
  ['{C} has rejected the plan and warned {c} of consequences.', [{ words: '{C}', entity: '$' }, { words: '{c}' }]],
  ["{C}'s growing cooperation with {n} worries the neighbours.", [{ words: '{C}', entity: '$' }]],
  [
    'The {A} foreign ministry said talks would go on.',
    [{ words: '{A} foreign ministry', entity: '$-mfa', standing: 'government' }],
  ],
  [
    'The {A} Ministry of Defense has confirmed the flights.',
    [{ words: '{A} Ministry of Defense', entity: '$-mod', standing: 'government' }],
  ],
  ["{N}'s defence minister arrived on Monday.", [{ words: "{N}'s defence minister", entity: '$-mod' }]],
  [
    'The ministry of foreign affairs of {N} declined to comment.',
    [{ words: 'ministry of foreign affairs of {N}', entity: '$-mfa' }],
  ],
  [
    "{N}'s Defense Minister Marie Curie met {a} officials.",
    [
      {
        words: 'Marie Curie',
        entity: 'marie-curie',
        country: true,
        standing: 'government',
        role: "{N}'s Defense Minister",
      },
      { words: '{a} officials', standing: 'official' },
    ],
  ],
  [
    '{A} President Alan Turing spoke first. Later Turing left.',
    [
      { words: 'Alan Turing', country: true, standing: 'government', role: '{A} President' },
      { words: 'Turing', entity: 'alan-turing', country: true },
    ],
  ],
  ['Prime Minister Niels Bohr of {N} agreed.', [{ words: 'Niels Bohr', country: true, standing: 'government' }]],
  [
    '"It is wrong," said Isaac Newton, a former {A} deputy minister for trade.',
    [{ words: 'Isaac Newton', country: true, standing: 'former' }],
  ],
  [
    '{A} state media called it a mistake.',
    [{ words: '{A} state media', entity: '$-state-media', standing: 'state-media' }],
  ],
  ['{A} analysts doubt it.', [{ words: '{A} analysts', entity: '$-experts', standing: 'expert' }]],
  [
    '{A} officials have argued that it is safe.',
    [{ words: '{A} officials', entity: '$-officials', standing: 'official' }],
  ],
  ['Former {A} officials disagree.', [{ words: 'Former {A} officials', country: true, standing: 'former' }]],
  [
    'The {A} opposition leader Emmy Noether objected.',
    [{ words: 'Emmy Noether', country: true, standing: 'opposition' }],
  ],
  ['Grace Hopper, an analyst at the {A} Institute, was surprised.', [{ words: 'Grace Hopper', standing: 'expert' }]],
  [
    'The {A} government announced it. Days later the foreign ministry said more.',
    [
      { words: '{A} government', entity: '$-government' },
      { words: 'foreign ministry', entity: '$-mfa' },
    ],
  ],
  [
    '{N} had closed the port. The government said it would open again.',
    [{ words: 'government', entity: '$-government' }],
  ],
  [
    'According to the {A} Foreign Ministry, with spokesperson Rosalind Franklin adding details, it is a risk.',
    [{ words: 'Rosalind Franklin', country: true, standing: 'government' }],
  ],
  [
    'The {A} parliament voted. The central bank of {N} did not comment.',
    [
      { words: '{A} parliament', entity: '$-parliament', standing: 'official' },
      { words: 'central bank of {N}', entity: '$-central-bank' },
    ],
  ],
  ['Ships sail from {n} to {N}.', [{ words: '{N}', entity: '$' }]],
];

const QUESTIONS: readonly (readonly [string, string])[] = [
  ['What did {N} say?', '$'],
  ['What did the {A} foreign ministry say?', '$-mfa'],
  ["What did {N}'s defence ministry announce?", '$-mod'],
  ['What did {C} say about the plan?', '$'],
  ['What did the {A} president say?', '$-president'],
  ['what does the {A} government want', '$-government'],
  ['What did the prime minister of {N} promise?', '$-pm'],
  ['What did {A} state media say?', '$-state-media'],
];

function misses(one: Cast, other: Cast): string[] {
  const missed: string[] = [];
  for (const [pattern, wants] of PATTERNS) {
    const text = fill(pattern, one, other);
    const { tokens, sentences } = readText(text);
    const mentions = findMentions(text, tokens, sentences, table);
    for (const want of wants) {
      const words = fill(want.words, one, other);
      const country = one.slug.toUpperCase();
      const hit = mentions.some(
        (mention) =>
          text.slice(mention.start, mention.end).toLowerCase() === words.toLowerCase() &&
          (want.entity === undefined || mention.entity === want.entity.replace('$', one.slug)) &&
          (want.country !== true || mention.country === country) &&
          (want.standing === undefined || mention.standing === want.standing) &&
          (want.kind === undefined || mention.kind === want.kind) &&
          (want.role === undefined ||
            (mention.role !== null &&
              text.slice(mention.role.start, mention.role.end) === fill(want.role, one, other))),
      );
      if (!hit)
        missed.push(
          `${one.slug}: "${words}" in "${text}" (found ${mentions.map((m) => `${text.slice(m.start, m.end)}=${m.entity}/${m.country}/${m.standing}`).join(', ')})`,
        );
    }
  }
  return missed;
}

describe('every state with a capital and a demonym is read alike', () => {
  test('mentions in articles', () => {
    const wants = PATTERNS.reduce((sum, [, list]) => sum + list.length, 0);
    const missed = cast.flatMap((one, i) => misses(one, cast[(i + 97) % cast.length]!));
    const total = wants * cast.length;
    console.log(`${cast.length} states × ${wants}: ${total - missed.length} of ${total} hold`);
    console.log(missed.slice(0, Number(process.env.SHOW ?? 12)).join('\n'));
    expect((total - missed.length) / total).toBeGreaterThan(0.99);
  });

  test('actors in questions, also in small letters', () => {
    const missed: string[] = [];
    for (const one of cast) {
      for (const [pattern, slug] of QUESTIONS) {
        for (const question of [fill(pattern, one, one), fill(pattern, one, one).toLowerCase()]) {
          const found = findActors(question, table).map(({ actor }) => actor.slug);
          if (!found.includes(slug.replace('$', one.slug))) missed.push(`${question} → ${found.join(', ')}`);
        }
      }
    }
    const total = cast.length * QUESTIONS.length * 2;
    console.log(`${total - missed.length} of ${total} questions hold`);
    console.log(missed.slice(0, Number(process.env.SHOW ?? 12)).join('\n'));
    expect((total - missed.length) / total).toBeGreaterThan(0.98);
  });

  test('organs roll up to their state, media and experts do not', () => {
    for (const { slug } of cast) {
      expect(within(`${slug}-mfa`, slug, table)).toBe(true);
      expect(within(`${slug}-mod`, `${slug}-government`, table)).toBe(true);
      expect(within(slug, `${slug}-government`, table)).toBe(true);
      for (const other of ['state-media', 'experts', 'opposition', 'media']) {
        expect(within(`${slug}-${other}`, slug, table)).toBe(false);
      }
    }
  });
});
