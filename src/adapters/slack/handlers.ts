import { randomBytes } from 'node:crypto';
import type { App, webApi } from '@slack/bolt';
import type { Args, Caller, Chat } from '../../core/model/command.ts';
import { SitrepError } from '../../core/model/errors.ts';
import type { Page } from '../../core/model/page.ts';
import type { Log, Platform } from '../../core/model/ports.ts';
import { decodeAction } from '../../render/action-id.ts';
import { ACTION_ID } from '../../render/slack.ts';
import { openHome, publishHome } from './home.ts';
import { SLACK_MANIFEST } from './manifest.ts';
import type { People } from './people.ts';
import { postPage, respondPage, type Target } from './reply.ts';
import { plainLine } from './text.ts';

/** What the handlers work with. `busy` holds what is being answered, so that a stop can wait for it. */
export type Desk = {
  readonly web: webApi.WebClient;
  readonly chat: Chat;
  readonly log: Log;
  readonly platform: Platform;
  readonly people: People;
  readonly tenant: string;
  readonly botUser: string;
  readonly busy: Set<Promise<void>>;
};

type Asked = { readonly command: string; readonly args: Args };
type Event = Readonly<Record<string, unknown>>;

/** Registers all that the app listens to. No listener throws; each answers or says why not. */
export function listen(app: App, desk: Desk): void {
  for (const { command: name } of SLACK_MANIFEST.features.slash_commands)
    app.command(name, async ({ command, ack, context }) => {
      await acknowledge(desk, ack);
      const target = aim(desk, command.channel_id, null, command.response_url);
      handle(desk, keyOf(context), target, async () => {
        const asked = desk.chat.parse(`${name.slice(1)} ${plainLine(command.text ?? '', desk.botUser)}`.trim());
        await answer(desk, asked, command.user_id, target, null, keyOf(context));
      });
    });

  app.action(ACTION_ID, async ({ action, body, ack, context }) => {
    await acknowledge(desk, ack);
    const pressed = body as unknown as Pressed;
    const value = (action as { value?: unknown }).value;
    const asked = decodeAction(typeof value === 'string' ? value : '') ?? { command: '', args: {} };
    const channel = pressed.channel?.id ?? pressed.container?.channel_id;
    if (channel === undefined) {
      handle(desk, keyOf(context), null, async () => {
        const caller = await callerOf(desk, asked.command, pressed.user.id, aim(desk, pressed.user.id, null, null));
        await publishHome(desk, caller, [await desk.chat.run(asked.command, asked.args, caller)]);
      });
      return;
    }
    const thread = pressed.message?.thread_ts ?? pressed.container?.thread_ts ?? null;
    const target = aim(desk, channel, thread, pressed.response_url ?? null);
    const name = pressed.user.username ?? pressed.user.name ?? pressed.user.id;
    handle(desk, keyOf(context), target, () => answer(desk, asked, pressed.user.id, target, name, keyOf(context)));
  });

  app.event('app_mention', async ({ event, body, context }) => {
    // In its own direct message the bot hears every word as a message already.
    if (!event.channel.startsWith('D'))
      hear(desk, event as unknown as Event, body, context, event.thread_ts ?? event.ts);
  });

  app.event('message', async ({ event, body, context }) => {
    const message = event as unknown as Event;
    const direct = message.channel_type === 'im';
    const spoken =
      message.subtype === undefined || message.subtype === 'file_share' || message.subtype === 'thread_broadcast';
    if (direct && spoken) hear(desk, message, body, context, text(message.thread_ts));
  });

  app.event('member_joined_channel', async ({ event, body, context }) => {
    if (event.user !== desk.botUser) return;
    const target = aim(desk, event.channel, null, null);
    const key = keyOf(context, body);
    handle(desk, key, target, async () => {
      const caller = { place: placeOf(target), person: event.inviter ?? event.user, mayManage: false, zone: null };
      await postPage(desk.platform, await desk.chat.welcome(caller), target, key);
    });
  });

  app.event('app_home_opened', async ({ event, body, context }) => {
    const target = aim(desk, event.channel, null, null);
    handle(desk, keyOf(context, body), null, async () => {
      const caller = { place: placeOf(target), person: event.user, mayManage: false, zone: null };
      await openHome(desk, caller, event.tab ?? 'home');
    });
  });

  app.error(async (error) => desk.log.error('slack_listener', { code: String(error.code) }));
}

type Pressed = {
  readonly user: { readonly id: string; readonly username?: string; readonly name?: string };
  readonly channel?: { readonly id: string };
  readonly container?: { readonly channel_id?: string; readonly thread_ts?: string };
  readonly message?: { readonly thread_ts?: string };
  readonly response_url?: string;
};

