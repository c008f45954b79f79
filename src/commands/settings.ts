import type { Label } from '../core/model/answer.ts';
import type { Args, Caller, Command, Option, Suggestion } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Action, Cell, Page } from '../core/model/page.ts';
import type { SettingName } from '../core/model/ports.ts';
import { zoneOf } from '../core/schedule/zones.ts';
import { type Desk, idOf, topicNamed, topicOf } from '../usecases/desk.ts';
import { type Layers, layersOf, zoneFor } from '../usecases/places.ts';
import { choiceOf, matching, suggestTopics } from './support.ts';

const WHERE = ['channel', 'server'] as const;
type Where = (typeof WHERE)[number];

const whereOption: Option = {
  name: 'where',
  describe: 'option-where',
  required: false,
  kind: 'word',
  choices: WHERE,
};

/** What takes a setting back, as its value; the first of them is suggested. `off` may be a value of its own. */
const RESET = 'reset';
const BACK = [RESET, 'default', 'none', 'off'];

/** One setting: what may be typed, and what of it is kept. `read` throws SitrepError naming what it cannot take. */
type Setting = {
  readonly name: SettingName;
  /** What it may be, in words: its choices or an example. */
  readonly such: string;
  readonly value: Pick<Option, 'kind' | 'choices' | 'suggest'>;
  readonly read: (typed: string, caller: Caller) => string;
};

/**
 * `/settings [show]`, and for each setting `/settings NAME [value] [channel|server]`. Without a value it is shown; `reset`
 * takes it back, and what the server or the bot itself has set holds again.
 */
export function settingsCommand(desk: Desk): Command {
  const all = settings(desk);
  const show = async (_: Args, caller: Caller): Promise<Page> => {
    const layers = await layersOf(desk, caller.place);
    const heading = { key: 'heading-settings' } as const;
    return page(
      heading,
      all.map(({ name }) => row(desk, name, layers, caller)),
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
      such: 'TOPIC',
      value: {
        kind: 'word',
        suggest: async (typed, { place: { tenant } }) => orReset(typed, suggestTopics(desk, typed, tenant)),
      },
      read: (typed, { place }) => topicOf(desk, place.tenant, typed.toLowerCase()).slug,
    },
    {
      name: 'zone',
      such: 'Europe/Berlin',
      value: { kind: 'word', suggest: async (typed) => orReset(typed, matching(typed, zones())) },
      read: readZone,
    },
    oneOf('answers', ['private', 'public']),
    { name: 'role', such: '@role', value: { kind: 'role' }, read: readRole },
    oneOf('links', ['nobody', 'managers', 'everyone']),
    oneOf('threads', ['on', 'off']),
  ];
}

function oneOf(name: SettingName, choices: readonly string[]): Setting {
  return {
    name,
    such: choices.join('|'),
    value: { kind: 'word', choices: [...choices, RESET] },
    read: (typed) => choiceOf(name, choices, typed),
  };
}

/** The suggestions, and after them how the setting is taken back. */
const orReset = (typed: string, found: readonly Suggestion[]): readonly Suggestion[] =>
  RESET.startsWith(typed.trim().toLowerCase()) ? [...found.slice(0, 24), { text: RESET, value: RESET }] : found;

/** Whether the words take a setting back; not when they are a value or a topic themselves. */
const isReset = (desk: Desk, { name, such }: Setting, typed: string, { place }: Caller): boolean =>
  BACK.includes(typed.toLowerCase()) &&
  !such.split('|').includes(typed.toLowerCase()) &&
  !(name === 'topic' && topicNamed(desk, place.tenant, typed.toLowerCase()));

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

async function change(desk: Desk, one: Setting, args: Args, caller: Caller): Promise<Page> {
  const { name, read } = one;
  const typed = args[name]?.trim();
  const where: Where = choiceOf('where', WHERE, args.where?.trim() || 'channel');
  if (!typed) return showOne(desk, one, where, caller);
  if (where === 'server' && caller.onlyHere)
    throw new SitrepError(
      'not_allowed',
      'Who created a channel sets what holds in that channel, not in the whole server.',
    );
  const { tenant, channel } = caller.place;
  const value = isReset(desk, one, typed, caller) ? null : read(typed, caller);
  await desk.store.set(tenant, where === 'server' ? null : channel, name, value);
  const layers = await layersOf(desk, caller.place);
  const setting = { key: `setting-${name}` } as const;
  const key = value === null ? (`settings-back-${where}` as const) : (`settings-set-${where}` as const);
  return page({ key, args: { setting } }, [row(desk, name, layers, caller)], caller);
}

/** One setting with how to change it. A role is picked from a list on some platforms: a button takes it back. */
async function showOne(desk: Desk, { name, such }: Setting, where: Where, caller: Caller): Promise<Page> {
  const layers = await layersOf(desk, caller.place);
  const seen = where === 'server' ? { ...layers, channel: {} } : layers;
  const shown = page({ key: 'heading-settings' }, [row(desk, name, seen, caller)], caller);
  const example = name === 'topic' ? (desk.topics(caller.place.tenant)[0]?.slug ?? such) : such;
  const how = { key: 'settings-how', args: { name, such: example } } as const;
  const back: Action = { text: { key: 'action-reset' }, command: `settings ${name}`, args: { [name]: RESET, where } };
  return {
    ...shown,
    blocks: [...shown.blocks, { is: 'note', text: how }],
    actions: layers[where][name] === undefined ? [] : [back],
  };
}

/** What holds in this channel, and who has set it. */
function row(desk: Desk, name: SettingName, layers: Layers, caller: Caller): Cell[] {
  const from = (['channel', 'server', 'default'] as const).find((layer) => layers[layer][name] !== undefined);
  const value = from && layers[from][name];
  const setting: Label = { key: `setting-${name}` };
  if (value !== undefined)
    return [setting, shownValue(desk, name, value, caller), { key: `setting-from-${from ?? 'default'}` }];
  if (name !== 'zone') return [setting, { key: 'setting-unset' }];
  const origin = caller.zone === null ? 'setting-from-default' : 'setting-from-person';
  return [setting, shownValue(desk, name, zoneFor({}, caller), caller), { key: origin }];
}

/** A topic by its title. A role has no name here, and to write its mention could call it. */
function shownValue(desk: Desk, name: SettingName, value: string, { place }: Caller): Label {
  if (name === 'role') return { key: 'setting-role-set' };
  const title = name === 'topic' ? topicNamed(desk, place.tenant, value)?.title : undefined;
  return { key: 'setting-value', args: { value: title ?? value } };
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
