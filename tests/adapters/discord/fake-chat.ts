import type { Args, Caller, Chat, Command } from '../../../src/core/model/command.ts';
import type { Page } from '../../../src/core/model/page.ts';
import type { Log } from '../../../src/core/model/ports.ts';
import { actionOf, groupOf, headingOf, noteOf, pageOf, pointOf } from '../../render/pages.ts';

/** A table of a few commands behind the `Chat` interface, and what was asked of it. */

type Ran = { readonly command: string; readonly args: Args; readonly caller: Caller };
export type FakeChat = Chat & { readonly ran: Ran[]; page: Page; before: () => Promise<void> };

const answer = pageOf(
  [headingOf('ANSWER'), { is: 'points', group: groupOf('', [pointOf('The minister said no.')]) }, noteOf('Searched 1')],
  [actionOf('Sources 1', 'sources of', { id: 'a1' }), actionOf('Share', 'share', { id: 'a1' })],
);

export function fakeChat(): FakeChat {
  const never = () => Promise.reject(new Error('the chat runs commands, not the adapter'));
  const command = (name: string, more: Partial<Command> = {}): Command => ({
    name,
    describe: 'command-ask',
    options: [],
    reply: 'private',
    needs: 'read',
    run: never,
    ...more,
  });
  const commands: readonly Command[] = [
    command('ask', {
      options: [
        {
          name: 'topic',
          describe: 'option-topic',
          required: false,
          kind: 'word',
          suggest: async (typed) => [
            ...Array.from({ length: 40 }, (_, n) => ({
              text: `${typed} ${n} ${'x'.repeat(120)}`,
              value: `topic-${n}`,
            })),
          ],
        },
        { name: 'question', describe: 'option-question', required: true, kind: 'rest' },
      ],
    }),
    command('brief', { reply: 'public', options: [] }),
    command('length', {
      options: [
        { name: 'length', describe: 'option-length', required: false, kind: 'word', choices: ['short', 'long'] },
      ],
    }),
    command('digest', {
      sub: [command('subscribe', { needs: 'manage' }), command('list')],
    }),
    command('settings', { needs: 'manage' }),
    command('share', { hidden: true, reply: 'public' }),
  ];
  const seen = new Set<string>();
  const chat: FakeChat = {
    commands,
    ran: [],
    page: answer,
    before: async () => {},
    run: async (path, args, caller) => {
      chat.ran.push({ command: path, args, caller });
      await chat.before();
      return chat.page;
    },
    parse: (line) => ({ command: 'ask', args: { question: line } }),
    find: (path) => {
      const [first, ...rest] = path.split(' ');
      let found = commands.find((one) => one.name === first) ?? null;
      for (const word of rest) found = found?.sub?.find((one) => one.name === word) ?? null;
      return found;
    },
    once: async (key) => {
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    },
    welcome: async () => pageOf([headingOf('WELCOME')]),
  };
  return chat;
}

export type Line = { readonly level: string; readonly event: string; readonly fields: Record<string, unknown> };

export function keepLog(): Log & { readonly lines: Line[] } {
  const lines: Line[] = [];
  const keep =
    (level: string) =>
    (event: string, fields: Readonly<Record<string, unknown>> = {}) =>
      void lines.push({ level, event, fields: { ...fields } });
  return { lines, info: keep('info'), warn: keep('warn'), error: keep('error') };
}
