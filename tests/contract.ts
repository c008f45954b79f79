import { z } from 'zod';

/** The checker of the headless contract (CONTRACT §2 to §6): shapes, strictly, and what must hold between them. */

const offset = z.int().nonnegative();
const hash = z.string().regex(/^[0-9a-f]{16}$/u);
const args = z.record(z.string(), z.unknown());
const label = z.strictObject({ code: z.string(), args });
const range = z.strictObject({ text: z.string(), start: offset, end: offset });

const citation = z.strictObject({
  n: z.int().positive(),
  article: z.string(),
  version: hash,
  start: offset,
  end: offset,
  quote: z.string(),
  title: z.string().nullable(),
  publisher: z.string().nullable(),
  published: z.string().nullable(),
  url: z.string().nullable(),
  link: z.string().nullable(),
  teaser: z.literal(true).optional(),
});
export type CitationJson = z.infer<typeof citation>;

const standing = z.enum([
  'government', 'official', 'state-media', 'media', 'international', 'expert', 'former', 'opposition', 'company',
  'anonymous', 'unknown',
]); // biome-ignore format: one list

const party = z.strictObject({
  name: z.string().nullable(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/u)
    .nullable(),
  actor: z.string().nullable(),
  standing,
  roles: z.array(
    z.strictObject({
      text: z.string(),
      citation: z.strictObject({ article: z.string(), version: hash, start: offset, end: offset, quote: z.string() }),
    }),
  ),
});

const kind = z.enum(['direct', 'indirect', 'mixed', 'ascribed']);
const polarity = z.enum(['asserted', 'denied', 'withheld']);
const said = z
  .strictObject({
    by: party.nullable(),
    relation: z.enum(['by', 'about', 'relayed']),
    kind,
    polarity,
    via: z.array(party),
  })
  .nullable();
const slot = z.enum(['status', 'number', 'date', 'place', 'destination', 'role', 'yes-no']);
const gloss = z.strictObject({ at: offset, text: z.string(), start: offset, end: offset });
const pieces = { text: z.string(), glosses: z.array(gloss) };

const point = z.strictObject({
  ...pieces,
  citations: z.array(citation).min(1),
  alsoIn: z.array(citation),
  differs: z.array(slot),
  said,
  change: z.enum(['had', 'now', 'gone']).optional(),
});
const groupedPoint = point.extend({ group: label });

const difference = z.strictObject({
  slot,
  args,
  kind: z.enum(['conflict', 'update', 'scope', 'undecided']),
  positions: z
    .array(z.strictObject({ value: z.string(), ...pieces, citations: z.array(citation).min(1), said }))
    .min(2),
});

const coverage = z.strictObject({
  articles: offset,
  undated: offset,
  limited: z.literal(true).optional(),
  unread: z.record(z.string(), offset).optional(),
  origins: z.strictObject({ named: offset, unknown: offset }),
  newest: z.string().nullable(),
  stale: z.boolean(),
});

export const answer = z.strictObject({
  id: z.string().min(1),
  ref: z.string().optional(),
  question: z.string(),
  status: z.enum(['answered', 'partial', 'not_in_sources']),
  missing: z.array(label),
  points: z.array(groupedPoint),
  differences: z.array(difference),
  short: z.strictObject({ text: z.string(), article: z.string(), start: offset, end: offset }).nullable(),
  shortSure: z.number().min(0).max(1).nullable(),
  choice: z.int().nonnegative().nullable(),
  choiceSure: z.number().min(0).max(1).nullable(),
  passages: z
    .array(z.strictObject({ article: z.string(), version: hash, start: offset, end: offset, score: z.number() }))
    .max(10),
  coverage,
  since: z.strictObject({ at: z.string(), fresh: offset, changed: offset, older: offset }).optional(),
});
export type AnswerJson = z.infer<typeof answer>;

const place = { article: z.string(), version: hash, start: offset, end: offset, quote: z.string() };

export const check = z.strictObject({
  id: z.string().min(1),
  quotation: z.string(),
  verdict: z.enum(['exact', 'part', 'reported', 'written', 'altered', 'not_in_sources']),
  missing: z.array(label),
  points: z.array(
    groupedPoint.extend({
      found: z.strictObject({
        match: z.enum(['whole', 'part', 'altered']),
        told: z.enum(['quoted', 'reported', 'written']),
        with: z.array(party),
        changes: z.array(
          z.strictObject({
            kind: z.enum(['replaced', 'left-out', 'added', 'punctuation']),
            asked: z.string().nullable(),
            source: z.strictObject(place).nullable(),
          }),
        ),
      }),
    }),
  ),
  first: z.int().positive().nullable(),
  coverage,
});

const when = z.union([
  z.strictObject({
    from: z.string(),
    to: z.string(),
    precision: z.enum(['instant', 'day', 'month', 'year']),
    text: z.string().nullable(),
  }),
  z.strictObject({ precision: z.literal('unresolved'), text: z.string() }),
]);

