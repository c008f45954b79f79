import { BLOCK } from './tags.ts';
import { type Element, isElement, isText, type Node } from './tree.ts';

/** A run of text between two borders of a page: a paragraph, a heading, an item, a caption. */
export type Block = {
  /** One line, or several where the page breaks lines inside a paragraph. */
  readonly text: string;
  /** Its words in lower case; of scripts without spaces pairs of characters. */
  readonly words: readonly string[];
  /** Of them inside links; inside emphasis. */
  readonly linked: number;
  readonly stressed: number;
  /** The block element that holds it and that element's ancestors, up to the body. */
  readonly path: readonly Element[];
};

const WORD = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{1,2}|[\p{L}\p{N}]+/gu;
const STRESS = new Set(['em', 'i', 'strong', 'b']);

export const wordsOf = (text: string): string[] => text.toLowerCase().match(WORD) ?? [];

/** The blocks of an element in the order of the page. Two line breaks in a row end one as well. */
export function blocksOf(root: Element): Block[] {
  const blocks: Block[] = [];
  let text = '';
  let linked = '';
  let stressed = '';
  let breaks = 0;
  const end = (path: readonly Element[]) => {
    const lines = text.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
    const whole = lines.filter(Boolean).join('\n');
    if (/[\p{L}\p{N}]/u.test(whole))
      blocks.push({
        text: whole,
        words: wordsOf(whole),
        linked: wordsOf(linked).length,
        stressed: wordsOf(stressed).length,
        path,
      });
    text = linked = stressed = '';
    breaks = 0;
  };
  const walk = (node: Node, path: readonly Element[], link: boolean, stress: boolean): void => {
    for (const child of node.childNodes) {
      if (isText(child)) {
        const words = child.data.replace(/\s+/g, ' ');
        if (words.trim() !== '') breaks = 0;
        text += words;
        if (link) linked += words;
        if (stress) stressed += words;
      } else if (isElement(child)) {
        const name = child.localName;
        if (name === 'br') {
          if (++breaks > 1) end(path);
          else text += '\n';
          if (link) linked += ' ';
        } else if (BLOCK.has(name)) {
          end(path);
          const inner = [child, ...path];
          walk(child, inner, link, stress);
          end(inner);
        } else walk(child, path, link || name === 'a', stress || STRESS.has(name));
      }
    }
  };
  walk(root, [root], false, false);
  end([root]);
  return blocks;
}
