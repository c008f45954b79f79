import type { Action, Page } from '../core/model/page.ts';
import { encodeAction } from './action-id.ts';
import { clean } from './clean.ts';
import { disarm, escapeDiscord, linkDiscord } from './escape-discord.ts';
import { clip, fitPage } from './fit.ts';
import { labelText } from './labels.ts';
import { LIMITS, MAX_BUTTONS } from './limits.ts';
import type { Fragment, Line } from './lines.ts';
import { pageLines, pushText } from './page-lines.ts';
import { withRowButtons } from './row-buttons.ts';

/**
 * A page as Discord messages, in the form of Components V2: one text display, and on the last message rows of
 * buttons, those of the page's own rows first. Why this form: a message holds 4,000 characters instead of 2,000, so a normal page with the addresses of
 * its citations is one message; no link can unfurl; text displays read the same on every client; and a component's
 * own `id` is returned by the history, so a delivered part can be found again.
 */

type Text = { readonly type: 10; readonly id?: number; readonly content: string };
type Button = { readonly type: 2; readonly style: 2; readonly label: string; readonly custom_id: string };
type Row = { readonly type: 1; readonly components: readonly Button[] };

/** A JSON body for creating or editing a message. The first component is always its text. */
export type DiscordMessage = {
  readonly flags: number;
  readonly allowed_mentions: { readonly parse: readonly []; readonly roles?: readonly [string] };
  readonly components: readonly [Text, ...Row[]];
};

/** IS_COMPONENTS_V2 and SUPPRESS_EMBEDS: https://docs.discord.com/developers/resources/message#message-object-message-flags */
const FLAGS = (1 << 15) | (1 << 2);

/** Longer addresses (a text fragment in another script) would eat the message. */
const MAX_LINK = 600;

/** Room kept for "2 of 3" under each message of several. */
const PAGER = 24;

/** Ids that a role can have; another is no role, and nothing is mentioned. */
const ROLE = /^\d{5,25}$/u;

/**
 * At least one message, at most `LIMITS.discord.messages`, in the order of the page. `mention`: the id of
 * the role that the first message calls, the only ping that a message can ever hold. Total: never throws.
 */
export function renderDiscord(
  page: Page,
  { mention = null }: { readonly mention?: string | null } = {},
): readonly DiscordMessage[] {
  const role = mention !== null && ROLE.test(mention) ? mention : null;
  const called = role === null ? '' : `<@&${role}>\n`;
  const numbered = withRowButtons(page);
  const ofRows = numbered.actions.slice(page.actions.length);
  const own = page.actions.flatMap(button).filter(firstOfId).slice(0, MAX_BUTTONS);
  const buttons = [...ofRows.flatMap(button), ...own].filter(firstOfId);
  const lines = pageLines(numbered)
    .map(cleaned)
    .filter((line) => writeLine(line) !== '');
  const text = LIMITS.discord.text - PAGER - called.length - buttons.reduce((sum, one) => sum + one.label.length, 0);
  const room = { text, messages: LIMITS.discord.messages };

  const fitted = fitPage(page, lines, writeLine, room);
  const texts = fitted.messages.map((message) => message.map(writeLine).join('\n').trim()).filter((one) => one !== '');
  if (texts.length === 0) texts.push(clip(escapeDiscord(pushText(page)).trim(), text) || '…');
  const rows = inRows(buttons);
  return texts.map((content, at) => ({
    flags: FLAGS,
    allowed_mentions: { parse: [], ...(role !== null && at === 0 && { roles: [role] as const }) },
    components: [
      {
        type: 10,
        content: `${at === 0 ? called : ''}${content}${texts.length > 1 ? `\n${pager(at + 1, texts.length)}` : ''}`,
      },
      ...(at === texts.length - 1 ? rows : []),
    ],
  }));
}

function inRows(buttons: readonly Button[]): Row[] {
  const { buttonsPerRow } = LIMITS.discord;
  return Array.from({ length: Math.ceil(buttons.length / buttonsPerRow) }, (_, at) => ({
    type: 1,
    components: buttons.slice(at * buttonsPerRow, (at + 1) * buttonsPerRow),
  }));
}

const pager = (index: number, of: number) => `-# ${escapeDiscord(labelText({ key: 'page-of', args: { index, of } }))}`;

function button(action: Action): Button[] {
  const id = encodeAction(action);
  const label = clip(clean(labelText(action.text)).trim(), LIMITS.discord.buttonText);
  return id === null || label === '' ? [] : [{ type: 2, style: 2, label, custom_id: id }];
}

const firstOfId = (one: Button, at: number, all: readonly Button[]) =>
  all.findIndex((other) => other.custom_id === one.custom_id) === at;

/** The bot's own words in backticks get quotation marks: code is not written, so the backticks would be seen. */
const cleaned = (line: Line): Line => ({
  ...line,
  fragments: line.fragments.map((one) => {
    const text = clean(one.text);
    return { ...one, text: one.is === 'label' ? text.replace(/`([^`]*)`/g, '‘$1’') : text };
  }),
});

/** A line in Discord's Markdown. Headings are set off by an empty line. '' when nothing visible is left of it. */
function writeLine(line: Line): string {
  const bold = line.style === 'heading' || line.style === 'point' || line.style === 'detail';
  const body = writeFragments(line.fragments, bold);
  if (body.trim() === '') return '';
  if (line.style === 'title') return `### ${body.trim()}`;
  if (line.style === 'heading') return `\n${body}`;
  if (line.style === 'note') return `-# ${body.trim()}`;
  return body;
}

/**
 * Fragments side by side are escaped as one text, for two can complete a mark that neither holds; strong ones share
 * one pair of `**`, for two pairs side by side would read as one.
 */
function writeFragments(fragments: readonly Fragment[], bold: boolean): string {
  const strong = (fragment: Fragment) => bold && fragment.strong === true;
  const written = runs(fragments, (a, b) => strong(a) === strong(b)).map((run) => {
    const text = runs(run, (a, b) => isWords(a) && isWords(b))
      .map((same) => time(same[0]!) ?? writeText(same.map((fragment) => fragment.text).join(''), same[0]!.link))
      .join('');
    const inner = text.trim();
    return inner === '' || !strong(run[0]!) ? text : text.replace(inner, () => `**${inner}**`);
  });
  return disarm(written.join(''));
}

const isWords = (fragment: Fragment) => fragment.link === undefined && fragment.at === undefined;

/** An instant in the reader's own zone: https://docs.discord.com/developers/reference#message-formatting-timestamps */
function time({ at }: Fragment): string | null {
  return at === undefined || !Number.isFinite(at) ? null : `<t:${Math.floor(at / 1_000)}:f>`;
}

function writeText(text: string, link: string | undefined): string {
  const address = link === undefined ? null : linkDiscord(link, MAX_LINK);
  if (address === null) return escapeDiscord(text);
  if (text === link) return `<${address}>`;
  // A citation number keeps its brackets inside the link: Discord reads balanced ones as text.
  const shown = /^\[\d+\]$/.test(text) ? text : escapeDiscord(text.replace(/[[\]]/g, '')).trim();
  return shown === '' ? '' : `[${shown}](<${address}>)`;
}

function runs<T>(items: readonly T[], alike: (a: T, b: T) => boolean): T[][] {
  const out: T[][] = [];
  for (const item of items) {
    const last = out.at(-1);
    if (last && alike(last.at(-1)!, item)) last.push(item);
    else out.push([item]);
  }
  return out;
}
