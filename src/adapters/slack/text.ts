/**
 * What a person wrote, without Slack's markup (https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages):
 * the bot's own mention is dropped, other references become their words, entities become characters. One line.
 */
export function plainLine(text: string, botUser: string): string {
  return entities(text.replace(/<([^<>]*)>/g, (_, inner: string) => reference(inner, botUser)))
    .replace(/\s+/gu, ' ')
    .replace(/^[\s,:]+/, '')
    .trim();
}

const entities = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

function reference(inner: string, botUser: string): string {
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const words = bar < 0 ? null : inner.slice(bar + 1);
  switch (inner[0]) {
    case '@':
      return target === `@${botUser}` ? ' ' : (words ?? '');
    case '#':
      return words === null ? '' : `#${words}`;
    case '!':
      return target.startsWith('!date') || target.startsWith('!subteam') ? (words ?? '') : '';
    default:
      return words ?? target.replace(/^mailto:/, '');
  }
}

/** As long as a question may be. */
const MOST = 4_000;
/** How deep blocks are nested in each other at most. */
const DEPTH = 12;
const ADDRESSES = ['title_link', 'from_url', 'original_url', 'author_link'];

/**
 * What a message says, as a shortcut hands it over: its words, then the addresses of its links, blocks and attachments
 * that the words do not hold already. At most 4,000 characters, so that an address is never cut in two.
 */
export function messageText(message: Readonly<Record<string, unknown>>, botUser: string): string {
  const raw = typeof message.text === 'string' ? message.text : '';
  const words = plainLine(raw, botUser);
  const links = new Set<string>();
  collect([raw, message.blocks, message.attachments], links, DEPTH);
  let tail = '';
  for (const link of links) if (!words.includes(link) && tail.length + link.length < MOST) tail += ` ${link}`;
  return (words.slice(0, MOST - tail.length) + tail).trim();
}

/** Addresses in texts of mrkdwn, in the links of rich text, and in attachments. */
function collect(value: unknown, links: Set<string>, depth: number): void {
  if (depth === 0 || value === null) return;
  if (typeof value === 'string') {
    for (const [, address = ''] of value.matchAll(/<(https?:\/\/[^<>|\s]+)(?:\|[^<>]*)?>/g))
      links.add(entities(address));
    return;
  }
  if (typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const one of value) collect(one, links, depth - 1);
    return;
  }
  const part = value as Readonly<Record<string, unknown>>;
  const named = [part.type === 'link' ? part.url : null, ...ADDRESSES.map((key) => part[key])];
  for (const address of named)
    if (typeof address === 'string' && /^https?:\/\//.test(address)) links.add(entities(address));
  for (const one of Object.values(part)) collect(one, links, depth - 1);
}
