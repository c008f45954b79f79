import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Caller, Chat, Place } from '../../core/model/command.ts';
import type { Action, Page } from '../../core/model/page.ts';
import type { Clock, Part, Platform, Receipt } from '../../core/model/ports.ts';
import { renderTerminal, type TerminalStyle } from '../../render/terminal.ts';

/** The terminal chat: one person, one channel, who may manage what is theirs. */
const PLACE: Place = { platform: 'terminal', tenant: 'terminal', channel: 'terminal', thread: null };

export type Terminal = {
  readonly input: Readable;
  readonly output: Writable;
  /** Someone sits there: show a prompt and the greeting. */
  readonly interactive: boolean;
  readonly style: TerminalStyle;
  readonly zone: string;
};

/** Digests in the terminal are printed; printing is their receipt. */
export function terminalPlatform(terminal: Terminal, clock: Clock): Platform {
  return {
    name: 'terminal',
    parts: (page) => [renderTerminal(page, terminal.style)],
    send: async (part: Part): Promise<Receipt> => {
      await print(terminal, `\n${part.payload}\n`);
      return { message: part.key, at: clock() };
    },
    find: async () => null,
  };
}

/**
 * Reads lines until the input ends: a command, a question, or the number of a button of the last page. Answers in
 * the order of the lines.
 */
export async function runTerminal(terminal: Terminal, chat: Chat): Promise<void> {
  const caller: Caller = { place: PLACE, person: 'terminal', mayManage: true, zone: terminal.zone };
  let buttons: readonly Action[] = [];
  const show = async (page: Page) => {
    buttons = page.actions.length > 0 ? page.actions : buttons;
    await print(terminal, `${renderTerminal(page, terminal.style)}\n\n`);
  };

  const lines = createInterface({ input: terminal.input, crlfDelay: Number.POSITIVE_INFINITY });
  if (terminal.interactive) {
    await show(await chat.welcome(caller));
    await print(terminal, '> ');
  }
  for await (const line of lines) {
    const text = line.trim();
    if (/^\/?(?:quit|exit)$/iu.test(text)) break;
    if (text !== '') {
      const button = /^\d$/u.test(text) ? buttons[Number(text) - 1] : undefined;
      const { command, args } = button ?? chat.parse(text);
      await show(await chat.run(command, args, caller));
    }
    if (terminal.interactive) await print(terminal, '> ');
  }
  lines.close();
}

function print(terminal: Terminal, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    terminal.output.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
