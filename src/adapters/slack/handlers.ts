import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App, webApi } from '@slack/bolt';
import type { Chat } from '../../core/model/command.ts';
import type { Platform } from '../../core/model/delivery.ts';
import type { Page } from '../../core/model/page.ts';
import type { Log } from '../../core/model/ports.ts';
import { decodeAction } from '../../render/action-id.ts';
import { ACTION_ID } from '../../render/slack.ts';
import { FIELD_ID, MODAL_ID } from '../../render/slack-form.ts';
import { type Opening, openForm, pressInModal, showInModal, submit, suggest, workingOn } from './forms.ts';
import { greet, hear } from './hear.ts';
import { openHome, publishHome } from './home.ts';
import { SLACK_MANIFEST } from './manifest.ts';
import type { People } from './people.ts';
import type { Target } from './reply.ts';
import { messageText, plainLine } from './text.ts';
import { type Asked, answer, callerOf, handle, tellPrivately, text } from './work.ts';

/** Slack waits 3 s for suggestions; what is left is for the network. */
const SUGGEST_MS = 1_800;
/** A form that was sent in says that it is being worked on when its workspace is not found by then. */
const LOOKUP_MS = 700;

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

/** What the handlers work with before it is known which workspace speaks. */
type Common = Pick<Desk, 'chat' | 'log' | 'busy'>;

/** The desk of a workspace by its id (`''` when Slack names none), or null for an unknown one. */
type DeskOf = (team: string) => Promise<Desk | null>;

/**
 * Registers all that the app listens to. No listener throws; each answers or says why not. Nothing is done for a
 * workspace that has no desk.
 */
export function listen(app: App, deskOf: DeskOf, common: Common): void {
  /** Finds the desk of the workspace that the body comes from, and works there; false when there is none. */
  const at = (body: object, work: (desk: Desk) => Promise<void>): Promise<boolean> => {
    const team = teamOf(body);
    const running = (async () => {
      try {
        const desk = await deskOf(team);
        if (desk === null) common.log.warn('slack_unknown_team', { team });
        else await work(desk);
        return desk !== null;
      } catch (error) {
        common.log.error('slack_failed', { team, text: String(error) });
        return false;
      }
    })();
    const busy = running.then(() => {});
    common.busy.add(busy);
    void busy.finally(() => common.busy.delete(busy));
    return running;
  };
  /** Without its acknowledgement Slack may say that the app did not respond; the answer still goes out. */
  const acknowledge = (ack: () => Promise<void>) => ack().catch(() => common.log.warn('slack_not_acknowledged'));

  for (const { command: name } of SLACK_MANIFEST.features.slash_commands)
    app.command(name, async ({ command, body, ack, context }) => {
      await acknowledge(ack);
      const { channel_id: channel, user_id: person, response_url: url, trigger_id: trigger } = command;
      await at(body, async (desk) => {
        const target: Target = { tenant: desk.tenant, channel, thread: null, url: text(url), person };
        const key = keyOf(context);
        await handle(desk, key, tellPrivately(desk, target, key), async () => {
          const line = `${name.slice(1)} ${plainLine(command.text ?? '', desk.botUser)}`.trim();
          const asked = desk.chat.parse(line, desk.tenant);
          const opening: Opening = { trigger: text(trigger), view: null, home: false };
          if (!(await openForm(desk, asked, target, opening, key))) await answer(desk, asked, target, null, key);
        });
      });
    });

  app.action(ACTION_ID, async ({ action, body, ack, context }) => {
    await acknowledge(ack);
    await at(body, (desk) => press(desk, action as Pressed['action'], body as unknown as Pressed, keyOf(context)));
  });

  app.view(MODAL_ID, async ({ body, view, ack, context }) => {
    const key = keyOf(context);
    const say = (answer: unknown) => acknowledge(() => (ack as (answer: unknown) => Promise<void>)(answer));
    let said = false;
    const timer = setTimeout(() => {
      said = true;
      void say(workingOn(view, key));
    }, LOOKUP_MS);
    const known = await at(body, (desk) => {
      clearTimeout(timer);
      return submit(desk, view, body.user.id, key, said ? null : say);
    });
    clearTimeout(timer);
    if (!known && !said) await acknowledge(ack);
  });

  app.options(FIELD_ID, async ({ options, body, ack }) => {
    const { view, user } = body as unknown as { view?: object; user: { id: string } };
    const field = options.action_id.replace(FIELD_ID, '');
    let found: Awaited<ReturnType<typeof suggest>> = [];
    // What comes late is no suggestion, and is not waited for.
    const late = sleep(SUGGEST_MS, null, { ref: false });
    const suggesting = at(body, async (desk) => {
      found = (await Promise.race([suggest(desk, field, options.value ?? '', view ?? {}, user.id), late])) ?? [];
    });
    await Promise.race([suggesting, late]);
    await ack({ options: found }).catch(() => common.log.warn('slack_not_acknowledged'));
  });

  app.shortcut({ type: 'message_action', callback_id: /./ }, async ({ shortcut, body, ack, context }) => {
    await acknowledge(ack);
    const { callback_id: command, channel, user, message, response_url: url, trigger_id: trigger } = shortcut as Taken;
    await at(body, async (desk) => {
      const thread = text(message?.thread_ts);
      const target: Target = {
        tenant: desk.tenant,
        channel: channel?.id ?? user.id,
        thread,
        url: text(url),
        person: user.id,
      };
      const key = keyOf(context);
      await handle(desk, key, tellPrivately(desk, target, key), async () => {
        const asked = { command, args: { text: messageText(message ?? {}, desk.botUser) } };
        const opening: Opening = { trigger: text(trigger), view: null, home: false };
        if (!(await openForm(desk, asked, target, opening, key))) await answer(desk, asked, target, null, key);
      });
    });
  });

  app.event('app_mention', async ({ event, body, context }) => {
    // In its own direct message the bot hears every word as a message already.
    if (!event.channel.startsWith('D')) await at(body, (desk) => hear(desk, asEvent(event), keyOf(context, body)));
  });

  app.event('message', async ({ event, body, context }) => {
    const message = asEvent(event);
    const spoken = ['file_share', 'thread_broadcast'].includes(text(message.subtype) ?? 'file_share');
    const direct = (text(message.channel_type) ?? (text(message.channel)?.startsWith('D') ? 'im' : '')) === 'im';
    if (direct && spoken) await at(body, (desk) => hear(desk, message, keyOf(context, body)));
  });

  app.event('member_joined_channel', async ({ event, body, context }) => {
    await at(body, async (desk) => {
      if (event.user === desk.botUser)
        await greet(desk, event.channel, event.inviter ?? event.user, keyOf(context, body));
    });
  });

  app.event('app_home_opened', async ({ event, body, context }) => {
    await at(body, async (desk) => {
      const { user: person, channel, tab } = event;
      const target: Target = { tenant: desk.tenant, channel: channel ?? person, thread: null, url: null, person };
      const tell = (page: Page) => publishHome(desk, target, [page]);
      await handle(desk, keyOf(context, body), tell, () => openHome(desk, target, tab ?? 'home'));
    });
  });

  app.error(async (error) => common.log.error('slack_listener', { code: String(error.code) }));
}

