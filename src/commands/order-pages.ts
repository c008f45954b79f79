import type { Label } from '../core/model/answer.ts';
import type { Instant } from '../core/model/article.ts';
import type { Args, Caller, Command } from '../core/model/command.ts';
import type { SlotRecord } from '../core/model/delivery.ts';
import type { Action, Block, Cell, Page } from '../core/model/page.ts';
import type { Subscription } from '../core/model/subscription.ts';
import { nextSlot, slotInstant } from '../core/schedule/due.ts';
import { quietText } from '../core/schedule/quiet.ts';
import { scheduleText } from '../core/schedule/words.ts';
import { type Desk, idOf } from '../usecases/desk.ts';
import { settingsOf, zoneFor } from '../usecases/places.ts';
import { mayChange, orderOf, visible, what } from './orders.ts';

/** The lists of digests and watches: what there is, and how each went. */

/** Orders on a page: with their menus they fit one view of Slack. */
const PAGE = 20;
/** Runs that are looked at for what went wrong, and shown of one order. */
const RUNS = 10;
/** Rows whose buttons are all shown everywhere. */
const FEW = 5;

/** `/digest list`, `/watch list`: what there is, with menus. */
export async function listPage(desk: Desk, args: Args, caller: Caller, kind?: Subscription['kind']): Promise<Page> {
  const all = (await visible(desk, caller)).filter((one) => kind === undefined || one.kind === kind);
  const count = (of: Subscription['kind']) => all.filter((one) => one.kind === of).length;
  const heading: Label = { key: 'heading-digests', args: { digests: count('digest'), watches: count('watch') } };
  const list = { heading, command: `${kind ?? 'digest'} list`, none: noneLabel(kind === 'watch' ? 'watch' : 'any') };
  return paged(args, all, list, caller, async (shown) => {
    const rows = await Promise.all(shown.map((one) => row(desk, one, caller, false)));
    const menu = shown.map((one) => (mayChange(one, caller) ? menuOf(one) : []));
    // So many rows have no buttons in some chats.
    const isLong = menu.filter((one) => one.length > 0).length > FEW;
    return [{ is: 'rows', rows, menu }, ...(isLong ? [{ is: 'note', text: { key: 'order-change' } } as const] : [])];
  });
}

const noneLabel = (kind: 'watch' | 'any'): Label => ({ key: 'digest-none', args: { kind } });

/** `/digest status [id]`: last and next time of each, and why the last one was as it was; of one its last runs. */
export async function statusPage(desk: Desk, args: Args, caller: Caller): Promise<Page> {
  const heading: Label = { key: 'heading-digest-status' };
  if (args.id?.trim()) {
    const one = await orderOf(desk, args.id, caller);
    const zone = await zoneOfOrder(desk, one, caller);
    const runs = await desk.store.slots(one.place.tenant, one.id, RUNS);
    const rows = [
      await row(desk, one, caller, true, []),
      ...optionNotes(one).map((label) => [label]),
      ...runs.map((run) => runRow(run, one, zone)),
    ];
    const blocks: Block[] = [{ is: 'rows', rows }];
    if (runs.length === 0) blocks.push({ is: 'note', text: { key: 'order-no-runs' } });
    return page(idOf('status', one.id, runs), heading, blocks);
  }
  const all = await visible(desk, caller);
  return paged(args, all, { heading, command: 'digest status', none: noneLabel('any') }, caller, async (shown) => [
    { is: 'rows', rows: await Promise.all(shown.map((one) => row(desk, one, caller, true))) },
    { is: 'note', text: { key: 'order-see' } },
  ]);
}

/** The `page` of a list, and those who ask for it by its number. */
export const pageOption: Command['options'][number] = {
  name: 'page',
  describe: 'option-list-page',
  required: false,
  kind: 'word',
};

/** A command that lists things, and `list` behind it. */
export const listing = (run: Command['run']): Omit<Command, 'name' | 'describe'> => ({
  options: [pageOption],
  reply: 'private',
  needs: 'read',
  run,
});

