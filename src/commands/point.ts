import type { Answer } from '../core/model/answer.ts';
import type { Command } from '../core/model/command.ts';
import type { Block, Page } from '../core/model/page.ts';
import { answerPage, citedPage, pointCitations } from '../core/writing/pages.ts';
import { lookCloser } from '../usecases/closer.ts';
import { withinOf } from '../usecases/converse.ts';
import { askingOf, type Desk } from '../usecases/desk.ts';
import { citedVersions, keptOf } from '../usecases/evidence.ts';
import { required, scopeOf } from './support.ts';

/**
 * "More about the second point": its sentences between their neighbours, who said it, where else it stands, and what
 * else the sources have on it, or have to a word that asks ("why"). Without a number what they have beyond the page as a whole.
 */
export function pointCommand(desk: Desk): Command {
  return {
    name: 'point',
    describe: 'command-kept',
    options: [
      { name: 'id', describe: 'option-id', required: true, kind: 'word' },
      { name: 'n', describe: 'option-n', required: false, kind: 'word' },
      { name: 'asks', describe: 'option-question', required: false, kind: 'word' },
    ],
    reply: 'answer',
    needs: 'read',
    hidden: true,
    run: async (args, caller) => {
      const kept = await keptOf(desk, caller.place.tenant, required(args, 'id'));
      const n = Math.trunc(Number(args.n));
      const closer = await lookCloser(desk, {
        kept,
        n: n > 0 ? n : null,
        asks: args.asks ?? null,
        scope: await scopeOf(desk, caller, { topic: null, ...withinOf(desk, kept) }),
        ...askingOf(caller),
      });
      const [first, ...others] = closer.groups;
      const cited = first?.head.key === 'heading-point' ? pointCitations(first.points) : [];
      const sources = citedPage(closer.id, cited, await citedVersions(desk, caller.place.tenant, cited));
      return withSources(pageOf(closer), sources, others.length);
    },
  };
}

/** That there is no more of something is not that it is not in the sources. */
function pageOf(closer: Answer): Page {
  const page = answerPage(closer);
  const isRefused = (block: Block) =>
    (block.is === 'note' || block.is === 'heading') && block.text.key === 'answer-not-in-sources';
  return { ...page, blocks: page.blocks.filter((block) => !isRefused(block)) };
}

/** The point's sentences in their articles stand right under it. */
function withSources(page: Page, { blocks }: Page, groups: number): Page {
  const found = blocks.filter(({ is }) => is === 'sources');
  const last = page.blocks.findLastIndex(({ is }) => is === 'points');
  const at = last - groups + 1;
  return last < 0 ? page : { ...page, blocks: [...page.blocks.slice(0, at), ...found, ...page.blocks.slice(at)] };
}