type Pressed = {
  readonly action: { readonly value?: unknown; readonly selected_option?: { readonly value?: unknown } | null };
  readonly user: { readonly id: string; readonly username?: string; readonly name?: string };
  readonly channel?: { readonly id?: string } | null;
  readonly container?: { readonly channel_id?: string; readonly thread_ts?: string };
  readonly message?: { readonly thread_ts?: string };
  readonly view?: { readonly type?: string; readonly private_metadata?: unknown };
  readonly response_url?: string;
  readonly trigger_id?: string;
};

type Taken = {
  readonly callback_id: string;
  readonly user: { readonly id: string };
  readonly channel?: { readonly id: string };
  readonly message?: Readonly<Record<string, unknown>>;
  readonly response_url?: string;
  readonly trigger_id?: string;
};

/** A button, or the option taken from a row's menu: under a message, in a modal, or in App Home. */
async function press(desk: Desk, action: Pressed['action'], pressed: Pressed, key: string): Promise<void> {
  const value = text(action.value) ?? text(action.selected_option?.value);
  const asked: Asked = decodeAction(value ?? '') ?? { command: '', args: {} };
  const { view, user } = pressed;
  const [person, name, trigger] = [user.id, user.username ?? user.name ?? user.id, text(pressed.trigger_id)];
  if (view?.type === 'modal') {
    const tell = (page: Page) => showInModal(desk, [page], view, person, key);
    return handle(desk, key, tell, () => pressInModal(desk, asked, view, person, name, key));
  }

  const channel = pressed.channel?.id ?? pressed.container?.channel_id;
  if (channel === undefined) {
    const home: Target = {
      tenant: desk.tenant,
      channel: text(view?.private_metadata) ?? person,
      thread: null,
      url: null,
      person,
    };
    const tell = (page: Page) => publishHome(desk, home, [page]);
    return handle(desk, key, tell, async () => {
      if (await openForm(desk, asked, home, { trigger, view: null, home: true }, key)) return;
      const caller = await callerOf(desk, asked, home);
      await publishHome(desk, home, [await desk.chat.run(asked.command, asked.args, caller)]);
    });
  }
  const thread = pressed.message?.thread_ts ?? pressed.container?.thread_ts ?? null;
  const target: Target = { tenant: desk.tenant, channel, thread, url: text(pressed.response_url), person };
  await handle(desk, key, tellPrivately(desk, target, key), async () => {
    const opened = await openForm(desk, asked, target, { trigger, view: null, home: false }, key);
    if (!opened) await answer(desk, asked, target, name, key);
  });
}

/** Slack redelivers an event under its event id, everything else under the id of its envelope. */
function keyOf(context: object, body?: object): string {
  const { event_id: event } = (body ?? {}) as { event_id?: unknown };
  return `slack:${text(event) ?? text((context as { envelopeId?: unknown }).envelopeId) ?? randomBytes(8).toString('hex')}`;
}

/** The workspace that is spoken for, `''` when Slack does not say. */
function teamOf(body: object): string {
  const {
    team_id: id,
    team,
    authorizations,
    user,
  } = body as {
    team_id?: unknown;
    team?: { id?: unknown } | null;
    authorizations?: readonly { team_id?: unknown }[] | null;
    user?: { team_id?: unknown };
  };
  return text(authorizations?.[0]?.team_id) ?? text(id) ?? text(team?.id) ?? text(user?.team_id) ?? '';
}

const asEvent = (event: object) => event as Readonly<Record<string, unknown>>;
