import type { Label } from '../../../src/core/model/answer.ts';
import type { Args, Caller, Chat, Command } from '../../../src/core/model/command.ts';
import type { Action, Page } from '../../../src/core/model/page.ts';

/** A small Chat for the adapter's tests: it remembers what was run, and its pages say what they were asked. */

export type Ran = { readonly command: string; readonly args: Args; readonly caller: Caller };
export type TestChat = Chat & { readonly ran: Ran[]; readonly seen: Set<string> };

const say = (text: string): Label => ({ key: 'push-plain', args: { text } });

export function pageOf(text: string, actions: readonly Action[] = []): Page {
  return { id: 'p1', push: say(`push: ${text}`), blocks: [{ is: 'heading', text: say(text) }], actions };
}

const button = (text: string, command: string, args: Args): Action => ({ text: say(text), command, args });

export function makeChat(change: Partial<Chat> = {}): TestChat {
  const ran: Ran[] = [];
  const seen = new Set<string>();
  const command = (name: string, more: Partial<Command> = {}): Command => ({
    name,
    describe: 'command-ask',
    options: [],
    reply: 'private',
    needs: 'read',
    run: async () => pageOf(name),
    ...more,
  });
  const question = { name: 'question', describe: 'option-question', required: true, kind: 'rest' } as const;
  const commands: readonly Command[] = [
    command('ask', { options: [question] }),
    command('brief'),
    command('share', { reply: 'public', hidden: true }),
    command('digest', { sub: [command('list'), command('subscribe', { needs: 'manage', reply: 'public' })] }),
  ];
  const find = (path: string): Command | null => {
    const [name, sub] = path.split(' ');
    const found = commands.find((one) => one.name === name) ?? null;
    return sub === undefined ? found : (found?.sub?.find((one) => one.name === sub) ?? null);
  };
  return {
    commands,
    ran,
    seen,
    find,
    parse: (line) => {
      const words = line.replace(/^brief (?=\S)/, '');
      if (words === 'brief') return { command: 'brief', args: {} };
      if (words.startsWith('digest subscribe')) return { command: 'digest subscribe', args: {} };
      return { command: 'ask', args: { question: words.replace(/^ask ?/, '') } };
    },
    run: async (path, args, caller) => {
      ran.push({ command: path, args, caller });
      const asked = button('Sources 1', 'digest list', {});
      return pageOf(`${path} ${args.question ?? ''}`.trim(), [asked, button('Share', 'share', { id: 'a1' })]);
    },
    once: async (key) => {
      const first = !seen.has(key);
      seen.add(key);
      return first;
    },
    welcome: async () =>
      pageOf('welcome', [button('What did Russia say?', 'ask', { question: 'What did Russia say?' })]),
    ...change,
  };
}
