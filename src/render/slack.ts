import type { Label } from '../core/model/answer.ts';
import type { Action, Page } from '../core/model/page.ts';
import { encodeAction } from './action-id.ts';
import { escapeSlack, plainSlack, slackLink, tameStart } from './escape-slack.ts';
import { clip, fitLines, splitLine } from './fit.ts';
import { labelText } from './labels.ts';
import { LIMITS, MAX_ACTIONS } from './limits.ts';
import type { Fragment, Line } from './lines.ts';
import { pageLines, pushText } from './page-lines.ts';

/** Page → Slack messages: plain JSON bodies for `chat.postMessage`, a response_url or (the blocks) App Home. */

type Mrkdwn = { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim: true };
type Plain = { readonly type: 'plain_text'; readonly text: string; readonly emoji: false };
type Button = { readonly type: 'button'; readonly action_id: string; readonly text: Plain; readonly value: string };

export type SlackBlock =
  | { readonly type: 'header'; readonly text: Plain }
  | { readonly type: 'section'; readonly text: Mrkdwn; readonly expand: true }
  | { readonly type: 'context'; readonly elements: readonly Mrkdwn[] }
  | { readonly type: 'actions'; readonly elements: readonly Button[] };

export type SlackMessage = {
  /** Notification, and what a screen reader says: the push line, then the lines without markup. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
};

const MAX = LIMITS.slack;
/** JSON around the text of one block, and the block that has to be opened again after it. */
const BLOCK_COST = 110;

/** Slack refuses an empty text. */
const NOTHING = '…';

/** `action_id` of the n-th button of a message; what it does is in its `value`. */
export const ACTION_ID = /^sitrep:\d+$/;

/**
 * The messages of a page, at least one, within {@link LIMITS}. Total. Buttons stand under the last message.
 * `firstAction` numbers the buttons, which must differ within one surface (App Home shows several pages).
 */
export function renderSlack(page: Page, firstAction = 0): SlackMessage[] {
  const actions = actionBlock(page.actions, firstAction);
  const lines = pageLines(page).flatMap((line) => splitLine(asTyped(line), writeLine, MAX.sectionText));
  const messages = fitMessages(page, lines, actions === null ? 0 : JSON.stringify(actions).length);
  return messages.map((part, at) => {
    const blocks = toBlocks(part);
    if (blocks.length === 0) blocks.push(section(writeLine(pushLine(page)) || NOTHING));
    if (actions !== null && at === messages.length - 1) blocks.push(actions);
    return {
      text: fallback(at === 0 ? [pushLine(page), ...part] : part),
      blocks,
      unfurl_links: false,
      unfurl_media: false,
    };
  });
}

/** Several pages as one view (App Home): the first message of each, at most 100 blocks in all. */
export function renderSlackView(pages: readonly Page[]): SlackBlock[] {
  return pages
    .flatMap((page, at) => {
      const [first, ...rest] = renderSlack(page, at * MAX_ACTIONS);
      const actions = rest.at(-1)?.blocks.filter((block) => block.type === 'actions') ?? [];
      return [...(first?.blocks ?? []), ...actions];
    })
    .slice(0, MAX.viewBlocks);
}

/** A line of mrkdwn: escaped, bold where strong, citation numbers linked. */
function writeLine(line: Line): string {
  const parts = line.fragments.map((fragment) => ({ fragment, text: escapeSlack(fragment.text) }));
  const written = parts.map(({ fragment, text }, at) => {
    const linked = fragment.link === undefined ? text : (slackLink(fragment.link, text.trim()) ?? text);
    const strong = fragment.strong === true && free(parts[at - 1]?.text.at(-1)) && free(parts[at + 1]?.text[0]);
    return strong ? bold(linked) : linked;
  });
  return tameStart(written.join('').trim());
}

/** Bold only begins and ends beside something that is no letter, digit or mark of its own. */
function free(neighbour: string | undefined): boolean {
  return neighbour === undefined || !/[\p{L}\p{N}*]/u.test(neighbour);
}

function bold(text: string): string {
  const inner = text.trim();
  if (inner === '') return text;
  const at = text.indexOf(inner);
  return `${text.slice(0, at)}*${inner.replaceAll('*', '∗')}*${text.slice(at + inner.length)}`;
}

function pushLine(page: Page): Line {
  return asTyped({ style: 'note', fragments: [{ is: 'label', text: clip(pushText(page), 300) }], unit: 0 });
}

/** The bot's own words name a command as it is typed on Slack, where all but `/ask` stand behind `/brief`. */
function asTyped(line: Line): Line {
  const fragments = line.fragments.map((one) =>
    one.is === 'label' ? { ...one, text: one.text.replace(NAMED_BEHIND, '/brief $1') } : one,
  );
  return { ...line, fragments };
}

/** The commands that `/brief` carries; a test holds them against the table of commands. */
export const BEHIND_BRIEF = ['who', 'changes', 'check', 'compare', 'digest', 'sources', 'last', 'help'] as const;
const NAMED_BEHIND = new RegExp(`(?<![\\p{L}\\p{N}/])/(${BEHIND_BRIEF.join('|')})(?![\\p{L}\\p{N}/])`, 'gu');

/** With linked numbers; when that takes more messages, with plain ones (the links live in Sources). */
function fitMessages(page: Page, lines: readonly Line[], reserved: number): readonly (readonly Line[])[] {
  const room = { text: MAX.text - reserved - 6 * BLOCK_COST, messages: MAX.messages, lines: MAX.blocks - 3 };
  const leftOut = (count: number): Line => {
    const label: Label = { key: 'more-cut', args: { count } };
    return { style: 'note', fragments: [{ is: 'label', text: labelText(label) }], unit: -1 };
  };
  const fitted = fitLines(lines, cost, room, leftOut).messages;
  if (fitted.length <= 1 || page.blocks.some((block) => block.is === 'sources')) return or(fitted);
  const plain = lines.map((line) => ({ ...line, fragments: line.fragments.map(({ link: _, ...rest }) => rest) }));
  const shorter = fitLines(plain, cost, room, leftOut).messages;
  return or(shorter.length < fitted.length ? shorter : fitted);
}

const or = (messages: readonly (readonly Line[])[]) => (messages.length > 0 ? messages : [[]]);

/** As long as the line is in the JSON of its message, with the blocks that it opens. */
function cost(line: Line): string {
  const opens = line.style === 'title' || line.style === 'note' ? 2 : line.style === 'heading' ? 1 : 0;
  return JSON.stringify(writeLine(line)) + ' '.repeat(opens * BLOCK_COST);
}

function toBlocks(lines: readonly Line[]): SlackBlock[] {
  const blocks: SlackBlock[] = [];
  let open = '';
  const close = () => {
    if (open !== '') blocks.push(section(open));
    open = '';
  };
  for (const line of lines) {
    const text = writeLine(line);
    if (text === '') continue;
    const title = line.style === 'title' ? plainSlack(line.fragments.map((one) => one.text).join('')) : '';
    if (title !== '' && title.length <= MAX.headerText) {
      close();
      blocks.push({ type: 'header', text: plain(title) });
    } else if (line.style === 'note') {
      close();
      blocks.push({ type: 'context', elements: [mrkdwn(text)] });
    } else {
      if (line.style === 'heading' || open.length + 1 + text.length > MAX.sectionText) close();
      open = open === '' ? text : `${open}\n${text}`;
    }
  }
  close();
  return blocks;
}

function actionBlock(actions: readonly Action[], first: number): SlackBlock | null {
  const elements = actions.flatMap((action): Button[] => {
    const value = encodeAction(action);
    const text = clip(plainSlack(labelText(action.text)), MAX.buttonText);
    return value === null || text === '' ? [] : [{ type: 'button', action_id: '', text: plain(text), value }];
  });
  if (elements.length === 0) return null;
  const numbered = elements.slice(0, MAX_ACTIONS).map((one, at) => ({ ...one, action_id: `sitrep:${first + at}` }));
  return { type: 'actions', elements: numbered };
}

/** Lines without markup, whole ones, as many as fit. */
function fallback(lines: readonly Line[]): string {
  let out = '';
  for (const line of lines) {
    const text = tameStart(escapeSlack(line.fragments.map((fragment: Fragment) => fragment.text).join('')).trim());
    if (text === '' || text === out) continue;
    const next = out === '' ? text : `${out}\n${text}`;
    if (next.length > MAX.fallback) break;
    out = next;
  }
  return out || NOTHING;
}

const section = (text: string): SlackBlock => ({ type: 'section', text: mrkdwn(text), expand: true });
const mrkdwn = (text: string): Mrkdwn => ({ type: 'mrkdwn', text, verbatim: true });
const plain = (text: string): Plain => ({ type: 'plain_text', text, emoji: false });
