import type { Args, Command } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import { answerPage } from '../core/writing/pages.ts';
import { changes, sinceWhen } from '../usecases/changes.ts';
import { withinOf } from '../usecases/converse.ts';
import { askingOf, type Desk } from '../usecases/desk.ts';
import { keptOf } from '../usecases/evidence.ts';
import { answerTo, required, scopeOf, sinceOption, topicOption, typedWords } from './support.ts';

/** `/changes [topic] [since]`: what is new since then, or since the person last asked in this channel. */
export function changesCommand(desk: Desk): Command {
  return {
    name: 'changes',
    describe: 'command-changes',
    options: [
      topicOption(desk),
      sinceOption,
      { name: 'question', describe: 'option-question', required: false, kind: 'rest' },
    ],
    reply: 'answer',
    needs: 'read',
    typed: (words, tenant) => {
      const { question, ...args }: Args = typedWords(desk, words, tenant);
      return question === undefined ? args : { question: `what changed ${question}` };
    },
    run: async (args, caller) => {
      if (args.question) return answerTo(desk, args.question, args, caller);
      const scope = await scopeOf(desk, caller, args);
      const asking = askingOf(caller);
      const since = await sinceWhen(desk, scope, asking);
      if (since === null) throw new SitrepError('bad_time', 'You have not asked anything here yet: say since when.');
      return answerPage(await changes(desk, { scope, since, ...asking }));
    },
  };
}

/** The button: what is new since the answer or briefing under which it stands. */
export function changedCommand(desk: Desk): Command {
  return {
    name: 'changed',
    describe: 'command-kept',
    options: [{ name: 'id', describe: 'option-id', required: true, kind: 'word' }],
    reply: 'private',
    needs: 'read',
    hidden: true,
    run: async (args, caller) => {
      const kept = await keptOf(desk, caller.place.tenant, required(args, 'id'));
      const scope = await scopeOf(desk, caller, { topic: null, ...withinOf(desk, kept) });
      const order = { scope, since: { at: kept.made, seq: kept.upTo ?? null } };
      return answerPage(await changes(desk, { ...order, ...askingOf(caller) }));
    },
  };
}
