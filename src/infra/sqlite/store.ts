import type { Store } from '../../core/model/ports.ts';
import { articleStore } from './articles.ts';
import { claimStore } from './claims.ts';
import { type Connection, connect } from './connection.ts';
import { deliveryStore } from './deliveries.ts';
import { lists } from './lists.ts';
import { outboxStore } from './outbox.ts';
import { pageStore } from './pages.ts';
import { personStore, placeStore } from './places.ts';
import { retentionStore } from './retention.ts';
import { sourceStore } from './sources.ts';
import { statusStore } from './status.ts';
import { subscriptionStore } from './subscriptions.ts';
import { topicStore } from './topics.ts';

/** The store over an open connection; `close` closes it. */
export function storeOver(connection: Connection): Store {
  return {
    ...articleStore(connection),
    ...lists(connection),
    ...pageStore(connection),
    ...sourceStore(connection),
    ...topicStore(connection),
    ...subscriptionStore(connection),
    ...deliveryStore(connection),
    ...outboxStore(connection),
    ...claimStore(connection),
    ...placeStore(connection),
    ...personStore(connection),
    ...retentionStore(connection),
    ...statusStore(connection),
    close: async () => connection.close(),
  };
}

/**
 * Opens the store in one SQLite file, made if it is not there; `:memory:` for none.
 * Throws SitrepError: `store_newer`, `store_unreadable`, `store_full`, `store_busy`.
 */
export async function openStore({ path }: { readonly path: string }): Promise<Store> {
  return storeOver(await connect(path));
}
