import type { Label } from '../core/model/answer.ts';
import type { Command } from '../core/model/command.ts';
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
    run: async () => {
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
          { is: 'note', text: topicsLabel(desk) },
        ],
        actions: questions(desk),
      };
    },
  };
}

/** The first message: what this is, how to go on, three questions to try as buttons. */
export function welcomePage(desk: Desk): Page {
  const heading = { key: 'welcome' } as const;
  return {
    id: idOf('welcome'),
    push: heading,
    blocks: [
      { is: 'heading', text: heading },
      { is: 'note', text: topicsLabel(desk) },
      { is: 'note', text: { key: 'welcome-more' } },
    ],
    actions: questions(desk),
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

function topicsLabel(desk: Desk): Label {
  const topics = desk.topics.map((topic): Label => ({ key: 'topic', args: { title: topic.title, slug: topic.slug } }));
  return topics.length > 0 ? { key: 'topics', args: { topics } } : { key: 'topics-none' };
}

function examples(desk: Desk): readonly string[] {
  return desk.topics.flatMap((topic) => topic.questions).slice(0, 3);
}

function questions(desk: Desk): Action[] {
  return examples(desk).map((text) => ({
    text: { key: 'example', args: { text } },
    command: 'ask',
    args: { question: text },
  }));
}
