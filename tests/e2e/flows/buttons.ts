import { decodeAction } from '../../../src/render/action-id.ts';
import { type Button, expect, type Reply, type Shown } from '../driver.ts';
import { type Flow, failed, firstLines, leaves, type Stage } from '../flow.ts';

/** Every button found on every answer, also those behind ⋯; then the same ones again after a restart. */

type Found = { readonly button: Button; readonly on: Shown; readonly from: string };

/** What answers have buttons: one of each kind. */
const STARTS: readonly (readonly [path: string, options: Readonly<Record<string, string>>])[] = [
  ['brief', {}],
  ['brief', { length: 'long' }],
  ['ask', { question: 'what did Russia say?' }],
  ['ask', { question: 'how many missiles?' }],
  ['ask', { question: 'what did Brazil say about cheese?' }],
  ['who', {}],
  ['changes', {}],
  ['check', { quotation: 'it can be ruled out that Patriot missiles will end up in Ukraine' }],
  ['compare', {}],
  ['stories', {}],
  ['digest list', {}],
  ['digest preview', {}],
  ['digest status', {}],
  ['watch list', {}],
  ['sources list', {}],
  ['settings', {}],
  ['help', {}],
];

const DEPTH = 4;
/** A button that ends what it stands on works once: after the restart, when all others were pressed again. */
const ONCE = /^(?:digest|watch|sources) remove|^privacy delete|^forget/u;

const seen = new Map<string, Found[]>();

export const buttonFlows: readonly Flow[] = [
  {
    name: 'every button of every answer',
    run: async (stage) => {
      const found: Found[] = [];
      const ids = new Set<string>();
      const wrong: string[] = [];
      const add = (reply: Reply, from: string) => {
        const fresh = reply.messages.flatMap((on) => on.buttons.map((button): Found => ({ button, on, from })));
        // A row's own ⋯ menu on Slack is no button of the page.
        const most = Math.max(0, ...reply.messages.map((on) => on.buttons.filter(isButton).length));
        // ⋯ opens the rest, which may be more.
        if (most > 4 && !from.endsWith('⋯')) wrong.push(`${from}: ${most} buttons`);
        const taken = fresh.filter(({ button }) => !ids.has(button.id));
        for (const one of taken) ids.add(one.button.id);
        found.push(...taken);
        return taken;
      };
      let level = [];
      for (const [path, options] of STARTS) {
        if (stage.table.every((one) => one.name !== path.split(' ')[0])) continue;
        level.push(...add(await stage.driver.command(path, options, stage.driver.person(true)), `/${path}`));
      }
      for (let depth = 0; depth < DEPTH && level.length > 0; depth++) {
        const next = [];
        for (const one of level.filter(({ button }) => !ONCE.test(commandOf(button)))) {
          const reply = await press(stage, one, wrong);
          if (reply) next.push(...add(reply, `${one.from} › ${one.button.label}`));
        }
        level = next;
      }
      seen.set(stage.driver.platform, found);
      expect(wrong.length === 0, wrong.slice(0, 5).join('; '));
      expect(found.length >= 12, `only ${found.length} buttons were found`);
    },
  },
  {
    name: 'every button again after a restart',
    run: async (stage) => {
      await stage.restart();
      const wrong: string[] = [];
      const found = seen.get(stage.driver.platform) ?? [];
      const ends = (one: Found) => Number(ONCE.test(commandOf(one.button)));
      for (const one of found.toSorted((a, b) => ends(a) - ends(b))) await press(stage, one, wrong);
      expect(found.length > 0, 'no buttons to press');
      expect(wrong.length === 0, wrong.slice(0, 5).join('; '));
    },
  },
  {
    name: 'every hidden command is reached by a button',
    run: async (stage) => {
      const hidden = leaves(stage.table).filter(({ command }) => command.hidden);
      const missed = hidden.filter(({ path }) => !stage.pressed.has(path)).map(({ path }) => path);
      expect(missed.length === 0, `never pressed: ${missed.join(', ')}`);
    },
  },
  {
    name: 'Share is public and names who shared',
    run: async (stage) => {
      const { driver } = stage;
      const who = driver.person();
      const answer = await driver.command('ask', { question: 'what did Russia say?' }, who);
      expect(
        answer.messages.every((one) => one.audience === 'private'),
        'the answer came publicly',
      );
      const share = await findButton(stage, answer, /^Share/u, who);
      const shared = await driver.press(share.button, share.on, who);
      expect(
        shared.messages.some((one) => one.audience === 'public'),
        'it is not public',
      );
      expect(shared.text.includes(who.name), `“${who.name}” does not stand in it: ${shared.text.slice(-120)}`);
    },
  },
];

/** The button with this label, on the answer or behind its ⋯. */
export async function findButton(
  stage: Stage,
  reply: Reply,
  label: RegExp,
  who: ReturnType<Stage['driver']['person']>,
): Promise<{ button: Button; on: Shown }> {
  const all = reply.messages.flatMap((on) => on.buttons.map((button) => ({ button, on })));
  const there = all.find(({ button }) => label.test(button.label));
  if (there) return there;
  const more = all.find(({ button }) => button.label.includes('⋯') || /^more$/iu.test(button.label));
  expect(more, `no button ${label} among ${all.map(({ button }) => button.label).join(', ')}`);
  return findButton(stage, await stage.driver.press(more.button, more.on, who), label, who);
}

const isButton = ({ raw }: Button): boolean => !('options' in (raw as object));

const commandOf = (button: Button): string => decodeAction(button.id)?.command ?? button.id;

async function press(stage: Stage, { button, on, from }: Found, wrong: string[]): Promise<Reply | null> {
  stage.pressed.add(commandOf(button));
  try {
    const reply = await stage.driver.press(button, on, stage.driver.person(true));
    if (failed(reply)) wrong.push(`${from} › ${button.label}: ${firstLines(reply)}`);
    else if (reply.form === null && reply.text.trim() === '') wrong.push(`${from} › ${button.label}: nothing`);
    return reply;
  } catch (error) {
    wrong.push(`${from} › ${button.label}: ${(error as Error).message}`);
    return null;
  }
}
