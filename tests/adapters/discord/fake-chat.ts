import type { Args, Caller, Chat, Command } from '../../../src/core/model/command.ts';
import type { Page } from '../../../src/core/model/page.ts';
import type { Log } from '../../../src/core/model/ports.ts';
import { actionOf, groupOf, headingOf, noteOf, pageOf, pointOf } from '../../render/pages.ts';

/** A table of a few commands behind the `Chat` interface, and what was asked of it. */

type Ran = { readonly command: string; readonly args: Args; readonly caller: Caller };
type Heard = { readonly line: string; readonly caller: Caller; readonly about: string | null };
export type FakeChat = Chat & {
  readonly ran: Ran[];
  readonly heard: Heard[];
  /** `present`, `joined` and `left`, with the tenants. */
  readonly tenants: string[];
  page: Page;
  before: () => Promise<void>;
  /** Settings of every channel. */
  isPublic: boolean;
  isThreaded: boolean;
};

const answer = pageOf(
  [headingOf('ANSWER'), { is: 'points', group: groupOf('', [pointOf('The minister said no.')]) }, noteOf('Searched 1')],
  [actionOf('Sources 1', 'sources of', { id: 'a1' }), actionOf('Share', 'share', { id: 'a1' })],
);

const TOPICS = [{ text: 'Exports of missiles', value: 'missiles' }];

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
    command('settings', {
      needs: 'manage',
      options: [{ name: 'role', describe: 'option-topic', required: false, kind: 'role' }],
    }),
    command('share', { hidden: true, reply: 'public' }),
    command('read', { hidden: true, onMessage: 'command-brief' }),
    command('watch', {
      options: [
        { name: 'topic', describe: 'option-topic', required: true, kind: 'word', suggest: async () => TOPICS },
        { name: 'length', describe: 'option-length', required: false, kind: 'word', choices: ['short', 'long'] },
        { name: 'question', describe: 'option-question', required: true, kind: 'rest' },
        { name: 'role', describe: 'option-topic', required: false, kind: 'role' },
      ],
    }),
  ];
  const seen = new Set<string>();
  const chat: FakeChat = {
    commands,
    ran: [],
    heard: [],
    tenants: [],
    page: answer,
    before: async () => {},
    isPublic: false,
    isThreaded: false,
    hear: async (line, caller, about) => {
      chat.heard.push({ line, caller, about });
      await chat.before();
      return line === '' ? chat.welcome(caller) : chat.page;
    },
    audience: async (path) => (chat.isPublic || chat.find(path)?.reply === 'public' ? 'public' : 'private'),
    threads: async () => chat.isThreaded,
    form: (path, args) => {
      const fields = (chat.find(path)?.options ?? []).filter((one) => args[one.name] === undefined);
      if (!fields.some((one) => one.required)) return null;
      return { command: path, args, title: { key: 'command-ask' }, fields };
    },
    present: async (_, tenants) => void chat.tenants.push(`present ${tenants.join(' ')}`),
    joined: async (tenant) => void chat.tenants.push(`joined ${tenant}`),
    left: async (tenant) => void chat.tenants.push(`left ${tenant}`),
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
