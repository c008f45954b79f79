import type { Command } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import { briefingPage } from '../core/writing/pages.ts';
import { brief, LENGTHS, type Length } from '../usecases/brief.ts';
import { askingOf, type Desk } from '../usecases/desk.ts';
import { answerTo, outletOption, scopeOf, sinceOption, topicOption, topicOrOnly, typedWords } from './support.ts';

/** `/brief [topic] [since] [length]`; words that are none of these are a question. */
export function briefCommand(desk: Desk): Command {
  return {
    name: 'brief',
    describe: 'command-brief',
    options: [
      topicOption(desk),
      sinceOption,
      { name: 'length', describe: 'option-length', required: false, kind: 'word', choices: LENGTHS },
      outletOption(desk),
      { name: 'question', describe: 'option-question', required: false, kind: 'rest' },
    ],
    reply: 'answer',
    needs: 'read',
    typed: (words, tenant) => typedWords(desk, words, tenant, LENGTHS),
    run: async (args, caller) => {
      if (args.question) return answerTo(desk, args.question, args, caller);
      const topic = await topicOrOnly(desk, args.topic, caller);
      const order = { scope: await scopeOf(desk, caller, { ...args, topic: topic.key }), title: topic.title };
      return briefingPage(await brief(desk, { ...order, length: lengthOf(args.length), ...askingOf(caller) }));
    },
  };
}

function lengthOf(word: string | undefined): Length {
  const length = LENGTHS.find((one) => one === (word ?? 'normal').toLowerCase());
  if (!length) throw new SitrepError('bad_option', `“${word?.slice(0, 40)}” is no length: short, normal or long.`);
  return length;
}
