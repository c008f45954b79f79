import type { Command } from '../core/model/command.ts';
import type { Desk } from '../usecases/desk.ts';
import { askCommand } from './ask.ts';
import { briefCommand } from './brief.ts';
import { changedCommand, changesCommand } from './changes.ts';
import { checkCommand } from './check.ts';
import { compareCommand } from './compare.ts';
import { digestCommand } from './digest.ts';
import { helpCommand } from './help.ts';
import { keptCommands } from './kept.ts';
import { linkCommand } from './link.ts';
import { pointCommand } from './point.ts';
import { privacyCommand } from './privacy.ts';
import { settingsCommand } from './settings.ts';
import { sourcesCommand } from './sources.ts';
import { storiesCommand, storyCommand } from './stories.ts';
import { topicCommand } from './topic.ts';
import { watchCommand } from './watch.ts';
import { whoCommand } from './who.ts';

/** The one table of commands that every platform shares. */
export function commandTable(desk: Desk): readonly Command[] {
  const table: readonly Command[] = [
    briefCommand(desk),
    askCommand(desk),
    whoCommand(desk),
    changesCommand(desk),
    checkCommand(desk),
    compareCommand(desk),
    storiesCommand(desk),
    digestCommand(desk),
    watchCommand(desk),
    topicCommand(desk),
    sourcesCommand(desk),
    linkCommand(desk),
    settingsCommand(desk),
    privacyCommand(desk),
    ...keptCommands(desk),
    changedCommand(desk),
    pointCommand(desk),
    storyCommand(desk),
    helpCommand(desk, () => table),
  ];
  return table;
}
