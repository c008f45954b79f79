import type { Caller, Command } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Block, Cell, Page } from '../core/model/page.ts';
import type { Source } from '../core/model/ports.ts';
import { unreadLabels } from '../core/writing/coverage.ts';
import { notePage } from '../core/writing/notices.ts';
import { type Desk, idOf } from '../usecases/desk.ts';
import { ingestPaths } from '../usecases/ingest.ts';
import { required, topicOption, topicOrOnly } from './support.ts';

/** `/sources list|add|remove`: folders and files. Declared ones stand in `briefs/` and are not removed from a chat. */
export function sourcesCommand(desk: Desk): Command {
  return {
    name: 'sources',
    describe: 'command-sources',
    options: [],
    reply: 'private',
    needs: 'read',
    run: (_, caller) => listPage(desk, caller),
    sub: [
      {
        name: 'list',
        describe: 'command-sources-list',
        options: [],
        reply: 'private',
        needs: 'read',
        run: (_, caller) => listPage(desk, caller),
      },
      {
        name: 'add',
        describe: 'command-sources-add',
        options: [{ name: 'path', describe: 'option-path', required: true, kind: 'rest' }, topicOption(desk)],
        reply: 'private',
        needs: 'manage',
        run: async (args, caller) => {
          const path = await desk.locate(required(args, 'path'), caller.place.tenant);
          const topic = (await topicOrOnly(desk, args.topic, caller)).slug;
          return add(desk, { path, topic }, caller);
        },
      },
      {
        name: 'remove',
        describe: 'command-sources-remove',
        options: [
          {
            name: 'id',
            describe: 'option-source',
            required: true,
            kind: 'word',
            suggest: async (typed, caller) =>
              (await desk.store.sources(caller.place.tenant))
                .filter((source) => source.id.startsWith(typed))
                .slice(0, 25)
                .map((source) => ({ text: `${source.id} · ${source.path}`.slice(0, 100), value: source.id })),
          },
        ],
        reply: 'private',
        needs: 'manage',
        run: async (args, caller) => {
          const id = required(args, 'id');
          if (declared(desk).some((source) => source.id === id))
            throw new SitrepError(
              'not_allowed',
              `The source ${id} is declared in briefs/ and is not removed from a chat.`,
            );
          if (!(await desk.store.removeSource(caller.place.tenant, id)))
            throw new SitrepError('unknown_source', `There is no source “${id.slice(0, 40)}” here.`);
          return notePage(id, { key: 'source-removed', args: { id } });
        },
      },
    ],
  };
}

async function add(desk: Desk, what: { path: string; topic: string }, caller: Caller): Promise<Page> {
  const { tenant } = caller.place;
  const id = idOf('source', tenant, what.path, what.topic).slice(0, 8);
  const made = desk.clock();
  await desk.store.addSource({ id, tenant, ...what, declared: false, state: 'active', by: caller.person, made });
  const report = await ingestPaths(desk, [what.path], { tenant, topics: [what.topic] });
  const page = notePage(id, {
    key: 'source-added',
    args: { id, ...what, added: report.added + report.changed, same: report.same },
  });
  const problems = report.problems
    .slice(0, 10)
    .map(
      ({ error }): Block => ({ is: 'note', text: { key: 'error', args: { text: error.message, next: error.next } } }),
    );
  const unread = unreadLabels(report.unread).map((text): Block => ({ is: 'note', text }));
  return { ...page, blocks: [...page.blocks, ...unread, ...problems] };
}

function declared(desk: Desk): readonly Source[] {
  return desk.topics.flatMap((topic) =>
    topic.sources.map((path) => ({
      id: idOf('source', 'public', path, topic.slug).slice(0, 8),
      tenant: 'public',
      topic: topic.slug,
      path,
      declared: true,
      state: 'active' as const,
      by: '',
      made: 0,
    })),
  );
}

async function listPage(desk: Desk, caller: Caller): Promise<Page> {
  const all = [...declared(desk), ...(await desk.store.sources(caller.place.tenant))];
  const heading = { key: 'heading-source-list', args: { count: all.length } } as const;
  const rows = all.map((source): Cell[] => [
    { key: 'source-id', args: { id: source.id } },
    { key: 'source-row', args: { path: source.path.split('/').slice(-3).join('/'), topic: source.topic } },
    { key: source.declared ? 'source-declared' : 'source-from-chat' },
  ]);
  const body: Block = rows.length > 0 ? { is: 'rows', rows } : { is: 'note', text: { key: 'source-none' } };
  return {
    id: idOf('sources', caller.place),
    push: heading,
    blocks: [{ is: 'heading', text: heading }, body],
    actions: [],
  };
}
