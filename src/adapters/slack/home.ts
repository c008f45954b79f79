import type { Caller, Chat } from '../../core/model/command.ts';
import type { Action, Page } from '../../core/model/page.ts';
import { plainSlack } from '../../render/escape-slack.ts';
import { clip } from '../../render/fit.ts';
import { labelText } from '../../render/labels.ts';
import { renderSlackView } from '../../render/slack.ts';
import { slackCode } from './errors.ts';
import type { Desk } from './handlers.ts';

/** App Home: its Home tab shows how to begin and the digests; its Messages tab suggests what to ask. */

const PROMPTS = 4;

export async function openHome(desk: Desk, caller: Caller, tab: string): Promise<void> {
  if (tab === 'messages') await suggest(desk, caller);
  else await publishHome(desk, caller, []);
}

/** `first`: pages that stand on top, as the outcome of a button pressed there. */
export async function publishHome(desk: Desk, caller: Caller, first: readonly Page[]): Promise<void> {
  const pages = [...first, await desk.chat.welcome(caller)];
  if (desk.chat.find('digest list')) pages.push(await desk.chat.run('digest list', {}, caller));
  const blocks = renderSlackView(pages) as unknown as [];
  await desk.web.views.publish({ user_id: caller.person, view: { type: 'home', blocks } });
}

/**
 * Prompts of the agent view, without `thread_ts`: with it the call silently does nothing
 * (https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts). Apps without the view are refused.
 */
async function suggest(desk: Desk, caller: Caller): Promise<void> {
  const welcome = await desk.chat.welcome(caller);
  const prompts = welcome.actions.slice(0, PROMPTS).map((action) => ({
    title: clip(plainSlack(labelText(action.text)), 100),
    message: clip(typedLine(desk.chat, action), 500),
  }));
  const [head, ...rest] = prompts;
  if (head === undefined) return;
  try {
    const channel_id = caller.place.channel;
    await desk.web.assistant.threads.setSuggestedPrompts({ channel_id, prompts: [head, ...rest] });
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
