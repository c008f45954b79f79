import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { runTerminal, type Terminal, terminalPlatform } from '../../../src/adapters/terminal/terminal.ts';
import type { Chat } from '../../../src/core/model/command.ts';
import type { Part } from '../../../src/core/model/delivery.ts';
import type { Page } from '../../../src/core/model/page.ts';

const said = (text: string, commands: readonly string[] = []): Page => ({
  id: text,
  push: { key: 'example', args: { text } },
  blocks: [{ is: 'heading', text: { key: 'example', args: { text } } }],
  actions: commands.map((command) => ({ text: { key: 'example', args: { text: command } }, command, args: {} })),
});

/** A chat that answers with what it was asked to run. */
function chatOf(pages: Readonly<Record<string, Page>> = {}): Chat & { readonly ran: string[] } {
  const ran: string[] = [];
  const answer = (what: string): Page => {
    ran.push(what);
    return pages[what] ?? said(`ran ${what}`);
  };
  return {
    ran,
    commands: [],
    find: () => null,
    once: async () => true,
    welcome: async () => said('Welcome', ['first', 'second']),
    parse: (line) => ({ command: 'say', args: { line } }),
    run: async (command: string) => answer(command),
    hear: async (line: string) => answer(line),
    audience: async () => 'private',
    threads: async () => false,
    form: () => null,
    left: async () => {},
    present: async () => {},
    joined: async () => {},
  };
}

function terminalOf(interactive: boolean) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let shown = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  const terminal: Terminal = { input, output, interactive, style: { columns: 100, color: false }, zone: 'UTC' };
  return { terminal, input, shown: () => stripVTControlCharacters(shown) };
}

test('a number presses a button of the last page that has some; another number is said to be none', async () => {
  const { terminal, input, shown } = terminalOf(false);
  const chat = chatOf({ more: said('more', ['cited']) });
  input.end('more\n1\n2\n0\n77\n\n   \nplain\n1\n');
  await runTerminal(terminal, chat);
  expect(chat.ran).toEqual(['more', 'cited', 'plain', 'cited']);
  expect(shown().match(/There is no button \d+ here\./gu)).toHaveLength(3);
});

test('what may be done with a row is a button too, and times are those of the place', async () => {
  const { terminal, input, shown } = terminalOf(false);
  const remove = { text: { key: 'action-remove' }, command: 'remove', args: {} } as const;
  const at = Date.parse('2026-07-20T12:00:00Z');
  const when = { precision: 'instant', from: at, to: at, words: null } as const;
  const list: Page = {
    ...said('list'),
    blocks: [
      {
        is: 'rows',
        rows: [[{ key: 'speaker', args: { name: 'one' } }], [{ key: 'since', args: { when } }]],
        menu: [[remove]],
      },
    ],
  };
  const chat = chatOf({ list });
  input.end('list\n1\n');
  await runTerminal({ ...terminal, zone: 'Europe/Berlin' }, chat);
  expect(chat.ran).toEqual(['list', 'remove']);
  expect(shown()).toContain('• 1. one\n• 2. since Jul 20, 2026, 2:00 PM GMT+2\n\n[1] Remove 1');
});

test.each(['quit\n', '/EXIT\n', '\u0004', '\u0003'])('%j leaves the chat', async (keys) => {
  const { terminal, input, shown } = terminalOf(true);
  const chat = chatOf();
  const left = runTerminal(terminal, chat);
  input.write('hello\n');
  await expect.poll(() => chat.ran).toEqual(['hello']);
  input.write(keys);
  await left;
  expect(chat.ran).toEqual(['hello']);
  expect(shown()).toContain('quit or Ctrl-D leaves');
});

test('a digest comes with its buttons, and the prompt stands below it', async () => {
  const { terminal, input, shown } = terminalOf(true);
  const chat = chatOf();
  const platform = terminalPlatform(terminal, () => 7);
  const left = runTerminal(terminal, chat);
  await expect.poll(shown).toMatch(/> $/u);
  const place = { platform: 'terminal', tenant: 'terminal', channel: 'terminal', thread: null } as const;
  const part = (payload = '', key = 'k'): Part => ({
    ...{ delivery: 'd', index: 0, of: 1, key, place, payload },
    act: { is: 'send' },
  });
  const [payload] = platform.parts(said('The digest', ['digest-sources']), place, null);
  expect(await platform.send(part(payload))).toEqual({ message: 'k', at: 7 });
  expect(shown()).toMatch(/The digest\s+\[1\] digest-sources\s+> $/u);
  input.write('1\n');
  await expect.poll(() => chat.ran).toEqual(['digest-sources']);
  // Rendered by an earlier process: its buttons are not known, and no other page's are pressed instead.
  await platform.send(part('An old digest [1] Sources', 'old'));
  input.write('1\n');
  await expect.poll(shown).toContain('There is no button 1 here.');
  input.end();
  await left;
  expect(chat.ran).toEqual(['digest-sources']);
});
