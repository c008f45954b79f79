import type { Label } from '../core/model/answer.ts';
import type { Tenant } from '../core/model/article.ts';
import type { Caller, Command } from '../core/model/command.ts';
import type { Action, Page } from '../core/model/page.ts';
import { type Desk, idOf } from '../usecases/desk.ts';

/** `/help`: the commands and the topics. */
export function helpCommand(desk: Desk, commands: () => readonly Command[]): Command {
  return {
    name: 'help',
    describe: 'command-help',
    options: [],
    reply: 'private',
    needs: 'read',
    run: async (_, { place: { tenant } }) => {
      const heading = { key: 'heading-help' } as const;
      return {
        id: idOf('help'),
        push: heading,
        blocks: [
          { is: 'heading', text: heading },
          {
            is: 'rows',
            rows: commands()
              .filter((one) => !one.hidden)
              .map(usage),
          },
          { is: 'note', text: topicsLabel(desk, tenant) },
        ],
        actions: questions(desk, tenant),
      };
    },
  };
}

/** The first message: what this is, how to go on, three questions to try as buttons. */
export function welcomePage(desk: Desk, { place: { tenant } }: Caller): Page {
  const heading = { key: 'welcome' } as const;
  return {
    id: idOf('welcome'),
    push: heading,
    blocks: [
      { is: 'heading', text: heading },
      { is: 'note', text: topicsLabel(desk, tenant) },
      { is: 'note', text: { key: 'welcome-more' } },
    ],
    actions: questions(desk, tenant),
  };
}

/** One line a command; of one with sub-commands their names, as each tells what it takes when it is typed. */
function usage(command: Command): readonly [Label, Label] {
  const options = command.options
    .filter((one) => one.name !== 'page')
    .map(optionUsage)
    .join(' ');
  const words = command.sub
    ? command.sub
        .filter((sub) => !sub.hidden)
        .map((sub) => sub.name)
        .join(', ')
    : options;
  return [{ key: 'command-usage', args: { usage: `/${command.name} ${words}`.trim() } }, { key: command.describe }];
}

function optionUsage(option: Command['options'][number]): string {
  return option.required ? option.name : `[${option.name}]`;
}

/** So many topics are named in one line. */
const NAMED = 20;

function topicsLabel(desk: Desk, tenant: Tenant): Label {
  const all = desk.topics(tenant);
  const topics = all.slice(0, NAMED).map(({ title, slug }): Label => ({ key: 'topic', args: { title, slug } }));
  if (topics.length === 0) return { key: 'topics-none' };
  return { key: 'topics', args: { topics, more: all.length - topics.length } };
}

function examples(desk: Desk, tenant: Tenant): readonly string[] {
  return desk
    .topics(tenant)
    .flatMap((topic) => topic.questions)
    .slice(0, 3);
}

function questions(desk: Desk, tenant: Tenant): Action[] {
  return examples(desk, tenant).map((text) => ({
    text: { key: 'example', args: { text } },
    command: 'ask',
    args: { question: text },
  }));
}
