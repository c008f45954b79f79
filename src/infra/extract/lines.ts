import { BLOCK, DROPPED, decode, EMPTY, RAW, rawEnd, tags } from './tags.ts';

/** With at least this many words inside `<article>` or `<main>`, the rest of the page is left out. */
const ENOUGH_WORDS = 60;

type Line = { readonly text: string; readonly main: boolean; readonly dropped: boolean };

/**
 * The text of a page by its elements alone: paragraphs become lines; menus, heads, feet, scripts and forms are left
 * out. For pages that are too small or too large for anything better. One pass, linear in the page; any input is
 * accepted.
 */
export function readLines(html: string): string {
  const lines = linesOf(html);
  const main = lines.filter((line) => line.main && !line.dropped);
  const body = lines.filter((line) => !line.dropped);
  const words = main.reduce((sum, { text }) => sum + text.split(' ').length, 0);
  // A page that opens a menu and never closes it would be all menu: then nothing is left out.
  const kept = words >= ENOUGH_WORDS ? main : body.length > 0 ? body : lines;
  return kept.map(({ text }) => text).join('\n');
}

function linesOf(html: string): Line[] {
  const found: Line[] = [];
  const depth = new Map<string, number>();
  let dropped = 0;
  let main = 0;
  let line = '';
  let at = 0;
  const endLine = () => {
    const text = decode(line).replace(/\s+/g, ' ').trim();
    if (text !== '') found.push({ text, main: main > 0, dropped: dropped > 0 });
    line = '';
  };
  for (const tag of tags(html)) {
    line += html.slice(at, tag.start);
    at = tag.end;
    const { name, closing } = tag;
    if (BLOCK.has(name) || DROPPED.has(name)) endLine();
    if (name === 'body' && !closing) {
      // `</head>` may be left out.
      dropped -= depth.get('head') ?? 0;
      depth.delete('head');
    }
    if (EMPTY.has(name)) continue;
    if (RAW.has(name)) at = closing ? tag.end : rawEnd(html, tag);
    else if (DROPPED.has(name) || name === 'article' || name === 'main') {
      const open = depth.get(name) ?? 0;
      if ((closing && open === 0) || tag.attributes.endsWith('/')) continue;
      const step = closing ? -1 : 1;
      depth.set(name, open + step);
      if (DROPPED.has(name)) dropped += step;
      else main += step;
    }
  }
  line += html.slice(at);
  endLine();
  return found;
}
