import type { Label } from '../core/model/answer.ts';
import type { Args, Caller, Command } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Block, Page } from '../core/model/page.ts';
import type { Quiet, Schedule } from '../core/model/schedule.ts';
import type { Digest } from '../core/model/subscription.ts';
import type { Topic } from '../core/model/topic.ts';
import { personIn } from '../core/own-chat.ts';
import { nextSlot } from '../core/schedule/due.ts';
import { parseQuiet, quietText } from '../core/schedule/quiet.ts';
import { parseSchedule, scheduleText } from '../core/schedule/words.ts';
import { notePage } from '../core/writing/notices.ts';
import { type Desk, idOf, topicNamed, topicTitle } from '../usecases/desk.ts';
import { settingsOf, zoneFor } from '../usecases/places.ts';
import { newEdition } from '../usecases/publish.ts';
import { listing, listPage, optionNotes, pageOption, slotText, statusPage } from './order-pages.ts';
import { countOf, quietOption, readOrder, targetOf, toOption } from './order-words.ts';
import { changeCommands, idOption, make, newOrder, said, toLabel, visible } from './orders.ts';
import { choiceOf, notesPage, required, topicOption, topicOrOnly } from './support.ts';

const EMPTY = ['silent', 'line'] as const;
const MOST_MINIMUM = 50;

/** `/digest subscribe|list|status|preview|pause|resume|remove`. */
export function digestCommand(desk: Desk): Command {
  const list = listing((args, caller) => listPage(desk, args, caller));
  return {
    ...list,
    name: 'digest',
    describe: 'command-digest',
    options: [],
    sub: [
      {
        name: 'subscribe',
        describe: 'command-digest-subscribe',
        options: [
          { name: 'schedule', describe: 'option-schedule', required: true, kind: 'rest' },
          topicOption(desk),
          toOption,
          quietOption,
          { name: 'minimum', describe: 'option-minimum', required: false, kind: 'word' },
          { name: 'empty', describe: 'option-empty', required: false, kind: 'word', choices: EMPTY },
        ],
        reply: 'private',
        needs: 'self',
        run: (args, caller) => subscribe(desk, args, caller),
      },
      { ...list, name: 'list', describe: 'command-digest-list' },
      {
        name: 'status',
        describe: 'command-digest-status',
        options: [{ ...idOption(desk), required: false }, pageOption],
        reply: 'private',
        needs: 'read',
        run: (args, caller) => statusPage(desk, args, caller),
      },
      {
        name: 'preview',
        describe: 'command-digest-preview',
        options: [{ ...idOption(desk, 'digest'), required: false }],
        reply: 'private',
        needs: 'read',
        run: (args, caller) => preview(desk, args.id?.trim(), caller),
      },
      ...changeCommands(desk, 'digest'),
    ],
  };
}

async function preview(desk: Desk, id: string | undefined, caller: Caller): Promise<Page> {
  const mine = (await visible(desk, caller)).filter((one) => one.kind === 'digest');
  const one = mine.find((digest) => digest.id === id) ?? (id ? undefined : mine[0]);
  if (!one && !id) return notePage('preview', { key: 'digest-none', args: { kind: 'digest' } });
  if (!one) throw new SitrepError('unknown_digest', `There is no digest “${id?.slice(0, 40)}” here.`);
  const { page, decision } = await newEdition(desk, one);
  const named = { title: topicTitle(desk, one.topic), schedule: scheduleText(one.schedule), id: one.id };
  if (page === null && decision.outcome === 'few')
    return notePage(one.id, { key: 'digest-few', args: { ...named, fresh: decision.fresh, count: one.minimum } });
  if (page === null)
    return notePage(one.id, { key: 'digest-quiet', args: { ...named, first: one.upTo === 0 ? 'yes' : 'no' } });
  // It says under its heading that nobody else was sent it.
  const [heading, ...rest] = page.blocks;
  const note: Block = { is: 'note', text: { key: 'digest-preview', args: named } };
  return { ...page, blocks: heading ? [heading, note, ...rest] : [note] };
}

