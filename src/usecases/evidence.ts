import { z } from 'zod';
import type { Citation, Kept } from '../core/model/answer.ts';
import type { Tenant } from '../core/model/article.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Ingested } from '../core/model/ports.ts';
import {
  checkEvidence,
  type Evidence,
  FORMAT,
  type TextOf,
  textKey,
  type Verdict,
  writeEvidence,
} from '../core/writing/evidence.ts';
import { allCitations } from '../core/writing/pages.ts';
import type { Desk } from './desk.ts';

/** The answer or briefing of an id as evidence. Throws `unknown_id`. */
export async function evidence(desk: Desk, tenant: Tenant, id: string): Promise<Evidence> {
  const kept = await keptOf(desk, tenant, id);
  return writeEvidence(kept, await citedVersions(desk, tenant, allCitations(kept)));
}

/** Checks a bundle against the texts that are stored for this tenant; versions that are not stored are named. */
export async function verify(desk: Desk, tenant: Tenant, bundle: Evidence): Promise<Verdict> {
  const named = [...bundle.sources, ...bundle.points.flatMap((point) => point.citations)];
  const found = await versionsOf(desk, tenant, named);
  const texts = new Map(
    found.map(({ article }) => [textKey({ article: article.id, version: article.version }), article]),
  );
  return checkEvidence(bundle, (article, version) => texts.get(textKey({ article, version }))?.text ?? null);
}

/** An answer or briefing that was given here. Throws `unknown_id`. */
export async function keptOf(desk: Desk, tenant: Tenant, id: string): Promise<Kept> {
  const kept = await desk.store.kept(tenant, id);
  if (!kept) throw new SitrepError('unknown_id', `There is no answer “${id.slice(0, 40)}” here.`);
  return kept;
}

/** The very versions that were cited, also when a newer one has come since. */
export function citedVersions(desk: Desk, tenant: Tenant, citations: readonly Citation[]): Promise<Ingested[]> {
  return versionsOf(
    desk,
    tenant,
    citations.map(({ sentence }) => sentence.span),
  );
}

/** Each version of an article that is stored, once. */
async function versionsOf(desk: Desk, tenant: Tenant, named: readonly TextOf[]): Promise<Ingested[]> {
  const once = new Map(named.map((one) => [textKey(one), one]));
  const found = await Promise.all(
    [...once.values()].map(({ article, version }) => desk.store.article(tenant, article, version)),
  );
  return found.filter((one) => one !== null);
}

const offset = z.int().nonnegative();
const span = { article: z.string(), version: z.string(), start: offset, end: offset };
const BUNDLE = z.strictObject({
  format: z.literal(FORMAT),
  id: z.string(),
  kind: z.enum(['answer', 'briefing', 'check', 'comparison']),
  about: z.string(),
  status: z.enum(['answered', 'partial', 'not_in_sources']).nullable(),
  made: z.string(),
  points: z.array(
    z.strictObject({
      place: z.string(),
      text: z.string(),
      said: z
        .strictObject({
          by: z.string().nullable(),
          kind: z.enum(['direct', 'indirect', 'mixed', 'ascribed']),
          polarity: z.enum(['asserted', 'denied', 'withheld']),
          via: z.array(z.string()),
        })
        .nullable(),
      pieces: z.array(
        z.discriminatedUnion('is', [
          z.strictObject({ is: z.literal('cut') }),
          z.strictObject({ is: z.enum(['quote', 'gloss']), ...span, text: z.string() }),
          z.strictObject({ is: z.literal('model'), text: z.string(), support: z.array(z.strictObject(span)) }),
        ]),
      ),
      citations: z.array(
        z.strictObject({
          n: z.int().positive(),
          ...span,
          quote: z.string(),
          link: z.string().nullable(),
          context: z.strictObject({ start: offset, end: offset, text: z.string(), hash: z.string() }),
        }),
      ),
    }),
  ),
  sources: z.array(
    z.strictObject({
      n: z.int().positive(),
      article: z.string(),
      version: z.string(),
      length: offset.nullable(),
      title: z.string().nullable(),
      publisher: z.string().nullable(),
      published: z.string().nullable(),
      url: z.string().nullable(),
    }),
  ),
  hash: z.string(),
});

/** A bundle from its JSON; the order of its fields is kept, as its hash depends on it. Throws `bad_evidence`. */
export function readEvidence(json: string, name: string): Evidence {
  try {
    const raw: unknown = JSON.parse(json);
    BUNDLE.parse(raw);
    return raw as Evidence;
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const why = issue ? `${issue.path.join('.') || 'the file'}: ${issue.message}` : 'malformed JSON';
    throw new SitrepError('bad_evidence', `${name} is no evidence bundle (${why}).`, { cause: error });
  }
}
