import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { buildActorTable } from '../../../src/core/language/actors.ts';
import { analyse } from '../../../src/core/language/analyse.ts';
import type { When } from '../../../src/core/model/article.ts';
import type { Party, Statement } from '../../../src/core/model/statement.ts';
import { loadAttribution } from '../../../src/infra/attribution.ts';
import { articleOf } from '../../article.ts';

/** A statement as `constructions.yaml` writes it. */
type Written = {
  readonly [kind in Statement['kind']]?: readonly string[];
} & {
  readonly by: string | null;
  readonly is: string | null;
  readonly cue: string | null;
  readonly polarity?: string;
  readonly via?: readonly string[];
  readonly when?: string;
};
type Row = {
  readonly text: string;
  readonly statements?: readonly Written[];
  /** The one mode in which it is read so, and why. */
  readonly only?: string;
  readonly because?: string;
};

const FILE = new URL('./constructions.yaml', import.meta.url);
const groups = Object.entries(parse(readFileSync(FILE, 'utf8')) as Record<string, readonly Row[]>);

const WEDNESDAY = Date.UTC(2024, 2, 6);
const published: When = { precision: 'day', from: WEDNESDAY, to: WEDNESDAY + 86_400_000, words: null };
const table = buildActorTable();
const models = { rules: null, learned: loadAttribution('learned') };

const partyOf = ({ name, actor, standing }: Party): string => `${name} (${actor ?? '-'}, ${standing})`;

function written(text: string, model: (typeof models)['learned']): Written[] {
  const { statements } = analyse(articleOf(text, { language: 'en', published }), table, model);
  const words = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
  return statements.map(({ kind, content, speaker, cue, polarity, via, when }) => ({
    [kind]: content.map(words),
    by: speaker === null ? null : words(speaker.at),
    is: speaker === null ? null : partyOf(speaker),
    cue: cue === null ? null : words(cue),
    ...(polarity !== 'asserted' && { polarity }),
    ...(via.length > 0 && { via: via.map(partyOf) }),
    ...(when !== null && { when: 'from' in when ? new Date(when.from).toISOString().slice(0, 10) : 'unresolved' }),
  }));
}

const isSaid = (one: Written): boolean => one.ascribed === undefined;

test('every construction has three sentences, and every exception a reason', () => {
  for (const [name, rows] of groups) {
    expect(rows.length, name).toBeGreaterThanOrEqual(3);
    expect(new Set(rows.map(({ text }) => text)).size, name).toBe(rows.length);
    for (const { only, because } of rows) expect(because === undefined, name).toBe(only === undefined);
  }
});

describe.each(Object.entries(models))('by %s', (mode, model) => {
  describe.each(groups)('%s', (_name, rows) => {
    test.each(rows.filter(({ only }) => only === undefined || only === mode))('$text', ({ text, statements = [] }) => {
      const found = written(text, model);
      // What is said, all of it and nothing else; a view more or less is the choice of the mode.
      expect(found.filter(isSaid)).toEqual(statements.filter(isSaid));
      for (const view of statements.filter((one) => !isSaid(one))) expect(found).toContainEqual(view);
    });
  });
});
