import { clean } from './clean.ts';

/**
 * Slack's mrkdwn has no escape but `&amp; &lt; &gt;` (https://docs.slack.dev/messaging/formatting-message-text), so what
 * could still act is replaced by a look-alike: `*hi*` and `:x:` come out as letters, not as bold and an emoji.
 * A mark between two letters or digits (`snake_case`, `5*3`) never acts and stays.
 */
const LOOK_ALIKE: Readonly<Record<string, string>> = { '*': '∗', _: '＿', '~': '∼', '`': '‘' };
const ENTITY: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text of others as a piece of a mrkdwn line: no mention, link, emoji or formatting comes of it. Total. */
export function escapeSlack(text: string): string {
  return tame(clean(text)).replace(/[&<>]/g, (character) => ENTITY[character] ?? character);
}

/** Text for a `plain_text` object (headers, buttons), which knows no entities: angle brackets become look-alikes. */
export function plainSlack(text: string): string {
  return tame(clean(text)).replaceAll('<', '‹').replaceAll('>', '›').trim();
}

/** A finished line: an escaped `>` that came to stand first would still make a block quote. */
export function tameStart(line: string): string {
  return line.replace(/^(\s*)((?:&gt;)+)/, (_, space: string, marks: string) => space + '›'.repeat(marks.length / 4));
}

/** `<url|label>`, without a label `<url>`; null when the address is not plain http(s). `label` is escaped already. */
export function slackLink(address: string, label: string | null): string | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null;
  const href = url.href
    .replace(/[\s<>|"`\\^{}\p{Cc}\p{Cf}]/gu, encodeURIComponent)
    .replaceAll('*', '%2A')
    .replaceAll('&', '&amp;');
  return label === null ? `<${href}>` : `<${href}|${label.replaceAll('|', '∣')}>`;
}

/**
 * An instant in the reader's own zone, `text` where it cannot be (https://docs.slack.dev/messaging/formatting-message-text
 * #date-formatting); null before 1970, of which Slack says nothing.
 */
export function slackTime(at: number, text: string): string | null {
  const seconds = Math.floor(at / 1_000);
  return seconds > 0
    ? `<!date^${seconds}^{date_short_pretty} {time}|${escapeSlack(text).replace(/[|^]/gu, ' ')}>`
    : null;
}

function tame(text: string): string {
  return (
    text
      .replace(/`([^`]*)`/g, '‘$1’')
      .replace(/`|(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])/gu, (character) => LOOK_ALIKE[character] ?? character)
      // An emoji is `:name:` (the second colon may be the mark after this piece). Two digits are a time, 08:00, to be copied.
      .replace(/:(?!\d\d(?::|$))(?=[\p{L}\p{N}\p{M}_＿+'-]+(?::|$))/gu, '∶')
      .replace(/@(?=here|channel|everyone|group)/gi, '＠')
  );
}
