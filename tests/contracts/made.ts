import type { Briefing } from '../../src/core/model/answer.ts';
import type { Article, Range, When } from '../../src/core/model/article.ts';
import type { Place } from '../../src/core/model/command.ts';
import type { Outcome, Part, Publication, SlotDecision } from '../../src/core/model/delivery.ts';
import type { Ingested, Scope } from '../../src/core/model/ports.ts';
import type { Mention, Statement } from '../../src/core/model/statement.ts';
import type { Digest, Watch } from '../../src/core/model/subscription.ts';
import { articleOf } from '../article.ts';

export const NOW = Date.UTC(2026, 10, 21, 8);
export const DAY = 86_400_000;

export const day = (from: number): When => ({ precision: 'day', from, to: from + DAY - 1, words: null });

type Speech = { actor: string; country: string | null; via?: string; words: string };
type Making = Partial<Article> & { says?: readonly Speech[]; names?: readonly Pick<Mention, 'name' | 'country'>[] };

/**
 * A small article with a hand-made analysis: one sentence and one passage a line, a statement where its words stand,
 * a mention wherever a name stands.
 */
export function made(id: string, text: string, { says = [], names = [], ...fields }: Making = {}): Ingested {
  const article = articleOf(text, { id, seen: NOW, language: 'en', ...fields });
  const { version } = article;
  const lines: Range[] = [...text.matchAll(/[^\n]+/g)].map(({ 0: line, index }) => ({
    start: index,
    end: index + line.length,
  }));
  const place = (words: string): Range => {
    const start = text.indexOf(words);
    if (start < 0) throw new Error(`"${words}" is not in ${id}`);
    return { start, end: start + words.length };
  };
  const party = (actor: string, country: string | null) =>
    ({ name: actor, country, actor, standing: 'government', roles: [] }) as const;
  return {
    article,
    analysis: {
      article: id,
      version,
      language: 'en',
      sentences: lines.map((line, paragraph) => ({ ...line, paragraph, voice: 'report' })),
      passages: lines.map((line, n) => ({ ...line, first: n, last: n + 1 })),
      mentions: names.map(({ name, country }) => ({
        ...place(name),
        kind: 'state',
        entity: name.toLowerCase(),
        name,
        country,
        standing: 'government',
        role: null,
      })),
      statements: says.map(({ actor, country, via, words }, n): Statement => {
        const at = { article: id, version, ...place(words) };
        return {
          id: `${id}/${version}#${n}`,
          article: id,
          version,
          kind: 'direct',
          polarity: 'asserted',
          speaker: { ...party(actor, country), at },
          via: via ? [party(via, null)] : [],
          cue: null,
          content: [at],
          about: [],
          when: null,
          sentences: [0, 1],
        };
      }),
      dates: [],
      quantities: [],
      origin: null,
    },
  };
}

export const scope = (tenant = 'public', narrower: Partial<Scope> = {}): Scope => ({
  tenant,
  topic: null,
  docs: null,
  since: null,
  until: null,
  ...narrower,
});

const here = (tenant: string): Place => ({ platform: 'terminal', tenant, channel: 'here', thread: null });

const order = (id: string, tenant: string) =>
  ({ id, place: here(tenant), state: 'active', gone: null, by: 'someone', made: NOW, quiet: null, upTo: 0 }) as const;

export const subscription = (id: string, tenant = 'terminal'): Digest => ({
  ...order(id, tenant),
  kind: 'digest',
  topic: 'ports',
  schedule: { times: ['08:00'], days: [1, 2, 3, 4, 5, 6, 7], zone: 'Europe/Berlin' },
  minimum: 1,
  whenEmpty: 'silent',
  last: null,
});

export const watch = (id: string, tenant = 'terminal'): Watch => ({
  ...order(id, tenant),
  kind: 'watch',
  topic: 'ports',
  trigger: { is: 'keyword', words: 'crane' },
  mostPerHour: 5,
});

export const briefing = (id: string): Briefing => ({
  kind: 'briefing',
  id,
  made: NOW,
  topic: 'ports',
  headline: 'Ports',
  since: null,
  groups: [],
  differences: [],
  missing: [],
  coverage: { articles: 0, undated: 0, origins: { named: 0, unknown: 0 }, newest: null, stale: false },
  timeline: [],
  sources: [],
});

export const parts = (delivery: string, count: number, tenant = 'terminal'): Part[] =>
  Array.from({ length: count }, (_, index) => ({
    delivery,
    index,
    of: count,
    key: `${delivery}.${index}`,
    place: here(tenant),
    payload: `part ${index + 1} of ${count}`,
    act: { is: 'send' },
  }));

/** A slot with what was decided about it. */
export const decided = (slot: string, outcome: Outcome = 'sent'): SlotDecision => ({
  slot,
  decision: { outcome, fresh: 1, older: 0, broken: 0, stale: false },
});

export const publication = (id: string, slot: string, fields: Partial<Publication> = {}): Publication => ({
  subscription: id,
  slots: [decided(slot)],
  edition: briefing(`${id} ${slot}`),
  parts: parts(`${id}/${slot}`, 2),
  since: 0,
  upTo: 1,
  had: [],
  dueAt: null,
  at: NOW,
  ...fields,
});
