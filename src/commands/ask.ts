import type { Command } from '../core/model/command.ts';
import { answerPage } from '../core/writing/pages.ts';
import { ask } from '../usecases/ask.ts';
import type { Desk } from '../usecases/desk.ts';
import { required, scopeOf, sinceOption, topicOption } from './support.ts';

/** `/ask question`: every line of the answer cited to the exact sentence. */
export function askCommand(desk: Desk): Command {
  return {
    name: 'ask',
    describe: 'command-ask',
    options: [
      { name: 'question', describe: 'option-question', required: true, kind: 'rest' },
      topicOption(desk),
      sinceOption,
    ],
    reply: 'private',
    needs: 'read',
    run: async (args, caller) =>
      answerPage(
        await ask(desk, {
          question: required(args, 'question'),
          scope: scopeOf(desk, caller, args),
          person: caller.person,
          channel: caller.place.channel,
        }),
      ),
  };
}
