/**
 * What a person wrote, without Slack's markup (https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages):
 * the bot's own mention is dropped, other references become their words, entities become characters. One line.
 */
export function plainLine(text: string, botUser: string): string {
  return text
    .replace(/<([^<>]*)>/g, (_, inner: string) => reference(inner, botUser))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s,:]+/, '')
    .trim();
}

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
