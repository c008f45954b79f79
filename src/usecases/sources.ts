import type { Store } from '../core/model/ports.ts';
import type { Source } from '../core/model/source.ts';
import type { Topic } from '../core/model/topic.ts';
import { type Desk, idOf } from './desk.ts';
import { given } from './topics.ts';

/** What a source is by how it is written. */
export const kindOf = (path: string): Source['kind'] => (/^https?:\/\//iu.test(path) ? 'web' : 'folder');

/** The same source of the same topic always has the same id. */
export const sourceId = (tenant: string, path: string, topic: string): string =>
  idOf('source', tenant, path, topic).slice(0, 8);

/**
 * Declares the sources of the topics of `briefs/` in the place of those that were. Those of topics that are there and
 * cannot be read now (`unread`; null: it may be any) stay as they are, and rest. Errors: those of the store.
 */
export async function declareSources(
  store: Pick<Store, 'declare' | 'sources'>,
  topics: readonly Topic[],
  unread: readonly string[] | null,
): Promise<void> {
  const known = new Set(topics.map(({ key }) => key));
  const kept = (await store.sources('public')).flatMap(({ source }): Source[] => {
    const { declared, topic } = source;
    const isKept = declared && !known.has(topic) && (unread?.includes(topic) ?? true);
    return isKept ? [{ ...source, resting: true }] : [];
  });
  await store.declare([...declaredSources(topics), ...kept]);
}

/** The sources that stand in `briefs/`. */
function declaredSources(topics: readonly Topic[]): readonly Source[] {
  return topics
    .filter(({ declared }) => declared)
    .flatMap(({ key, tenant, sources }) =>
      [...new Set(sources)].map(
        (path): Source => ({
          id: sourceId(tenant, path, key),
          tenant,
          topic: key,
          kind: kindOf(path),
          path,
          declared: true,
          state: 'active',
          by: '',
          made: 0,
        }),
      ),
    );
}

/** The topics that an article has from its source alone. */
export const topicsOf = (desk: Pick<Desk, 'topics'>, { topic }: Pick<Source, 'topic'>): readonly string[] =>
  given(desk, topic);
