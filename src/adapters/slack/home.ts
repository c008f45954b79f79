import type { Chat } from '../../core/model/command.ts';
import type { Action, Page } from '../../core/model/page.ts';
import { plainSlack } from '../../render/escape-slack.ts';
import { clip } from '../../render/fit.ts';
import { labelText } from '../../render/labels.ts';
import { renderSlackView } from '../../render/slack.ts';
import { slackCode, toFailure } from './errors.ts';
import type { Desk } from './handlers.ts';
import type { Target } from './reply.ts';
import { callerOf, reader } from './work.ts';

/** App Home: its Home tab shows how to begin and the digests; its Messages tab suggests what to ask. */

const PROMPTS = 4;
const LIST = 'digest list';
const NEW_DIGEST: Action = { text: { key: 'action-new-digest' }, command: 'digest subscribe', args: {} };

/** `target.channel`: the person's chat with the app. */
export async function openHome(desk: Desk, target: Target, tab: string): Promise<void> {
  if (tab === 'messages') await suggest(desk, target);
  else await publishHome(desk, target, []);
}

/** `first`: pages that stand on top, as the outcome of a button pressed there. */
export async function publishHome(desk: Desk, target: Target, first: readonly Page[]): Promise<void> {
  const pages = [...first, await desk.chat.welcome(reader(target))];
  if (desk.chat.find(LIST)) {
    const list = await desk.chat.run(LIST, {}, await callerOf(desk, { command: LIST, args: {} }, target));
    // Whether somebody may is checked for the channel that they choose.
    pages.push(desk.chat.find(NEW_DIGEST.command) ? { ...list, actions: [...list.actions, NEW_DIGEST] } : list);
  }
  const blocks = renderSlackView(pages) as unknown as [];
  // A button there comes without a channel.
  const view = { type: 'home', blocks, private_metadata: target.channel } as const;
  await desk.web.views.publish({ user_id: target.person, view }).catch((error: unknown) => {
    throw toFailure(error, 'App Home');
  });
}

/**
 * Prompts of the agent view, without `thread_ts`: with it the call silently does nothing
 * (https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts). Apps without the view are refused.
 */
async function suggest(desk: Desk, target: Target): Promise<void> {
  const welcome = await desk.chat.welcome(reader(target));
  const prompts = welcome.actions.slice(0, PROMPTS).map((action) => ({
    title: clip(plainSlack(labelText(action.text)), 100),
    message: clip(typedLine(desk.chat, action), 500),
  }));
  const [head, ...rest] = prompts;
  if (head === undefined) return;
  try {
    await desk.web.assistant.threads.setSuggestedPrompts({ channel_id: target.channel, prompts: [head, ...rest] });
  } catch (error) {
    desk.log.info('slack_no_prompts', { code: slackCode(error) });
  }
}

/** The action as a person would type it; a bare question where that is understood as the same command. */
function typedLine(chat: Chat, action: Action): string {
  const options = chat.find(action.command)?.options ?? [];
  const words = options.flatMap((option) => action.args[option.name] ?? []).join(' ');
  return chat.parse(words).command === action.command ? words : `${action.command} ${words}`.trim();
}