export const timeline = z.array(z.strictObject({ when, points: z.array(point).min(1) }));
export const differences = z.array(difference);

export const briefing = z.strictObject({
  id: z.string().min(1),
  topic: z.string(),
  headline: z.string(),
  asOf: z.string(),
  points: z.array(groupedPoint),
  differences,
  timeline,
  sources: z.array(
    z.strictObject({
      n: z.int().positive(),
      article: z.string(),
      version: hash,
      title: z.string().nullable(),
      publisher: z.string().nullable(),
      published: z.string().nullable(),
      url: z.string().nullable(),
      origin: z.string().nullable(),
      sample: z.boolean(),
      teaser: z.literal(true).optional(),
    }),
  ),
  coverage,
  notes: z.array(label),
});

export const statements = z.strictObject({
  article: z.string(),
  version: hash,
  statements: z.array(
    z.strictObject({
      kind,
      polarity,
      speaker: party.extend({ text: z.string(), start: offset, end: offset }).nullable(),
      cue: range.nullable(),
      content: z.array(range).min(1),
      via: z.array(party),
      when: when.nullable(),
    }),
  ),
});

export const stories = z.array(
  z.strictObject({
    id: z.string(),
    articles: z.array(z.string()).min(1),
    lead: point,
    origins: z.strictObject({ named: offset, unknown: offset }),
    grouping: z.strictObject({
      outlets: offset,
      origins: z.array(
        z.strictObject({
          name: z.string(),
          articles: z.array(z.string()).min(1),
          credits: z.array(
            z.strictObject({ article: z.string(), version: z.string(), start: offset, end: offset, quote: z.string() }),
          ),
        }),
      ),
      unknown: z.array(z.string()),
      copies: z.array(z.strictObject({ article: z.string(), of: z.string(), share: z.number().min(0).max(1) })),
      families: z.array(z.strictObject({ name: z.string(), outlets: z.array(z.string()).min(2) })),
    }),
  }),
);

export const batchError = z.strictObject({
  ref: z.string(),
  error: z.strictObject({ code: z.string(), text: z.string() }),
});

const MAX_POINTS = 12;
const MAX_WORDS = 300;
const PASSAGE_WORDS = 190;
const words = (text: string) => text.split(/\s+/u).filter(Boolean).length;

/**
 * What must hold of an answer over these texts (article id → text); the problems found, in words. Quotes are the
 * text between their offsets, a point's words stand in its citations, numbers agree, limits are kept.
 */
export function checkAnswer(json: AnswerJson, texts: ReadonlyMap<string, string>): string[] {
  const problems: string[] = [];
  const slice = (at: { article: string; start: number; end: number }) => texts.get(at.article)?.slice(at.start, at.end);
  const check = (ok: boolean, text: string) => {
    if (!ok) problems.push(text);
  };
  const cited: CitationJson[] = [
    ...json.points.flatMap((one) => [...one.citations, ...one.alsoIn]),
    ...json.differences.flatMap((one) => one.positions.flatMap((position) => position.citations)),
  ];
  for (const one of cited) check(slice(one) === one.quote, `quote of ${one.article} is not its text`);
  const numbers = Map.groupBy(cited, (one) => one.n);
  for (const [n, same] of numbers) check(new Set(same.map((one) => one.article)).size === 1, `[${n}] is two articles`);
  check(
    [...numbers.keys()].every((n, at) => n === at + 1),
    'numbers do not follow first appearance',
  );

  const shown = [...json.points, ...json.differences.flatMap((one) => one.positions)];
  for (const one of shown) {
    const around = one.citations.map((citation) => citation.quote).join('\n');
    for (const part of one.text.split(/\s*…\s*/u).filter(Boolean))
      check(around.includes(part) || part.split(' ').every((word) => around.includes(word)), `“${part}” is not cited`);
    for (const { text, start, end } of one.glosses)
      check(
        one.citations.some(({ article }) => texts.get(article)?.slice(start, end) === text),
        `gloss ${text}`,
      );
  }
  check(json.points.length <= MAX_POINTS, 'more than 12 points');
  check(words(json.points.map((one) => one.text).join(' ')) <= MAX_WORDS, 'more than 300 words');
  for (const one of json.passages) check(words(slice(one) ?? '') <= PASSAGE_WORDS, 'a passage of more than 190 words');
  if (json.short) check(slice(json.short) === json.short.text, 'short is not its text');
  if (json.status === 'not_in_sources') check(cited.length + json.points.length === 0, 'a refusal cites');
  else check(json.points.length > 0, 'no points');
  if (json.status === 'partial') check(json.missing.length > 0, 'partial without missing');
  check(
    json.points.every((one) => one.said?.relation !== 'about'),
    'about is mixed in',
  );
  return problems;
}
