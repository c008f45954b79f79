import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDiscordDriver } from '../../e2e/discord.ts';
import { type Button, type Driver, type Reply, type Shown, Wrong } from '../../e2e/driver.ts';
import { startProcess } from '../../e2e/process.ts';
import { startSlackDriver } from '../../e2e/slack.ts';
import type { Row } from '../frame.ts';

/**
 * Two Discord servers and a Slack workspace on one bot and store, each with canary articles of its own about the very
 * same things, so that every question would find the others' too. Each place runs every command and presses every
 * button, also those of the others' answers. The canaries stand in no question.
 */

type Tenant = { readonly name: string; readonly driver: Driver; readonly spot: { server?: string; channel?: string } };
type Place = Tenant & { readonly press: { readonly button: Button; readonly on: Shown }[] };

export const tenants: Row = {
  name: 'tenants',
  promise: 'one server’s sources stay in that server',
  run: async ({ short, keep }) => {
    const count = short ? 3 : 100;
    const folder = mkdtempSync(join(tmpdir(), 'sitrep-tenants-'));
    const [discord, slack] = await Promise.all([startDiscordDriver(), startSlackDriver()]);
    const other = { server: '460000000000000001', channel: '460000000000000002' };
    discord.server.join(other.server, other.channel);
    const all: readonly Tenant[] = [
      { name: 'ANNA', driver: discord, spot: {} },
      { name: 'BERT', driver: discord, spot: other },
      { name: 'CARL', driver: slack, spot: {} },
    ];
    for (const { name } of all) writeCanaries(join(folder, 'sources', name.toLowerCase()), name, count);
    const bot = await startProcess({ data: folder, env: { ...discord.env, ...slack.env } });
    try {
      const places: Place[] = [];
      const leaks: string[] = [];
      let [sent, own, answers] = [0, 0, 0];
      const look = (tenant: Tenant, what: string, reply: Reply) => {
        answers += 1;
        const said = `${reply.text}\n${JSON.stringify(reply.messages.map((one) => one.body))}`;
        if (said.includes(`canary${tenant.name}`)) own += 1;
        for (const { name } of all)
          if (name !== tenant.name && said.includes(`canary${name}`))
            leaks.push(`${what} in ${tenant.name} shows ${name}`);
      };
      for (const tenant of all) {
        const { driver, spot, name } = tenant;
        const manager = driver.person(true);
        await driver.command('sources add', { path: name.toLowerCase() }, manager, spot);
        await driver.command('digest subscribe', { schedule: 'daily 08:00 UTC' }, manager, spot);
        const press: Place['press'] = [];
        for (const [path, options] of short ? COMMANDS.slice(0, 5) : COMMANDS) {
          sent += 1;
          const reply = await driver.command(path, options, driver.person(true), spot);
          look(tenant, `/${path}`, reply);
          press.push(...buttonsOf(reply));
        }
        places.push({ ...tenant, press });
      }
      // Every button at home, with what it opens; then in both other places.
      for (const place of places)
        for (const one of short ? place.press.slice(0, 3) : [...place.press]) {
          const reply = await pressed(place, one);
          sent += 1;
          if (!reply) continue;
          look(place, one.button.label, reply);
          place.press.push(
            ...buttonsOf(reply).filter(({ button }) => !place.press.some((it) => it.button.id === button.id)),
          );
        }
      for (const place of places)
        for (const stranger of places.filter((one) => one !== place))
          for (const one of short ? stranger.press.slice(0, 3) : stranger.press) {
            const reply = await pressed(place, { button: alike(place, one.button), on: standIn(place, one.on) });
            sent += 1;
            // A button that has the canary typed in shows it to whoever presses it, as a question does: that is no leak.
            const typed = new RegExp(`canary${stranger.name}\\d+`, 'gu');
            const told = one.button.id.match(typed) ?? [];
            if (reply) look(place, `${stranger.name}’s “${one.button.label}”`, without(reply, told));
          }
      for (const one of leaks) keep({ leak: one });
      const wrong = [...discord.violations, ...slack.violations];
      return {
        done: `2 Discord servers and a Slack workspace × ${count} canary articles; ${sent} commands and presses, ${answers} answers, ${own} with the place’s own canaries`,
        figure: `leaks ${leaks.length}${leaks[0] ? ` (${leaks[0]})` : ''}, violations ${wrong.length}${wrong[0] ? ` (${wrong[0].slice(0, 120)})` : ''}`,
        ok: leaks.length === 0 && own >= all.length && wrong.length === 0,
      };
    } finally {
      await bot.stop();
      await Promise.all([discord.close(), slack.close()]);
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

const COMMANDS: readonly (readonly [path: string, options: Readonly<Record<string, string>>])[] = [
  ['ask', { question: 'what did the harbour master say?' }],
  ['brief', {}],
  ['who', {}],
  ['sources list', {}],
  ['sources export', {}],
  ['check', { quotation: 'the ferry will stop on the ninth day' }],
  ['changes', { since: '7d' }],
  ['ask', { question: 'how many boats were counted?' }],
  ['brief', { length: 'long' }],
  ['brief', { question: 'what did the mayor say about the ferry?' }],
  ['who', { actor: 'harbour master' }],
  ['compare', {}],
  ['compare', { slot: 'number' }],
  ['digest list', {}],
  ['digest preview', {}],
  ['settings show', {}],
  ['privacy show', {}],
  ['last', {}],
  ['help', {}],
];

/** The reply with these words taken out of what is looked at. */
function without(reply: Reply, words: readonly string[]): Reply {
  const cut = (text: string) => words.reduce((left, word) => left.replaceAll(word, ''), text);
  const messages = reply.messages.map((one) => ({ ...one, body: cut(JSON.stringify(one.body)) }));
  return { ...reply, text: cut(reply.text), messages };
}

const buttonsOf = (reply: Reply) => reply.messages.flatMap((on) => on.buttons.map((button) => ({ button, on })));

async function pressed(place: Place, { button, on }: { button: Button; on: Shown }): Promise<Reply | null> {
  try {
    return await place.driver.press(button, on, place.driver.person(true));
  } catch (error) {
    if (error instanceof Wrong) return null;
    throw error;
  }
}

/** A message of this place in the stranger's stead: what is pressed is the same, where is not. */
function standIn({ driver, press }: Place, strange: Shown): Shown {
  const here = press[0]?.on ?? strange;
  return { ...strange, body: here.body, thread: driver.platform === 'slack' ? '' : strange.thread };
}

/** The same button as this platform would make it. */
function alike({ driver }: Place, { label, id }: Button): Button {
  const text = { type: 'plain_text', text: label, emoji: false };
  return {
    label,
    id,
    raw: driver.platform === 'slack' ? { type: 'button', action_id: 'sitrep:0', text, value: id } : {},
  };
}

function writeCanaries(folder: string, name: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  for (let n = 0; n < count; n++) {
    const word = `canary${name}${String(n).padStart(3, '0')}`;
    const text = [
      `The harbour master of ${word} said the ferry will stop on day ${n}.`,
      `The mayor of ${word} told reporters that ${n + 2} boats were counted in the bay of ${word}.`,
    ].join(' ');
    const day = `2026-11-${String(1 + (n % 20)).padStart(2, '0')}`;
    writeFileSync(
      join(folder, `${word}.md`),
      `---\ntitle: Ferry news from ${word}\npublisher: The ${word} Post\npublished: ${day}\n---\n${text}\n`,
    );
  }
}