/**
 * Everything may be typed in one line, in any order: `exports weekdays 08:00 Europe/Berlin quiet 22:00-07:00 min 3 to me`.
 * The same order of the same place has the same id.
 */
async function subscribe(desk: Desk, args: Args, caller: Caller): Promise<Page> {
  const typed = readOrder(required(args, 'schedule'), ['quiet', 'minimum', 'empty', 'to']);
  const chosen = said(typed.named, args);
  const { place, own } = targetOf(chosen.to, caller, 'refuse');
  const words = typed.rest.split(/\s+/u);
  const named = words.findIndex((word) => topicNamed(desk, caller.place.tenant, word.toLowerCase()));
  const slug = named < 0 ? chosen.topic : words[named]?.toLowerCase();
  const topic = await topicOrOnly(desk, slug, caller);
  const settings = await settingsOf(desk, caller.place);
  const when = words.toSpliced(named, named < 0 ? 0 : 1).join(' ');
  const schedule = parseSchedule(when, zoneFor(settings, caller));
  const quiet = chosen.quiet === undefined ? null : parseQuiet(chosen.quiet, schedule.zone);
  const minimum = countOf('minimum', chosen.minimum, MOST_MINIMUM, 1);
  const whenEmpty = choiceOf('empty', EMPTY, chosen.empty ?? 'silent');
  const first = firstSlot(desk, schedule, quiet);
  const digest: Digest = {
    kind: 'digest',
    id: idOf(place, topic.key, schedule).slice(0, 8),
    ...newOrder(desk, caller, { place, own }),
    topic: topic.key,
    schedule,
    quiet,
    minimum,
    whenEmpty,
    last: null,
    upTo: 0,
  };
  const there = await make(desk, digest, first.at);
  const isGuessed =
    schedule.zone === 'UTC' && !settings.zone && caller.zone === null && !/\b(?:utc|gmt|zulu)\b/iu.test(when);
  return madePage(desk, topic, digest, there, isGuessed ? [{ key: 'order-zone-unset' }] : []);
}

/** When the first one comes. Throws `bad_schedule` when none ever does. */
function firstSlot(desk: Desk, schedule: Schedule, quiet: Quiet | null) {
  const first = nextSlot(schedule, desk.clock(), quiet);
  if (first) return first;
  if (quiet && nextSlot(schedule, desk.clock()))
    throw new SitrepError(
      'bad_schedule',
      `All of ${scheduleText(schedule)} lies in the quiet hours ${quietText(quiet)}, so nothing would ever come.`,
      { next: 'Name another time, or other quiet hours.' },
    );
  throw new SitrepError('bad_schedule', `${scheduleText(schedule)} never comes: no day of the calendar is like that.`);
}

/** Says what was ordered or stands already, in which zone, and when it comes next. */
function madePage(desk: Desk, topic: Topic, order: Digest, there: Digest | null, more: readonly Label[]): Page {
  const digest = there ?? order;
  const isOther =
    there !== null &&
    (there.minimum !== order.minimum || there.whenEmpty !== order.whenEmpty || isOtherQuiet(there, order));
  const next = nextSlot(digest.schedule, desk.clock(), digest.quiet);
  return notesPage(
    digest.id,
    {
      key: there ? 'digest-subscribed-already' : 'digest-subscribed',
      args: {
        title: topic.title,
        to: toLabel(personIn(digest.place.channel) !== null),
        schedule: scheduleText(digest.schedule),
        next: next ? slotText(next.slot) : '',
        id: digest.id,
      },
    },
    [
      ...optionNotes(digest),
      ...(digest.state === 'paused' ? [{ key: 'order-rests', args: { id: digest.id } } as const] : []),
      ...(isOther ? [{ key: 'order-other', args: { id: digest.id } } as const] : []),
      ...more,
    ],
  );
}

const isOtherQuiet = (one: Digest, other: Digest): boolean =>
  (one.quiet && quietText(one.quiet)) !== (other.quiet && quietText(other.quiet));
