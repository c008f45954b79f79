import type { Label } from '../core/model/answer.ts';
import type { Args, Caller, Command, Option } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Action, Block, Cell, Page } from '../core/model/page.ts';
import type { Subscription } from '../core/model/ports.ts';
import { nextSlot, parseSchedule } from '../core/schedule.ts';
import { notePage } from '../core/writing/notices.ts';
import { briefingPage } from '../core/writing/pages.ts';
import { type Desk, idOf } from '../usecases/desk.ts';
import { settingsOf, zoneFor } from '../usecases/places.ts';
import { newEdition } from '../usecases/publish.ts';
import { matching, required, topicOption, topicOrOnly } from './support.ts';

/** `/digest subscribe|list|preview|pause|resume|remove`. */
export function digestCommand(desk: Desk): Command {
  const id: Option = {
    name: 'id',
    describe: 'option-subscription',
    required: true,
    kind: 'word',
    suggest: async (typed, caller) =>
      matching(
        typed,
        (await here(desk, caller)).map((one) => ({
          text: `${short(titleOf(desk, one))} · ${scheduleText(one)} · ${one.id}`,
          value: one.id,
        })),
      ),
  };
  const state = (name: string, describe: Command['describe'], to: 'active' | 'paused' | 'removed'): Command => ({
    name,
    describe,
    options: [id],
    reply: 'private',
    needs: 'own',
    run: async (args, caller) => {
      const wanted = required(args, 'id');
      const mine = (await here(desk, caller)).find((one) => one.id === wanted);
      if (!mine) throw unknown(wanted);
      if (!mayChange(mine, caller)) throw new SitrepError('not_allowed', `“${wanted}” is the digest of a channel.`);
      if (!(await desk.store.setSubscription(caller.place.tenant, wanted, to))) throw unknown(wanted);
      return notePage(wanted, { key: `digest-${to}`, args: { id: wanted, title: titleOf(desk, mine) } });
    },
  });
  return {
    name: 'digest',
    describe: 'command-digest',
    options: [],
    reply: 'private',
    needs: 'read',
    run: (_, caller) => listPage(desk, caller),
    sub: [
      {
        name: 'subscribe',
        describe: 'command-digest-subscribe',
        options: [{ name: 'schedule', describe: 'option-schedule', required: true, kind: 'rest' }, topicOption(desk)],
        reply: 'public',
        needs: 'own',
        run: (args, caller) => subscribe(desk, args, caller),
      },
      {
        name: 'list',
        describe: 'command-digest-list',
        options: [],
        reply: 'private',
        needs: 'read',
        run: (_, caller) => listPage(desk, caller),
      },
      {
        name: 'preview',
        describe: 'command-digest-preview',
        options: [{ ...id, required: false }],
        reply: 'private',
        needs: 'read',
        run: async (args, caller) => {
          const mine = await here(desk, caller);
          const one = mine.find((subscription) => subscription.id === args.id) ?? (args.id ? undefined : mine[0]);
          if (!one && !args.id) return notePage('preview', { key: 'digest-none' });
          if (!one) throw unknown(args.id ?? '');
          const edition = await newEdition(desk, one);
          return edition ? preview(briefingPage(edition)) : notePage(one.id, { key: 'digest-quiet' });
        },
      },
      state('pause', 'command-digest-pause', 'paused'),
      state('resume', 'command-digest-resume', 'active'),
      state('remove', 'command-digest-remove', 'removed'),
    ],
  };
}

const unknown = (id: string) => new SitrepError('unknown_digest', `There is no digest “${id.slice(0, 40)}” here.`);

/** Whoever may manage everything changes every digest; who manages one channel, or talks with the bot alone, those there. */
const mayChange = ({ place }: Subscription, { mayManage, onlyHere, alone, place: from }: Caller): boolean =>
  (mayManage && !onlyHere) || ((mayManage || alone === true) && place.channel === from.channel);

/** Those of the caller's server, without what others get in their own chat with the bot. */
async function here(desk: Desk, { place }: Caller): Promise<readonly Subscription[]> {
  const all = await desk.store.subscriptions(place.tenant);
  return all.filter((one) => !one.alone || one.place.channel === place.channel);
}

/** Says under its heading that nobody else was sent it. */
function preview(page: Page): Page {
  const [heading, ...rest] = page.blocks;
  const note: Block = { is: 'note', text: { key: 'digest-preview' } };
  return { ...page, blocks: heading ? [heading, note, ...rest] : [note] };
}

