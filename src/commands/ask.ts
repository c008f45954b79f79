import type { Command } from '../core/model/command.ts';
import type { Desk } from '../usecases/desk.ts';
import { answerTo, outletOption, required, sinceOption, topicOption } from './support.ts';

/** `/ask question`: every line of the answer cited to the exact sentence. */
export function askCommand(desk: Desk): Command {
  return {
    name: 'ask',
    describe: 'command-ask',
    options: [
      { name: 'question', describe: 'option-question', required: true, kind: 'rest' },
      topicOption(desk),
      sinceOption,
      outletOption(desk),
    ],
    reply: 'answer',
    needs: 'read',
    run: async (args, caller) => answerTo(desk, required(args, 'question'), args, caller),
  };
}
