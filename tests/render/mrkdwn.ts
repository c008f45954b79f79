/**
 * A small recogniser of Slack's mrkdwn, written from its documentation and apart from the escaper: what would a client
 * make of this line beyond letters? (https://docs.slack.dev/messaging/formatting-message-text)
 */

export type Found =
  | { readonly is: 'link'; readonly url: string; readonly label: string }
  | {
      readonly is: 'mention' | 'time' | 'broken' | 'emoji' | 'bold' | 'italic' | 'strike' | 'code' | 'quote';
      readonly text: string;
    };

const STYLES = { '*': 'bold', _: 'italic', '~': 'strike' } as const;

/** In auto-parsed text (no `verbatim: true`) `@here` and its like act by their letters alone. */
export function recognise(text: string, autoParsed = false): Found[] {
  return text.split('\n').flatMap((line) => recogniseLine(line, autoParsed));
}

function recogniseLine(line: string, autoParsed: boolean): Found[] {
  const found: Found[] = [];
  if (/^\s*(>|&gt;)/.test(line)) found.push({ is: 'quote', text: line });
  // Entities that are none, and brackets outside a reference.
  for (const [broken] of line.replace(/<[^<>]*>/g, '').matchAll(/[<>]|&(?!(?:amp|lt|gt);)/g))
    found.push({ is: 'broken', text: broken });
  for (const [, inner = ''] of line.matchAll(/<([^<>]*)>/g)) {
    const [target = '', label = ''] = inner.split('|');
    if (/^!date\^\d+\^\{date_short_pretty\} \{time\}\|[^|^]+$/.test(inner)) found.push({ is: 'time', text: inner });
    else if (/^[@#!]/.test(inner)) found.push({ is: 'mention', text: inner });
    else found.push({ is: 'link', url: target, label });
  }
  const words = line.replace(/<[^<>|]*\|?([^<>]*)>/g, '$1');
  // Names of emoji, custom ones too, are letters of any script, digits and _ - + '. Two digits are a time.
  for (const [text] of words.matchAll(/:[\p{L}\p{N}\p{M}_+'-]+:/gu))
    if (!/^:\d\d:$/.test(text)) found.push({ is: 'emoji', text });
  for (const [text] of words.matchAll(/`[^`]+`/g)) found.push({ is: 'code', text });
  for (const [mark, is] of Object.entries(STYLES)) {
    const style = new RegExp(`(?<![\\p{L}\\p{N}])[${mark}](?=\\S)([^${mark}]*\\S)?[${mark}](?![\\p{L}\\p{N}])`, 'gu');
    for (const [text] of words.matchAll(style)) found.push({ is, text });
  }
  if (autoParsed)
    for (const [text] of words.matchAll(/@(?:here|channel|everyone)/gi)) found.push({ is: 'mention', text });
  return found;
}

/** What a reader sees: references by their label, entities as characters. */
export function visible(text: string): string {
  return text
    .replace(/<[^<>|]*\|([^<>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
