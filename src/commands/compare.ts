import { SLOTS } from '../core/model/answer.ts';
import type { Command } from '../core/model/command.ts';
import { compare } from '../usecases/brief.ts';
import { askingOf, type Desk } from '../usecases/desk.ts';
import { keptPage } from './kept.ts';
import { slotOf } from './slots.ts';
import { outletOption, scopeOf, topicOption } from './support.ts';

/** `/compare [slot]`: positions side by side with their sentences, never a winner. */
export function compareCommand(desk: Desk): Command {
  return {
    name: 'compare',
    describe: 'command-compare',
    options: [
      { name: 'slot', describe: 'option-slot', required: false, kind: 'word', choices: SLOTS },
      topicOption(desk),
      outletOption(desk),
    ],
    reply: 'answer',
    needs: 'read',
    run: async (args, caller) => {
      const slot = slotOf(args.slot);
      const scope = await scopeOf(desk, caller, args);
      return keptPage(await compare(desk, { scope, slot, ...askingOf(caller) }));
    },
  };
}
