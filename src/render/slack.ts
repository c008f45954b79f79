import type { Action, Page } from '../core/model/page.ts';
import { encodeAction } from './action-id.ts';
import { escapeSlack, plainSlack, slackLink, slackTime, tameStart } from './escape-slack.ts';
import { clip, fitPage, splitLine } from './fit.ts';
import { labelText } from './labels.ts';
import { LIMITS, MAX_BUTTONS } from './limits.ts';
import type { Fragment, Line } from './lines.ts';
import { pageLines, pushText } from './page-lines.ts';

/** Page → Slack messages: plain JSON bodies for `chat.postMessage`, a response_url or (the blocks) App Home. */

type Mrkdwn = { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim: true };
type Plain = { readonly type: 'plain_text'; readonly text: string; readonly emoji: false };
type Button = { readonly type: 'button'; readonly action_id: string; readonly text: Plain; readonly value: string };
type Menu = {
  readonly type: 'overflow';
  readonly action_id: string;
  readonly options: readonly { readonly text: Plain; readonly value: string }[];
};

export type SlackBlock =
  | { readonly type: 'header'; readonly text: Plain }
  | { readonly type: 'section'; readonly text: Mrkdwn; readonly expand: true; readonly accessory?: Menu | Button }
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

/** `action_id` of the n-th button or menu of a message; what it does is in its `value`, or that of the chosen option. */
export const ACTION_ID = /^sitrep:\d+$/;

/** Ids that a user group can have; another is none, and nothing is mentioned. */
const GROUP = /^S[A-Z0-9]{2,30}$/u;

/** Numbers the buttons and menus of one surface, which must differ. */
type Numbering = () => string;
const numbering = (): Numbering => {
  let next = 0;
  return () => `sitrep:${next++}`;
};

/**
 * The messages of a page, at least one, within {@link LIMITS}. Total. Buttons stand under the last message. `mention`:
 * the id of the user group that the first message calls, the only ping that a message can ever hold.
 */
export function renderSlack(
  page: Page,
  { mention = null }: { readonly mention?: string | null } = {},
  number = numbering(),
): SlackMessage[] {
  const actions = actionBlock(page.actions, number);
  const lines = pageLines(page).flatMap((line) => splitLine(asTyped(line), writeLine, MAX.sectionText));
  const called = mention !== null && GROUP.test(mention) ? [section(`<!subteam^${mention}>`)] : [];
  const reserved = JSON.stringify([called, actions ?? '']).length + 6 * BLOCK_COST;
  const room = { text: MAX.text - reserved, messages: MAX.messages, lines: MAX.blocks - 4 };
  const fitted = fitPage(page, lines, cost, room).messages;
  const messages = fitted.length > 0 ? fitted : [[]];
  return messages.map((part, at) => {
    const blocks = toBlocks(part, number);
    if (blocks.length === 0) blocks.push(section(writeLine(pushLine(page)) || NOTHING));
    if (actions !== null && at === messages.length - 1) blocks.push(actions);
    return {
      text: fallback(at === 0 ? [pushLine(page), ...part] : part),
      blocks: at === 0 ? [...called, ...blocks] : blocks,
      unfurl_links: false,
      unfurl_media: false,
    };
  });
}

/** Several pages as one view (App Home), at most 100 blocks in all; when more is left out, the last says so. */
export function renderSlackView(pages: readonly Page[]): SlackBlock[] {
  const number = numbering();
  const blocks = pages.flatMap((page) => renderSlack(page, {}, number).flatMap((message) => message.blocks));
  if (blocks.length <= MAX.viewBlocks) return blocks;
  return [...blocks.slice(0, MAX.viewBlocks - 1), context(escapeSlack(labelText({ key: 'view-cut' })))];
}

/** A line of mrkdwn: escaped, bold where strong (side by side under one pair of marks), citation numbers linked. */
function writeLine(line: Line): string {
  const parts = line.fragments.map((fragment) => ({ fragment, text: escapeSlack(fragment.text) }));
  let out = '';
  for (let at = 0; at < parts.length; ) {
    const strong = parts[at]!.fragment.strong === true;
    const after = parts.findIndex(({ fragment }, n) => n > at && (fragment.strong === true) !== strong);
    const end = after < 0 ? parts.length : after;
    const written = parts.slice(at, end).map(({ fragment, text }) => actingText(fragment, text));
    const inner = written.join('');
    out += strong && free(parts[at - 1]?.text.at(-1)) && free(parts[end]?.text[0]) ? bold(inner) : inner;
    at = end;
  }
  return tameStart(out.trim());
}