/** Someone spoke to the bot: answered in the thread, or in the direct message itself. */
function hear(desk: Desk, event: Event, body: object, context: object, thread: string | null): void {
  const [person, channel] = [text(event.user), text(event.channel)];
  // A bot that mentions bots would never end.
  if (person === null || channel === null || event.bot_id !== undefined) return;
  const target = aim(desk, channel, thread, null);
  const key = keyOf(context, body);
  handle(desk, key, target, async () => {
    const line = plainLine(text(event.text) ?? '', desk.botUser);
    if (line !== '') return answer(desk, desk.chat.parse(line), person, target, null, key);
    const caller = { place: placeOf(target), person, mayManage: false, zone: null };
    return postPage(desk.platform, await desk.chat.welcome(caller), target, key);
  });
}

/** Runs the command and shows its page: privately where the command says so, and named when one person shares it. */
async function answer(
  desk: Desk,
  asked: Asked,
  person: string,
  target: Target,
  sharer: string | null,
  key: string,
): Promise<void> {
  const caller = await callerOf(desk, asked.command, person, target);
  const page = await desk.chat.run(asked.command, asked.args, caller);
  const open = desk.chat.find(asked.command)?.reply === 'public' && page.push.key !== 'error';
  const shown = open && sharer !== null ? sharedBy(page, sharer) : page;
  if (target.url === null || (await desk.people.isOwnChat(target.channel)))
    return postPage(desk.platform, shown, target, key);
  const outcome = await respondPage(shown, target.url, open ? 'in_channel' : 'ephemeral', target);
  if (outcome === 'doubtful') {
    desk.log.warn('slack_in_doubt', { key });
    await respondPage(notePage(key, { key: 'answer-in-doubt' }), target.url, 'ephemeral', target);
  }
}

/** Works after the acknowledgement, once for each event, and turns every failure into one message and one log line. */
function handle(desk: Desk, key: string, target: Target | null, work: () => Promise<void>): void {
  const running = (async () => {
    try {
      if (await desk.chat.once(key)) await work();
    } catch (error) {
      await apologise(desk, error, key, target);
    }
  })();
  desk.busy.add(running);
  void running.finally(() => desk.busy.delete(running));
}

async function apologise(desk: Desk, cause: unknown, key: string, target: Target | null): Promise<void> {
  const id = randomBytes(4).toString('hex');
  const known = cause instanceof SitrepError;
  const error = known ? cause : new SitrepError('internal', 'Something went wrong here; nothing stored is lost.');
  const details = known || !(cause instanceof Error) ? {} : { name: cause.name, stack: cause.stack };
  desk.log.error('slack_failed', { id, key, code: error.code, text: error.message, ...details });
  if (target === null) return;
  const page = notePage(id, { key: 'error', args: { text: error.message, next: error.next } });
  const named: Page = { ...page, blocks: [...page.blocks, { is: 'note', text: { key: 'error-id', args: { id } } }] };
  try {
    if (target.url === null) await postPage(desk.platform, named, target, `${key}-failed`);
    else await respondPage(named, target.url, 'ephemeral', target);
  } catch (second) {
    desk.log.error('slack_failed', { id, key, text: second instanceof SitrepError ? second.message : 'not told' });
  }
}

/** Rights are asked of Slack only where a command of that name may need them. */
async function callerOf(desk: Desk, command: string, person: string, target: Target): Promise<Caller> {
  const root = desk.chat.find(command.split(' ')[0] ?? '');
  const manages = root?.needs === 'manage' || root?.sub?.some((sub) => sub.needs === 'manage') === true;
  const rights = manages ? await desk.people.rights(person, target.channel) : { mayManage: false, zone: null };
  return { place: placeOf(target), person, ...rights };
}

/** Without its acknowledgement Slack may say that the app did not respond; the answer still goes out. */
async function acknowledge(desk: Desk, ack: () => Promise<void>): Promise<void> {
  await ack().catch(() => desk.log.warn('slack_not_acknowledged'));
}

const aim = (desk: Desk, channel: string, thread: string | null, url: string | null): Target => ({
  tenant: desk.tenant,
  channel,
  thread,
  url,
});

const placeOf = ({ tenant, channel, thread }: Target) => ({ platform: 'slack', tenant, channel, thread }) as const;

/** Slack redelivers an event under its event id, everything else under the id of its envelope. */
function keyOf(context: object, body?: object): string {
  const { event_id: event } = (body ?? {}) as { event_id?: unknown };
  return `slack:${text(event) ?? text((context as { envelopeId?: unknown }).envelopeId) ?? randomBytes(8).toString('hex')}`;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const notePage = (id: string, push: Page['push']): Page => ({
  id,
  push,
  blocks: [{ is: 'heading', text: push }],
  actions: [],
});

const sharedBy = (page: Page, name: string): Page => ({
  ...page,
  blocks: [...page.blocks, { is: 'note', text: { key: 'shared-by', args: { name } } }],
});