/** The first word may be a topic, as people type it: `/digest subscribe exports weekdays 08:00 Europe/Berlin`. */
async function subscribe(desk: Desk, args: Args, caller: Caller): Promise<Page> {
  if (caller.canPost === false)
    throw new SitrepError('cannot_post', 'Sitrep may not post here by itself, so a digest would never arrive.');
  const words = required(args, 'schedule');
  const [first = '', ...rest] = words.split(/\s+/u);
  const named = desk.topics.find((topic) => topic.slug === first.toLowerCase());
  const topic = named ?? (await topicOrOnly(desk, args.topic, caller));
  const zone = zoneFor(await settingsOf(desk, caller.place), caller);
  const schedule = parseSchedule(named ? rest.join(' ') : words, zone);
  const subscription: Subscription = {
    id: idOf(caller.place, topic.slug, schedule).slice(0, 8),
    place: caller.place,
    topic: topic.slug,
    schedule,
    state: 'active',
    by: caller.person,
    ...(caller.alone && { alone: true }),
    made: desk.clock(),
    last: null,
    upTo: 0,
  };
  const outcome = await desk.store.subscribe(subscription);
  const next = nextSlot(schedule, desk.clock());
  return notePage(subscription.id, {
    key: outcome === 'new' ? 'digest-subscribed' : 'digest-subscribed-already',
    args: {
      title: topic.title,
      schedule: scheduleText(subscription),
      next: next ? slotText(next.slot) : '',
      id: subscription.id,
    },
  });
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Days that have a name together, by their numbers. */
const RUNS: Readonly<Record<string, string>> = { '1234567': 'daily', '12345': 'weekdays', '67': 'weekends' };

const DATE = new Intl.DateTimeFormat('en', { weekday: 'short', month: 'short', day: 'numeric', timeZone: 'UTC' });

/** A slot's local date and time with its day of the week: `Mon, Nov 23, 08:00`. */
function slotText(slot: string): string {
  const [date = '', time] = slot.split('T');
  return `${DATE.format(new Date(`${date}T00:00:00Z`))}, ${time}`;
}

/** The title of its topic; its name when there is no such topic any more. */
const titleOf = ({ topics }: Desk, { topic }: Subscription): string =>
  topics.find(({ slug }) => slug === topic)?.title ?? topic;

/** Leaves room for what follows it in a suggestion. */
const short = (title: string): string => (title.length > 50 ? `${title.slice(0, 49).trimEnd()}…` : title);

function scheduleText({ schedule }: Subscription): string {
  const days = RUNS[schedule.days.join('')] ?? schedule.days.map((day) => DAYS[day - 1]).join(' ');
  return `${days} ${schedule.times.join(' ')} ${schedule.zone}`;
}

async function listPage(desk: Desk, caller: Caller): Promise<Page> {
  const mine = await here(desk, caller);
  const heading = { key: 'heading-digests', args: { count: mine.length } } as const;
  const rows = await Promise.all(mine.map((one) => row(desk, one, caller)));
  const menu = mine.map((one) => (mayChange(one, caller) ? menuOf(one) : []));
  const body: Block = rows.length > 0 ? { is: 'rows', rows, menu } : { is: 'note', text: { key: 'digest-none' } };
  return {
    id: idOf('digests', caller.place),
    push: heading,
    blocks: [{ is: 'heading', text: heading }, body],
    actions: [],
  };
}

/** What may be done with a digest by those who may change it. */
const menuOf = ({ id, state }: Subscription): Action[] =>
  ([state === 'paused' ? 'resume' : 'pause', 'remove'] as const).map((verb) => ({
    text: { key: `action-${verb}` },
    command: `digest ${verb}`,
    args: { id },
  }));

/** Who manages them finds the channel by its id; to others it says nothing. */
const elsewhere = ({ place }: Subscription, { mayManage, onlyHere }: Caller): Label =>
  mayManage && !onlyHere ? { key: 'digest-in', args: { place: place.channel } } : { key: 'digest-elsewhere' };

async function row(desk: Desk, one: Subscription, caller: Caller): Promise<Cell[]> {
  const next = one.state === 'active' ? nextSlot(one.schedule, desk.clock()) : null;
  const [last] = await desk.store.slots(one.place.tenant, one.id, 1);
  return [
    { key: 'digest-title', args: { title: titleOf(desk, one) } },
    { key: 'digest-schedule', args: { schedule: scheduleText(one) } },
    ...(one.place.channel === caller.place.channel ? [] : [elsewhere(one, caller)]),
    next ? { key: 'digest-next', args: { next: slotText(next.slot) } } : { key: 'digest-is-paused' },
    ...(last
      ? [
          {
            key: 'digest-last',
            args: { slot: slotText(last.slot), note: last.note, delivered: last.delivered, parts: last.parts },
          } as const,
        ]
      : []),
    { key: 'digest-id', args: { id: one.id } },
  ];
}
