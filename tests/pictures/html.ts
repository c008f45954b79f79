/** Rendered messages as a chat would show them, in HTML: enough of both markups for what the bot writes. */

type Json = Readonly<Record<string, unknown>>;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const html = (text: string) => text.replace(/[&<>"]/g, (mark) => ENTITIES[mark] ?? mark);

/** One line of Discord's Markdown: escapes, bold, citation links, times. */
function discordInline(line: string): string {
  const kept: string[] = [];
  const keep = (text: string) => `\u0001${kept.push(text) - 1}\u0001`;
  return html(
    line
      .replace(/\\([^\p{L}\p{N}\s])/gu, (_, mark: string) => keep(html(mark)))
      .replace(/\[([^\]]+\]?)\]\(<[^>]*>\)/g, (_, text: string) => keep(`<a>${html(text)}</a>`))
      .replace(/<t:(\d+):\w>/g, (_, seconds: string) => keep(html(new Date(Number(seconds) * 1_000).toUTCString()))),
  )
    .replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')
    .replace(/\u0001(\d+)\u0001/g, (_, at: string) => kept[Number(at)] ?? '');
}

function discordText(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      if (line.startsWith('### ')) return `<h3>${discordInline(line.slice(4))}</h3>`;
      if (line.startsWith('-# ')) return `<small>${discordInline(line.slice(3))}</small>`;
      return line === '' ? '<p class="gap"></p>' : `<p>${discordInline(line)}</p>`;
    })
    .join('');
}

/** The components of a Discord message. */
export function discordHtml(components: readonly Json[]): string {
  return components
    .map((one) => {
      if (one.type === 10) return discordText(String(one.content));
      const buttons = (one.components as readonly Json[]).map((button) => `<i>${html(String(button.label))}</i>`);
      return `<div class="row">${buttons.join('')}</div>`;
    })
    .join('');
}

/** A piece of Slack's mrkdwn: bold, links; it has escaped the rest itself. */
function mrkdwn(text: string): string {
  return text
    .replace(/<!date\^\d+\^[^|]*\|([^>]*)>/g, '$1')
    .replace(/<[^|>]+\|([^>]*)>/g, '<a>$1</a>')
    .replace(/(^|[\s(“])\*([^*\n]+)\*/gu, '$1<b>$2</b>')
    .split('\n')
    .map((line) => `<p>${line}</p>`)
    .join('');
}

/** The blocks of a Slack message. */
export function slackHtml(blocks: readonly Json[]): string {
  return blocks
    .map((block) => {
      const text = (block.text as Json | undefined)?.text;
      if (block.type === 'header') return `<h3>${html(String(text))}</h3>`;
      if (block.type === 'section') return `<div class="section">${mrkdwn(String(text))}</div>`;
      const elements = block.elements as readonly Json[];
      if (block.type === 'context') return `<small>${elements.map((one) => mrkdwn(String(one.text))).join('')}</small>`;
      const buttons = elements.map((one) => `<i>${html(String((one.text as Json).text))}</i>`);
      return `<div class="row">${buttons.join('')}</div>`;
    })
    .join('');
}

const COMMON = `
  body { margin: 0; padding: 18px 22px; font: 15px/1.38 "Noto Sans", sans-serif; width: 660px; }
  .message { margin: 0 0 22px 54px; position: relative; }
  .message::before { content: "S"; position: absolute; left: -54px; top: 2px; width: 40px; height: 40px; border-radius: 20px;
    background: #1f6f78; color: #fff; text-align: center; line-height: 40px; font-weight: 700; }
  .asked { margin: 0 0 10px 54px; font-size: 13px; opacity: .75; }
  .name { font-weight: 600; } .name span { font-size: 11px; background: #5865f2; color: #fff; border-radius: 4px; padding: 1px 5px; margin-left: 6px; }
  h3 { font-size: 17px; margin: 4px 0 6px; } p { margin: 0; } p.gap { height: 9px; } a { text-decoration: none; }
  small { display: block; font-size: 12.5px; opacity: .75; margin-top: 3px; } .section { margin: 6px 0; }
  .row { display: flex; gap: 8px; margin-top: 10px; flex-wrap: wrap; }
  .row i { font-style: normal; font-weight: 500; border-radius: 6px; padding: 5px 14px; font-size: 14px; }`;

const LOOKS = {
  discord: `body { background: #313338; color: #dbdee1; } a { color: #00a8fc; } h3 { color: #f2f3f5; } .name { color: #f2f3f5; }
    .row i { background: #4e5058; color: #fff; }`,
  slack: `body { background: #fff; color: #1d1c1d; } a { color: #1264a3; } .row i { border: 1px solid #bbb; padding: 4px 12px; }
    .message::before { border-radius: 8px; } .name span { background: #ddd; color: #444; }`,
} as const;

export type Shown = { readonly asked: string; readonly body: string };

/** A page of exchanges, as wide as a chat's column. */
export function pageHtml(platform: keyof typeof LOOKS, exchanges: readonly Shown[]): string {
  const shown = exchanges.map(
    ({ asked, body }) =>
      `<div class="asked">${html(asked)}</div><div class="message"><div class="name">sitrep<span>APP</span></div>${body}</div>`,
  );
  return `<!doctype html><meta charset="utf-8"><style>${COMMON}${LOOKS[platform]}</style>${shown.join('')}`;
}
