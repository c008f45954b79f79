import type { Command } from '../core/model/command.ts';
import { checkPage } from '../core/writing/check/page.ts';
import { check } from '../usecases/check.ts';
import type { Desk } from '../usecases/desk.ts';
import { required, scopeOf, sinceOption, topicOption } from './support.ts';

/** `/check "a quotation"`: who said it, where first, exact or altered with the words that differ marked. */
export function checkCommand(desk: Desk): Command {
  return {
    name: 'check',
    describe: 'command-check',
    options: [
      { name: 'quotation', describe: 'option-quotation', required: true, kind: 'rest' },
      topicOption(desk),
      sinceOption,
    ],
    reply: 'answer',
    needs: 'read',
    run: async (args, caller) => {
      const quotation = required(args, 'quotation');
      // Words that nobody has said must not be sought in one topic alone.
      const scope = await scopeOf(desk, caller, { topic: null, ...args });
      return checkPage(await check(desk, { quotation, scope, person: caller.person }));
    },
  };
}
