import type { Index, Store } from '../../core/model/ports.ts';
import { apply } from './apply.ts';
import { type Connection, connect } from './connection.ts';
import { figuresOf, formsOf, frequenciesOf, search } from './search.ts';
import { storeOver } from './store.ts';
import { terms } from './terms.ts';

/** The index over an open connection; its tables stand apart from the store's. */
export function indexOver(connection: Connection): Index {
  return {
    apply: (changes) => connection.write(() => apply(connection, changes)),
    at: () => connection.read(() => Number(connection.get('select at from index_state')?.at)),
    search: (query) => connection.read(() => search(connection, query)),
    frequencies: (asked, tongue = null) =>
      connection.read(() => {
        // A term of several words is as rare as its rarest.
        const words = asked.map((term) => terms(term));
        const forms = formsOf(connection, words.flat(), tongue);
        const of = frequenciesOf(connection, [...forms.values()].flat());
        const most = (word: string): number =>
          (forms.get(word) ?? []).reduce((max, form) => Math.max(max, of.get(form) ?? 0), 0);
        return {
          passages: figuresOf(connection).passages,
          of: words.map((parts) => (parts.length === 0 ? 0 : Math.min(...parts.map(most)))),
        };
      }),
  };
}

/**
 * Opens (or makes) one SQLite file with the store and its search index; `:memory:` for none. `store.close` closes both.
 * Throws SitrepError: `store_newer`, `store_unreadable`, `store_full`, `store_busy`.
 */
export async function openSqlite({ path }: { readonly path: string }): Promise<{ store: Store; index: Index }> {
  const connection = await connect(path);
  return { store: storeOver(connection), index: indexOver(connection) };
}
