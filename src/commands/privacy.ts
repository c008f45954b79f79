import type { Label } from '../core/model/answer.ts';
import type { Args, Caller, Command } from '../core/model/command.ts';
import type { Action, Block, Page } from '../core/model/page.ts';
import type { Personal } from '../core/model/ports.ts';
import { type Desk, idOf } from '../usecases/desk.ts';
import { isPersons, purgeNow, reachOf } from '../usecases/places.ts';
import { ownOrders } from './own-chat.ts';

/** What is kept, with the digests and watches that come to the person alone told from what was made for others. */
type Held = Personal & { readonly own: number };
const KINDS = ['pages', 'marks', 'talks', 'ratings', 'own', 'made'] as const satisfies readonly (keyof Held)[];

/** What is deleted: what they made for others goes on. */
const DELETED = KINDS.filter((kind) => kind !== 'made');

/** `/privacy [show]|delete`: what is kept of the person who asks. */
export function privacyCommand(desk: Desk): Command {
  const run = async (_: Args, caller: Caller): Promise<Page> => {
    const { place } = caller;
    const kept = await heldOf(desk, caller);
    const notes: Label[] = [
      { key: 'privacy-never' },
      { key: 'privacy-how-long', args: { days: desk.keepDays } },
      ...(desk.retentionDays === null
        ? []
        : [{ key: 'privacy-retention', args: { days: desk.retentionDays } } as const]),
      ...(kept.made > 0 ? [{ key: 'privacy-made-stays' } as const] : []),
      ...(isPersons(place.tenant) ? [{ key: 'privacy-chat-goes' } as const] : []),
    ];
    const button: Action = { text: { key: 'action-forget' }, command: 'privacy delete', args: {} };
    const isNothing = KINDS.every((kind) => kept[kind] === 0) && !isPersons(place.tenant);
    return page({ key: 'heading-privacy' }, KINDS, kept, notes, isNothing ? [] : [button]);
  };
  const shared = { options: [], reply: 'private', needs: 'read', personal: true } as const;
  return {
    name: 'privacy',
    describe: 'command-privacy',
    ...shared,
    run,
    sub: [
      { name: 'show', describe: 'command-privacy-show', ...shared, run },
      {
        name: 'delete',
        describe: 'command-privacy-delete',
        ...shared,
        run: async (_, caller) => {
          const { place, person } = caller;
          const had = await heldOf(desk, caller);
          for (const { id, place: from } of await ownOrders(desk, caller))
            await desk.store.setSubscription(from.tenant, id, 'removed');
          if (isPersons(place.tenant)) await purgeNow(desk, place.tenant);
          const { made } = await desk.store.forget(reachOf(place), person);
          const notes: Label[] = [
            ...(made > 0 ? [{ key: 'privacy-made-stayed', args: { count: made } } as const] : []),
            ...(isPersons(place.tenant) ? [{ key: 'privacy-chat-gone' } as const] : []),
          ];
          return page({ key: 'privacy-deleted' }, DELETED, had, notes, []);
        },
      },
    ],
  };
}

async function heldOf(desk: Desk, caller: Caller): Promise<Held> {
  const held = await desk.store.personal(reachOf(caller.place), caller.person);
  const own = (await ownOrders(desk, caller)).length;
  return { ...held, own, made: Math.max(0, held.made - own) };
}

/** How much of each kind, and what is to be said about it. */
function page(
  heading: Label,
  kinds: readonly (typeof KINDS)[number][],
  kept: Held,
  notes: readonly Label[],
  actions: readonly Action[],
): Page {
  const rows = kinds
    .filter((kind) => kept[kind] > 0)
    .map((kind): readonly Label[] => [{ key: `privacy-${kind}`, args: { count: kept[kind] } }]);
  const found: Block = rows.length === 0 ? { is: 'note', text: { key: 'privacy-nothing' } } : { is: 'rows', rows };
  return {
    id: idOf('privacy', heading, kept),
    push: heading,
    blocks: [{ is: 'heading', text: heading }, found, ...notes.map((text): Block => ({ is: 'note', text }))],
    actions,
  };
}
