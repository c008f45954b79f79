import { SLOTS } from '../core/model/answer.ts';
import type { Command } from '../core/model/command.ts';
import { writeCoverage } from '../core/writing/coverage.ts';
import { differencesPage } from '../core/writing/pages.ts';
import { compare } from '../usecases/brief.ts';
import { type Desk, idOf, staleAfter } from '../usecases/desk.ts';
import { slotOf } from './slots.ts';
import { scopeOf, topicOption } from './support.ts';

/** `/compare [slot]`: positions side by side with their sentences, never a winner. */
export function compareCommand(desk: Desk): Command {
  return {
    name: 'compare',
    describe: 'command-compare',
    options: [
      { name: 'slot', describe: 'option-slot', required: false, kind: 'word', choices: SLOTS },
      topicOption(desk),
    ],
    reply: 'private',
    needs: 'read',
    run: async (args, caller) => {
      const scope = scopeOf(desk, caller, args);
      const slot = slotOf(args.slot);
      const differences = await compare(desk, scope, slot);
      const counted = await desk.store.count(scope);
      const coverage = writeCoverage({
        counted,
        made: desk.clock(),
        staleAfterHours: staleAfter(desk, scope.topic),
      });
      return differencesPage(idOf('compare', scope, slot ?? null), differences, coverage);
    },
  };
}
