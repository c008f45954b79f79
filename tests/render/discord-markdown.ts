/**
 * A small recogniser of what Discord makes of a message, written apart from our escaper: the rules and their order are
 * those of the client's parser (discord/discord-markdown and its simple-markdown base), the pings those of the server,
 * which reads the raw text and knows no backslash.
 */

export type Active = { readonly kind: string; readonly text: string };
export type Read = { readonly active: readonly Active[]; readonly visible: string };

type Rule = { readonly kind: string; readonly match: RegExp; readonly shown: number | null };

/** `shown`: the group that is read on as text; null: it stays as it stands. */
const INLINE: readonly Rule[] = [
  { kind: 'escape', match: /^\\([^0-9A-Za-z\s])/, shown: 1 },
  { kind: 'fence', match: /^```(?:[\w+\-.]+?\n)?\n*([\s\S]+?)\n*```/i, shown: null },
  { kind: 'code', match: /^(`+)([\s\S]*?[^`])\1(?!`)/, shown: null },
  { kind: 'mail', match: /^<([^: >]+@[^ >]+)>/, shown: null },
  { kind: 'phone', match: /^<\+?\d[\d -]{3,}>/, shown: null },
  { kind: 'autolink', match: /^<((?:https?|steam|discord):\/\/[^ >]+)>/, shown: null },
  { kind: 'url', match: /^(?:https?|steam|discord):\/\/[^\s<]+[^<.,:;"'\]\s]/i, shown: null },
  { kind: 'invite', match: /^(?:discord\.gg|discord(?:app)?\.com\/invite)\/[\w-]+/i, shown: null },
  { kind: 'user', match: /^<@!?\d+>/, shown: null },
  { kind: 'role', match: /^<@&\d+>/, shown: null },
  { kind: 'channel', match: /^<#\d+>/, shown: null },
  { kind: 'command', match: /^<\/[^>:]+:\d+>/, shown: null },
  { kind: 'guide', match: /^<id:\w+>/, shown: null },
  { kind: 'time', match: /^<t:-?\d{1,17}(?::[tTdDfFRsS])?>/, shown: null },
  { kind: 'emoji', match: /^<a?:\w{2,32}:\d+>/, shown: null },
  { kind: 'shortcode', match: /^:[^\s:]*?[\w+-](?:::skin-tone-\d)?:/, shown: null },
  { kind: 'spoiler', match: /^\|\|([\s\S]+?)\|\|/, shown: 1 },
  { kind: 'bold', match: /^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/, shown: 1 },
  { kind: 'underline', match: /^__((?:\\[\s\S]|[^\\])+?)__(?!_)/, shown: 1 },
  { kind: 'strike', match: /^~~([\s\S]+?)~~(?!_)/, shown: 1 },
  {
    kind: 'italic',
    match: /^\b_((?:__|\\[\s\S]|[^\\_])+?)_\b|^_((?:__|\\[\s\S]|[^\\_])+?)_(?![A-Za-z0-9])/,
    shown: null,
  },
  {
    kind: 'italic',
    match: /^\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/,
    shown: null,
  },
];

/** A backslash means nothing between the brackets: only one before the first keeps it from beginning a link. */
const LINK =
  /^\[((?:\[[^\]]*\]|[^[\]]|\](?=[^[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['"]([\s\S]*?)['"])?\s*\)/;

const BLOCK: readonly Rule[] = [
  { kind: 'heading', match: /^ *#{1,3} +(?=\S)/, shown: null },
  { kind: 'subtext', match: /^ *-# +(?=\S)/, shown: null },
  { kind: 'quote', match: /^ *>(?:>>)? /, shown: null },
  { kind: 'list', match: /^ *(?:[-*+]|\d+\.) +(?=\S)/, shown: null },
];

export function readDiscord(text: string): Read {
  const active: Active[] = [];
  for (const ping of text.matchAll(/@(?:everyone|here)|<@[!&]?\d+>/g)) active.push({ kind: 'ping', text: ping[0] });
  const visible = text
    .split('\n')
    .map((line) => {
      const block = BLOCK.find((rule) => rule.match.test(line));
      const start = block?.match.exec(line)?.[0] ?? '';
      if (block) active.push({ kind: block.kind, text: line });
      return inline(line.slice(start.length), active);
    })
    .join('\n');
  return { active, visible };
}

function inline(text: string, active: Active[]): string {
  let out = '';
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const link = LINK.exec(rest);
    if (link) {
      active.push({ kind: 'link', text: link[2] ?? '' });
      out += inline(link[1] ?? '', active);
      at += link[0].length;
      continue;
    }
    const rule = INLINE.find((one) => one.match.test(rest));
    const match = rule?.match.exec(rest);
    if (!rule || !match) {
      out += text[at];
      at++;
      continue;
    }
    if (rule.kind === 'escape') out += match[1];
    else {
      active.push({ kind: rule.kind, text: match[0] });
      out += rule.shown === null ? match[0] : inline(match[rule.shown] ?? '', active);
    }
    at += match[0].length;
  }
  return out;
}
