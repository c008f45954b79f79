import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Caller, Chat, Place } from '../../core/model/command.ts';
import type { Part, Platform, Receipt } from '../../core/model/delivery.ts';
import type { Action, Page } from '../../core/model/page.ts';
import type { Clock } from '../../core/model/ports.ts';
import { labelText } from '../../render/labels.ts';
import { withRowButtons } from '../../render/row-buttons.ts';
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

/** What stands on a terminal: the buttons that a number presses, and how to show the prompt again. */
type Screen = { buttons: readonly Action[]; prompt: () => void };
const screens = new WeakMap<Terminal, Screen>();

function screenOf(terminal: Terminal): Screen {
  const screen = screens.get(terminal) ?? { buttons: [], prompt: () => {} };
  screens.set(terminal, screen);
  return screen;
}

/** Digests in the terminal are printed (nobody else reads one, so there is nothing to share); printing is their receipt. */
export function terminalPlatform(terminal: Terminal, clock: Clock): Platform {
  const buttons = new Map<string, readonly Action[]>();
  return {
    name: 'terminal',
    parts: (page) => {
      const shown = withRowButtons(page);
      const payload = renderTerminal(shown, { ...terminal.style, zone: terminal.zone });
      buttons.set(payload, shown.actions);
      return [payload];
    },
    send: async (part: Part): Promise<Receipt> => {
      const screen = screenOf(terminal);
      await print(terminal, `\n${part.payload}\n\n`);
      // A digest that was rendered before a restart has lost its buttons: better none than another page's.
      screen.buttons = buttons.get(part.payload) ?? [];
      buttons.delete(part.payload);
      screen.prompt();
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
  const { input, output, interactive } = terminal;
  const caller: Caller = { place: PLACE, person: 'terminal', mayManage: true, alone: true, zone: terminal.zone };
  const screen = screenOf(terminal);
  const show = async (made: Page) => {
    const page = withRowButtons(made);
    if (page.actions.length > 0) screen.buttons = page.actions;
    await print(terminal, `${renderTerminal(page, { ...terminal.style, zone: terminal.zone })}\n\n`);
  };

  if (interactive) {
    await show(await chat.welcome(caller));
    await print(terminal, `${labelText({ key: 'terminal-hint' })}\n\n`);
  }
  const lines = createInterface({
    input,
    crlfDelay: Number.POSITIVE_INFINITY,
    ...(interactive && { output, terminal: true, prompt: '> ' }),
  });
  lines.on('SIGINT', () => lines.close());
  // The input may end while a line is being answered.
  lines.once('close', () => {
    screen.prompt = () => {};
  });
  if (interactive) screen.prompt = () => lines.prompt(true);
  screen.prompt();
  let left = false;
  for await (const line of lines) {
    const text = line.trim();
    left = /^\/?(?:quit|exit)$/iu.test(text);
    if (left) break;
    if (text !== '') await answer(text);
    screen.prompt();
  }
  lines.close();
  if (interactive && !left) await print(terminal, '\n');

  async function answer(text: string): Promise<void> {
    if (/^\d{1,2}$/u.test(text)) {
      const button = screen.buttons[Number(text) - 1];
      if (button) return show(await chat.run(button.command, button.args, caller));
      return print(terminal, `${labelText({ key: 'no-button', args: { number: text } })}\n\n`);
    }
    await show(await chat.hear(text, caller, null));
  }
}

function print(terminal: Terminal, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    terminal.output.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
