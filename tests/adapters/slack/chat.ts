import type { Label } from '../../../src/core/model/answer.ts';
import type { Args, Caller, Chat, Command, Option } from '../../../src/core/model/command.ts';
import { ERRORS, type ErrorCode } from '../../../src/core/model/errors.ts';
import type { Action, Page } from '../../../src/core/model/page.ts';

/** A small Chat for the adapter's tests: it remembers what was run, and its pages say what they were asked. */

export type Ran = { readonly command: string; readonly args: Args; readonly caller: Caller };
export type TestChat = Chat & {
  readonly ran: Ran[];
  readonly seen: Set<string>;
  /** What messages replied to, in the order they were heard. */
  readonly about: (string | null)[];
  readonly left: Chat['left'] & { readonly tenants: string[] };
  readonly joined: Chat['joined'] & { readonly tenants: string[] };
};

const say = (text: string): Label => ({ key: 'push-plain', args: { text } });

export function pageOf(text: string, actions: readonly Action[] = []): Page {
  return { id: 'p1', push: say(`push: ${text}`), blocks: [{ is: 'heading', text: say(text) }], actions };
}

export function errorOf(text: string, code: ErrorCode): Page {
  const { next } = ERRORS[code];
  return { ...pageOf(`${text} ${next}`), push: { key: 'error', args: { text, next, code } } };
}

export const button = (text: string, command: string, args: Args): Action => ({ text: say(text), command, args });

function noting(): ((tenant: string) => Promise<void>) & { readonly tenants: string[] } {
  const tenants: string[] = [];
  return Object.assign(async (tenant: string) => void tenants.push(tenant), { tenants });
}

const QUESTION: Option = { name: 'question', describe: 'option-question', required: true, kind: 'rest' };
const SCHEDULE: Option = { name: 'schedule', describe: 'option-schedule', required: true, kind: 'rest' };
const LENGTH: Option = {
  name: 'length',
  describe: 'option-length',
  required: false,
  kind: 'word',
  choices: ['short', 'long'],
};
const ROLE: Option = { name: 'role', describe: 'setting-role', required: false, kind: 'role' };
const TOPIC: Option = {
  name: 'topic',
  describe: 'option-topic',
  required: false,
  kind: 'word',
  suggest: async (typed) => {
    if (typed === 'broken') throw new Error('no topics');
    if (typed === 'endless') return new Promise(() => {});
    const many = Array.from({ length: 150 }, (_, n) => ({ text: `${typed} ${n} ${'x'.repeat(90)}`, value: `t${n}` }));
    return typed === 'many' ? [...many, ...many] : [{ text: `Topic ${typed}`, value: 'exports' }];
  },
};

export function makeChat(change: Partial<Chat> = {}): TestChat {
  const ran: Ran[] = [];
  const seen = new Set<string>();
  const about: (string | null)[] = [];
  const command = (name: string, more: Partial<Command> = {}): Command => ({
    name,
    describe: 'command-ask',
    options: [],
    reply: 'private',
    needs: 'read',
    run: async () => pageOf(name),
    ...more,
  });
  const subscribe = { needs: 'manage', reply: 'public', options: [SCHEDULE, TOPIC, LENGTH, ROLE] } as const;
  const commands: readonly Command[] = [
    command('ask', { options: [QUESTION] }),
    command('brief'),
    command('link', { onMessage: 'command-ask', hidden: true }),
    command('share', { reply: 'public', hidden: true }),
    command('digest', { sub: [command('list'), command('subscribe', subscribe), command('pause')] }),
  ];
  const find = (path: string): Command | null => {
    const [name, sub] = path.split(' ');
    const found = commands.find((one) => one.name === name) ?? null;
    return sub === undefined ? found : (found?.sub?.find((one) => one.name === sub) ?? null);
  };
  const asked = [button('Sources 1', 'digest list', {}), button('Share', 'share', { id: 'a1' })];
  return {
    commands,
    ran,
    seen,
    about,
    find,
    parse: (line) => {
      const words = line.replace(/^brief (?=\S)/, '');
      if (words === 'brief') return { command: 'brief', args: {} };
      const [, schedule] = /^digest subscribe ?(.*)$/.exec(words) ?? [];
      if (schedule !== undefined) return { command: 'digest subscribe', args: schedule === '' ? {} : { schedule } };
      return { command: 'ask', args: { question: words.replace(/^ask ?/, '') } };
    },
    run: async (path, args, caller) => {
      ran.push({ command: path, args, caller });
      if (find(path)?.needs === 'manage' && !caller.mayManage) return errorOf('Not yours.', 'not_allowed');
      if (path === 'digest list') {
        const menu = [[button('Pause', 'digest pause', { id: 'd1' }), button('Remove', 'digest remove', { id: 'd1' })]];
        return { ...pageOf(path), blocks: [{ is: 'rows', rows: [[say('digest list of C1')]], menu }] };
      }
      return pageOf([path, args.question ?? args.schedule ?? args.text ?? ''].join(' ').trim(), asked);
    },
    hear: async (line, caller, replied) => {
      ran.push({ command: 'hear', args: { question: line }, caller });
      about.push(replied);
      return line === '' ? pageOf('welcome') : pageOf(`hear ${line}`, asked);
    },
    audience: async (path) => (find(path)?.reply === 'public' ? 'public' : 'private'),
    threads: async () => false,
    form: (path, args, caller) => {
      const found = find(path);
      const missing = found?.options.filter((one) => !args[one.name]) ?? [];
      if (found?.needs === 'manage' && !caller.mayManage) return null;
      if (!missing.some((one) => one.required)) return null;
      return { command: path, args, title: say(`Fill in: ${path}, please & thanks`), fields: missing };
    },
    left: noting(),
    joined: noting(),
    present: async () => {},
    once: async (key) => {
      const first = !seen.has(key);
      seen.add(key);
      return first;
    },
    welcome: async () =>
      pageOf('welcome', [button('What did Russia say?', 'ask', { question: 'What did Russia say?' })]),
    ...change,
  } as TestChat;
}
