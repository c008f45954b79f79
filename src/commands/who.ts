import { findActors } from '../core/language/actors.ts';
import type { Command } from '../core/model/command.ts';
import type { Cell, Page } from '../core/model/page.ts';
import type { Statement } from '../core/model/statement.ts';
import { answerPage } from '../core/writing/pages.ts';
import { ask } from '../usecases/ask.ts';
import { type Desk, idOf } from '../usecases/desk.ts';
import { scopeOf, topicOption } from './support.ts';

const STATEMENTS = 400;
const SPEAKERS = 15;

/** `/who [actor]`: the ledger. Without an actor the speakers with their standing; with one what they said. */
export function whoCommand(desk: Desk): Command {
  return {
    name: 'who',
    describe: 'command-who',
    options: [
      {
        name: 'actor',
        describe: 'option-actor',
        required: false,
        kind: 'rest',
        suggest: async (typed, caller) => {
          const names = [...(await speakers(desk, caller.place.tenant, null)).keys()];
          return names
            .filter((name) => name.toLowerCase().includes(typed.toLowerCase()))
            .slice(0, 25)
            .map((name) => ({ text: name.slice(0, 100), value: name.slice(0, 100) }));
        },
      },
      topicOption(desk),
    ],
    reply: 'private',
    needs: 'read',
    run: async (args, caller) => {
      const scope = scopeOf(desk, caller, args);
      const named = args.actor?.trim();
      if (named) {
        const question = isVerb(desk, named) ? `Who ${named}` : `What did ${named} say?`;
        return answerPage(await ask(desk, { question, scope, person: caller.person }));
      }
      return ledgerPage(await speakers(desk, scope.tenant, scope.topic));
    },
  };
}

/** `/who makes the missiles` asks for somebody; a name is known, or begins with a capital. */
function isVerb(desk: Desk, words: string): boolean {
  return /^\p{Ll}/u.test(words) && words.includes(' ') && findActors(words, desk.table)[0]?.start !== 0;
}

async function speakers(desk: Desk, tenant: string, topic: string | null): Promise<Map<string, Statement[]>> {
  const scope = { tenant, topic, docs: null, since: null, until: null };
  const said = (await desk.store.statements({ scope, actors: null, limit: STATEMENTS })).filter(
    (one) => one.kind !== 'ascribed' && one.speaker !== null && one.speaker.standing !== 'unknown',
  );
  const bySpeaker = Map.groupBy(said, (one) => one.speaker?.name ?? '');
  return new Map([...bySpeaker].sort(([, a], [, b]) => b.length - a.length));
}

function ledgerPage(bySpeaker: ReadonlyMap<string, readonly Statement[]>): Page {
  const heading = { key: 'heading-who' } as const;
  const rows = [...bySpeaker].slice(0, SPEAKERS).map(([name, said]): Cell[] => {
    const standing = said[0]?.speaker?.standing ?? 'unknown';
    return [
      { key: 'speaker', args: { name } },
      { key: `standing-${standing}` },
      { key: 'count-statements', args: { count: said.length } },
    ];
  });
  const more = bySpeaker.size - rows.length;
  return {
    id: idOf('who', [...bySpeaker.keys()]),
    push: heading,
    blocks: [
      { is: 'heading', text: heading },
      rows.length > 0 ? { is: 'rows', rows } : { is: 'note', text: { key: 'none-statements' } },
      ...(more > 0 ? [{ is: 'note', text: { key: 'who-more', args: { count: more } } } as const] : []),
    ],
    actions: [...bySpeaker.keys()].slice(0, 3).map((actor) => ({
      text: { key: 'speaker', args: { name: actor } },
      command: 'who',
      args: { actor },
    })),
  };
}