/** The text of a fragment as the link or the time that it is. An address that stands for itself needs no label. */
function actingText({ link, at, text }: Fragment, escaped: string): string {
  if (at !== undefined) return slackTime(at, text) ?? escaped;
  if (link === undefined) return escaped;
  return slackLink(link, link === text ? null : escaped.trim()) ?? escaped;
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
export const BEHIND_BRIEF = [
  'who',
  'changes',
  'check',
  'compare',
  'digest',
  'watch',
  'topic',
  'sources',
  'stories',
  'link',
  'settings',
  'privacy',
  'last',
  'help',
] as const;
const NAMED_BEHIND = new RegExp(`(?<![\\p{L}\\p{N}/])/(${BEHIND_BRIEF.join('|')})(?![\\p{L}\\p{N}/])`, 'gu');

/** As long as the line is in the JSON of its message, with the blocks that it opens. */
function cost(line: Line): string {
  const opens = line.style === 'title' || line.style === 'note' ? 2 : line.style === 'heading' ? 1 : 0;
  const menu = line.menu ? JSON.stringify(accessory(line.menu, () => 'sitrep:999') ?? '').length + 2 * BLOCK_COST : 0;
  return JSON.stringify(writeLine(line)) + ' '.repeat(opens * BLOCK_COST + menu);
}

function toBlocks(lines: readonly Line[], number: Numbering): SlackBlock[] {
  const blocks: SlackBlock[] = [];
  let open = '';
  const close = () => {
    if (open !== '') blocks.push(section(open));
    open = '';
  };
  for (const line of lines) {
    const text = writeLine(line);
    if (text === '') continue;
    // A header is plain text, in which a time would be the same for every reader.
    const isHeader = line.style === 'title' && !line.fragments.some((one) => one.at !== undefined);
    const title = isHeader ? plainSlack(line.fragments.map((one) => one.text).join('')) : '';
    const menu = line.menu ? accessory(line.menu, number) : null;
    if (title !== '' && title.length <= MAX.headerText) {
      close();
      blocks.push({ type: 'header', text: plain(title) });
    } else if (line.style === 'note') {
      close();
      blocks.push(context(text));
    } else if (menu !== null) {
      close();
      blocks.push({ ...section(text), accessory: menu });
    } else {
      if (line.style === 'heading' || open.length + 1 + text.length > MAX.sectionText) close();
      open = open === '' ? text : `${open}\n${text}`;
    }
  }
  close();
  return blocks;
}

function actionBlock(actions: readonly Action[], number: Numbering): SlackBlock | null {
  const elements = actions
    .flatMap(option)
    .slice(0, MAX_BUTTONS)
    .map((one): Button => ({ type: 'button', action_id: number(), ...one }));
  return elements.length > 0 ? { type: 'actions', elements } : null;
}

function option(action: Action): { text: Plain; value: string }[] {
  const value = encodeAction(action);
  const text = clip(plainSlack(labelText(action.text)), MAX.buttonText);
  return value === null || text === '' ? [] : [{ text: plain(text), value }];
}

/** What stands beside a row: a menu, or the one button where there is nothing to choose. */
function accessory(actions: readonly Action[], number: Numbering): Menu | Button | null {
  const options = actions.flatMap(option).slice(0, MAX.menu);
  const [first, ...more] = options;
  if (first === undefined) return null;
  return more.length > 0
    ? { type: 'overflow', action_id: number(), options }
    : { type: 'button', action_id: number(), ...first };
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

const context = (text: string): SlackBlock => ({ type: 'context', elements: [mrkdwn(text)] });
const section = (text: string): SlackBlock & { type: 'section' } => ({
  type: 'section',
  text: mrkdwn(text),
  expand: true,
});
const mrkdwn = (text: string): Mrkdwn => ({ type: 'mrkdwn', text, verbatim: true });
const plain = (text: string): Plain => ({ type: 'plain_text', text, emoji: false });
