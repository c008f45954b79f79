import type { Label } from '../core/model/answer.ts';
import type { Args, Caller, Command, Option } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Cell, Page } from '../core/model/page.ts';
import type { SettingName } from '../core/model/ports.ts';
import { zoneOf } from '../core/schedule.ts';
import { type Desk, idOf, topicOf } from '../usecases/desk.ts';
import { type Layers, layersOf } from '../usecases/places.ts';
import { matching, suggestTopics } from './support.ts';

const WHERE = ['channel', 'server'] as const;
type Where = (typeof WHERE)[number];

const whereOption: Option = {
  name: 'where',
  describe: 'option-where',
  required: false,
  kind: 'word',
  choices: WHERE,
};

/** One setting: what may be typed, and what of it is kept. `read` throws SitrepError naming what it cannot take. */
type Setting = {
  readonly name: SettingName;
  readonly value: Pick<Option, 'kind' | 'choices' | 'suggest'>;
  readonly read: (typed: string, caller: Caller) => string;
};

/**
 * `/settings [show]`, and for each setting `/settings NAME [value] [channel|server]`. Without a value it is taken back,
 * and what the server or the bot itself has set holds again.
 */
export function settingsCommand(desk: Desk): Command {
  const all = settings(desk);
  const show = async (_: Args, caller: Caller): Promise<Page> => {
    const layers = await layersOf(desk, caller.place);
    const heading = { key: 'heading-settings' } as const;
    return page(
      heading,
      all.map(({ name }) => row(name, layers)),
      caller,
    );
  };
  return {
    name: 'settings',
    describe: 'command-settings',
    options: [],
    reply: 'private',
    needs: 'read',
    run: show,
    sub: [
      { name: 'show', describe: 'command-settings-show', options: [], reply: 'private', needs: 'read', run: show },
      ...all.map(
        (setting): Command => ({
          name: setting.name,
          describe: `command-settings-${setting.name}`,
          options: [
            { name: setting.name, describe: `setting-${setting.name}`, required: false, ...setting.value },
            whereOption,
          ],
          reply: 'private',
          needs: 'manage',
          typed: (words) => typedValue(setting.name, words),
          run: (args, caller) => change(desk, setting, args, caller),
        }),
      ),
    ],
  };
}

function settings(desk: Desk): readonly Setting[] {
  return [
    {
      name: 'topic',
      value: { kind: 'word', suggest: async (typed) => suggestTopics(desk, typed) },
      read: (typed) => topicOf(desk, typed.toLowerCase()).slug,
    },
    { name: 'zone', value: { kind: 'word', suggest: async (typed) => matching(typed, zones()) }, read: readZone },
    oneOf('answers', ['private', 'public']),
    { name: 'role', value: { kind: 'role' }, read: readRole },
    oneOf('links', ['nobody', 'managers', 'everyone']),
    oneOf('threads', ['on', 'off']),
  ];
}

function oneOf(name: SettingName, choices: readonly string[]): Setting {
  return { name, value: { kind: 'word', choices }, read: (typed) => choiceOf(name, choices, typed) };
}

function choiceOf<T extends string>(name: string, choices: readonly T[], typed: string): T {
  const choice = choices.find((one) => one === typed.toLowerCase());
  if (choice === undefined)
    throw new SitrepError(
      'bad_option',
      `“${typed.slice(0, 40)}” is no choice for “${name}”, only ${choices.join(', ')}.`,
    );
  return choice;
}

const zones = () =>
  ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map((zone) => ({
    text: zone.replaceAll('_', ' '),
    value: zone,
  }));

function readZone(typed: string): string {
  const zone = zoneOf(typed.replaceAll(' ', '_'));
  if (zone === null)
    throw new SitrepError('bad_option', `“${typed.slice(0, 40)}” is no time zone such as Europe/Berlin.`);
  return zone;
}

/** As a chat writes a role or user group, or its bare id. https://api.slack.com/reference/surfaces/formatting#mentioning-groups */
const ROLE = { discord: /^(?:<@&)?(\d{15,20})>?$/u, slack: /^(?:<!subteam\^)?(S[A-Z0-9]{5,20})(?:\|[^>]*)?>?$/u };

/** The id of a role. On Discord the role that everybody has is named like the server itself. */
function readRole(typed: string, { place }: Caller): string {
  const id = place.platform === 'terminal' ? undefined : ROLE[place.platform].exec(typed)?.[1];
  if (id === undefined || place.tenant === `discord:${id}`)
    throw new SitrepError('bad_option', `“${typed.slice(0, 40)}” is no role or group that a digest may mention.`);
  return id;
}

/** The value and, as the last word, where: `/settings zone Europe/Berlin server`. */
function typedValue(name: SettingName, words: string): Args {
  const [, value = '', where] = /^(.*?)(?:(?:^|\s)(channel|server))?$/isu.exec(words.trim()) ?? [];
  return { ...(value && { [name]: value }), ...(where && { where: where.toLowerCase() }) };
}

async function change(desk: Desk, { name, read }: Setting, args: Args, caller: Caller): Promise<Page> {
  const typed = args[name]?.trim();
  const where: Where = choiceOf('where', WHERE, args.where?.trim() || 'channel');
  if (where === 'server' && caller.onlyHere)
    throw new SitrepError(
      'not_allowed',
      'Who created a channel sets what holds in that channel, not in the whole server.',
    );
  const { tenant, channel } = caller.place;
  await desk.store.set(tenant, where === 'server' ? null : channel, name, typed ? read(typed, caller) : null);
  const layers = await layersOf(desk, caller.place);
  const setting = { key: `setting-${name}` } as const;
  const key = typed ? (`settings-set-${where}` as const) : (`settings-back-${where}` as const);
  return page({ key, args: { setting } }, [row(name, layers)], caller);
}

/** What holds in this channel, and who has set it. */
function row(name: SettingName, layers: Layers): Cell[] {
  const from = (['channel', 'server', 'default'] as const).find((layer) => layers[layer][name] !== undefined);
  const value = from && layers[from][name];
  return [
    { key: `setting-${name}` },
    value === undefined ? { key: 'setting-unset' } : { key: 'setting-value', args: { value } },
    { key: `setting-from-${from ?? 'default'}` },
  ];
}

function page(heading: Label, rows: readonly (readonly Cell[])[], { place }: Caller): Page {
  return {
    id: idOf('settings', place, heading, rows),
    push: heading,
    blocks: [
      { is: 'heading', text: heading },
      { is: 'rows', rows },
    ],
    actions: [],
  };
}