/** A list, a page of it at a time; `none` is said of an empty one. */
export async function paged<T>(
  args: Args,
  all: readonly T[],
  { heading, command, none }: { readonly heading: Label; readonly command: string; readonly none: Label },
  caller: Caller,
  blocksOf: (shown: readonly T[]) => Promise<Block[]>,
): Promise<Page> {
  const pages = Math.max(1, Math.ceil(all.length / PAGE));
  const at = Math.min(Math.max(1, Math.trunc(Number(args.page)) || 1), pages);
  const shown = all.slice((at - 1) * PAGE, at * PAGE);
  const body: Block[] = shown.length > 0 ? await blocksOf(shown) : [{ is: 'note', text: none }];
  if (pages > 1) body.push({ is: 'note', text: { key: 'pages', args: { page: at, pages } } });
  const next: Action = {
    text: { key: 'action-next', args: { page: at + 1, pages } },
    command,
    args: { page: String(at + 1) },
  };
  return page(idOf(command, caller.place, at), heading, body, at < pages ? [next] : []);
}

const page = (id: string, heading: Label, body: readonly Block[], actions: readonly Action[] = []): Page => ({
  id,
  push: heading,
  blocks: [{ is: 'heading', text: heading }, ...body],
  actions,
});

/** What may be done with one by those who may change it. */
const menuOf = ({ id, kind, state }: Subscription): Action[] =>
  ([state === 'paused' ? 'resume' : 'pause', 'remove'] as const).map((verb) => ({
    text: { key: `action-${verb}` },
    command: `${kind} ${verb}`,
    args: { id },
  }));

/** Title · when · where · next · last · id; `runs`: the ones to tell of, else they are read. */
async function row(
  desk: Desk,
  one: Subscription,
  caller: Caller,
  isFull: boolean,
  runs?: readonly SlotRecord[],
): Promise<Cell[]> {
  const zone = await zoneOfOrder(desk, one, caller);
  const known = runs ?? (await desk.store.slots(one.place.tenant, one.id, RUNS));
  const last = known.find(isRun);
  return [
    one.kind === 'digest'
      ? { key: 'digest-title', args: what(desk, one) }
      : { key: 'watch-title', args: what(desk, one) },
    one.kind === 'digest'
      ? { key: 'digest-schedule', args: { schedule: scheduleText(one.schedule) } }
      : { key: 'watch-most', args: { most: one.mostPerHour } },
    ...(runs ? [] : optionCells(one)),
    ...whereCells(one, caller),
    stateCell(desk, one),
    ...(last
      ? [{ key: 'order-last', args: { when: whenOf(last, one, zone), outcome: outcomeOf(last) } } as const]
      : []),
    ...(isFull && last ? whyCells(last) : []),
    ...(last ? troubles(last, zone) : []),
    ...known
      .filter((run) => run !== last && troubles(run, zone).length > 0)
      .slice(0, 1)
      .map(
        (run): Label => ({ key: 'order-earlier', args: { when: whenOf(run, one, zone), parts: troubles(run, zone) } }),
      ),
    { key: 'digest-id', args: { id: one.id } },
  ];
}

/** Who manages them finds the channel by its id; to others it says nothing. */
function whereCells(one: Subscription, { place, mayManage, onlyHere }: Caller): Label[] {
  if (one.place.channel === place.channel) return [];
  if (one.alone) return [{ key: 'order-own' }];
  return [
    mayManage && !onlyHere ? { key: 'digest-in', args: { place: one.place.channel } } : { key: 'digest-elsewhere' },
  ];
}

function stateCell(desk: Desk, one: Subscription): Label {
  if (one.gone !== null) return { key: 'order-gone' };
  if (one.state === 'paused') return { key: 'digest-is-paused' };
  if (one.kind === 'watch') return { key: 'watch-is-on' };
  const next = nextSlot(one.schedule, desk.clock(), one.quiet);
  return next ? { key: 'digest-next', args: { next: slotText(next.slot) } } : { key: 'digest-never' };
}

