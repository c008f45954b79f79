import type { Label } from '../core/model/answer.ts';
import type { Args, Caller, Command } from '../core/model/command.ts';
import type { Action, Block, Page } from '../core/model/page.ts';
import type { Personal } from '../core/model/ports.ts';
import { type Desk, idOf } from '../usecases/desk.ts';
import { reachOf } from '../usecases/places.ts';

const KINDS = ['pages', 'marks', 'talks', 'ratings', 'made'] as const satisfies readonly (keyof Personal)[];

/** `/privacy [show]|delete`: what is kept of the person who asks. */
export function privacyCommand(desk: Desk): Command {
  const run = async (_: Args, { place, person }: Caller): Promise<Page> => {
    const kept = await desk.store.personal(reachOf(place), person);
    const notes: Label[] = [
      { key: 'privacy-never' },
      { key: 'privacy-how-long', args: { days: desk.keepDays } },
      ...(kept.made > 0 ? [{ key: 'privacy-made-stays' } as const] : []),
    ];
    const button: Action = { text: { key: 'action-forget' }, command: 'privacy delete', args: {} };
    return page({ key: 'heading-privacy' }, kept, notes, isEmpty(kept) ? [] : [button]);
  };
  const shared = { options: [], reply: 'private', needs: 'read' } as const;
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
        run: async (_, { place, person }) => {
          const gone = await desk.store.forget(reachOf(place), person);
          const notes: Label[] = gone.made > 0 ? [{ key: 'privacy-made-stays' }] : [];
          return page({ key: 'privacy-deleted' }, gone, notes, []);
        },
      },
    ],
  };
}

const isEmpty = (kept: Personal): boolean => KINDS.every((kind) => kept[kind] === 0);

/** How much of each kind, and what is to be said about it. */
function page(heading: Label, kept: Personal, notes: readonly Label[], actions: readonly Action[]): Page {
  const rows = KINDS.filter((kind) => kept[kind] > 0).map((kind): readonly Label[] => [
    { key: `privacy-${kind}`, args: { count: kept[kind] } },
  ]);
  const found: Block = isEmpty(kept) ? { is: 'note', text: { key: 'privacy-nothing' } } : { is: 'rows', rows };
  return {
    id: idOf('privacy', heading, kept),
    push: heading,
    blocks: [{ is: 'heading', text: heading }, found, ...notes.map((text): Block => ({ is: 'note', text }))],
    actions,
  };
}
