import type { Label, Named } from '../core/model/answer.ts';
import type { Action, Block, Cell, Page } from '../core/model/page.ts';

/** Rows that have buttons: with more of them nobody would find the right one, and commands do the same. */
const MOST_ROWS = 5;
/** Buttons of all rows together. */
const MAX_ROW_BUTTONS = 10;

/**
 * For platforms without a menu beside a row: the rows are numbered, and what may be done with each is a button of the
 * page, "Pause 2". A page of more rows, or of more to be done with them, is left as it is.
 */
export function withRowButtons(page: Page): Page {
  const menus = page.blocks.flatMap((block) => (block.is === 'rows' ? (block.menu ?? []) : []));
  const count = menus.flat().length;
  if (count === 0 || count > MAX_ROW_BUTTONS || menus.length > MOST_ROWS) return page;
  let row = 0;
  const actions: Action[] = [];
  const blocks = page.blocks.map((block): Block => {
    if (block.is !== 'rows' || !block.menu) return block;
    const { menu } = block;
    const rows = block.rows.map((cells, at) => {
      const n = ++row;
      actions.push(...(menu[at] ?? []).map((one) => ({ ...one, text: numbered('action-of-row', n, one.text) })));
      const [first, ...rest] = cells;
      return first === undefined || 'article' in first ? cells : [numbered('row-numbered', n, first), ...rest];
    });
    return { is: 'rows', rows };
  });
  return { ...page, blocks, actions: [...page.actions, ...actions] };
}

const numbered = (key: Label['key'], n: number, text: Exclude<Cell, Named>): Label => ({
  key,
  args: { n: String(n), text },
});