/** The same in a row, in fewer words: quiet hours name their zone where the row does not. */
function optionCells(one: Subscription): Label[] {
  const { quiet } = one;
  const zone = one.kind === 'digest' ? one.schedule.zone : null;
  const span = quiet && (quiet.zone === zone ? `${quiet.from}-${quiet.to}` : quietText(quiet));
  return [
    ...(span ? [{ key: 'order-quiet-row', args: { quiet: span } } as const] : []),
    ...(one.kind === 'digest' && one.minimum > 1
      ? [{ key: 'order-minimum-row', args: { count: one.minimum } } as const]
      : []),
    ...(one.kind === 'digest' && one.whenEmpty === 'line' ? [{ key: 'order-line-row' } as const] : []),
  ];
}

/** What was chosen beside what and when. */
export function optionNotes(one: Subscription): Label[] {
  return [
    ...(one.quiet ? [{ key: 'order-quiet', args: { quiet: quietText(one.quiet) } } as const] : []),
    ...(one.kind === 'digest' && one.minimum > 1
      ? [{ key: 'digest-minimum', args: { count: one.minimum } } as const]
      : []),
    ...(one.kind === 'digest' && one.whenEmpty === 'line' ? [{ key: 'digest-line' } as const] : []),
  ];
}

const runRow = (run: SlotRecord, one: Subscription, zone: string): Cell[] => [
  { key: 'order-run', args: { when: whenOf(run, one, zone), outcome: outcomeOf(run) } },
  ...whyCells(run),
  ...troubles(run, zone),
];

/** An edition or an alert; a correction and the news that a channel is gone are neither. */
const isRun = ({ decision }: SlotRecord): boolean => decision.outcome !== 'correction' && decision.outcome !== 'gone';

/** What did not arrive was not sent, whatever was decided. */
const outcomeOf = ({ decision: { outcome, fresh, older }, state }: SlotRecord): Label => ({
  key: `decision-${outcome}`,
  args: { fresh, older, arrived: state === 'open' || state === 'dead' ? 'no' : 'yes' },
});

const whyCells = ({ decision: { broken, stale } }: SlotRecord): Label[] => [
  ...(broken > 0 ? [{ key: 'order-broken', args: { count: broken } } as const] : []),
  ...(stale ? [{ key: 'order-stale' } as const] : []),
];

/** What of it is still on its way, or never arrived. */
function troubles({ state, parts, delivered, error, retryAt }: SlotRecord, zone: string): Label[] {
  if (state === 'none' || state === 'sent') return [];
  const next = retryAt === null ? 'none' : localText(retryAt, zone);
  // Its code says to the log what its words say to people.
  const why = error?.replace(/^[a-z]+(?:_[a-z]+)+: (?=.)/u, '') ?? 'none';
  return [
    { key: 'order-arrived', args: { delivered, parts } },
    state === 'open' ? { key: 'order-open', args: { next, error: why } } : { key: 'order-dead', args: { error: why } },
  ];
}

const SLOT = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/u;

/** When a run was due, on the clock of its zone; what is no slot of a schedule by when it was decided. */
const whenOf = ({ slot, at }: SlotRecord, one: Subscription, zone: string): string =>
  one.kind === 'digest' && SLOT.test(slot) ? slotText(slot) : `${localText(at, zone)} ${zone}`;

/** The zone that its times are told in. */
async function zoneOfOrder(desk: Desk, one: Subscription, caller: Caller): Promise<string> {
  if (one.kind === 'digest') return one.schedule.zone;
  return one.quiet?.zone ?? zoneFor(await settingsOf(desk, one.place), caller);
}

const DATE = new Intl.DateTimeFormat('en', { weekday: 'short', month: 'short', day: 'numeric', timeZone: 'UTC' });

/** A slot's local date and time with its day of the week: `Mon, Nov 23, 08:00`. */
export const slotText = (slot: string): string => localText(slotInstant(slot, 'UTC'), 'UTC');

/** An instant on the clock of a zone: `Mon, Nov 23, 08:00`. */
function localText(at: Instant, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const date = DATE.format(Date.parse(`${local.toPlainDate()}T00:00:00Z`));
  return `${date}, ${local.toPlainTime().toString().slice(0, 5)}`;
}
