import { findActors } from '../core/language/actors.ts';
import { slugOf } from '../core/language/words.ts';
import { type Label, SLOTS } from '../core/model/answer.ts';
import type { Args, Caller, Command, Option } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Block, Page } from '../core/model/page.ts';
import type { Trigger, Watch } from '../core/model/subscription.ts';
import { personIn } from '../core/own-chat.ts';
import { isFunctionWord } from '../core/retrieval/lists.ts';
import { words as wordsIn } from '../core/retrieval/words.ts';
import { parseQuiet, quietText } from '../core/schedule/quiet.ts';
import { keywordRuns } from '../core/writing/alert.ts';
import { answerPage, isUnanswered } from '../core/writing/pages.ts';
import { type Desk, idOf } from '../usecases/desk.ts';
import { keptOf } from '../usecases/evidence.ts';
import { settingsOf, zoneFor } from '../usecases/places.ts';
import { readQuestion } from '../usecases/question.ts';
import { listPage, optionNotes, pageOption } from './order-pages.ts';
import { countOf, quietOption, readOrder, targetOf, toOption } from './order-words.ts';
import { changeCommands, make, newOrder, said, toLabel, watched } from './orders.ts';
import { slotOf } from './slots.ts';
import { answerOf, matchingNames, notesPage, required, scopeOf, topicOption } from './support.ts';
import { lastSaid } from './talk.ts';
import { speakerNames } from './who.ts';

const MOST_PER_HOUR = { default: 6, most: 60 };
/** Speakers that are named to whoever asks for another. */
const NAMED = 6;
const LONGEST_WORDS = 100;

/**
 * `/watch actor|word|differences|question`: an alert when something happens; `/watch Russia` is the actor. With `list`,
 * `pause`, `resume` and `remove` as `/digest` has them. Whoever may not manage the channel gets it alone.
 */
export function watchCommand(desk: Desk): Command {
  const shared: readonly Option[] = [
    topicOption(desk),
    toOption,
    quietOption,
    { name: 'most', describe: 'option-most', required: false, kind: 'word' },
  ];
  const actor: Option = {
    name: 'actor',
    describe: 'option-watch-actor',
    required: true,
    kind: 'rest',
    suggest: async (typed, caller) => matchingNames(typed, await speakerNames(desk, caller)),
  };
  const watch = (
    name: string,
    describe: Command['describe'],
    option: Option,
    run: (words: string, args: Args, caller: Caller) => Promise<Page>,
  ): Command => ({
    name,
    describe,
    options: [option, ...shared],
    reply: 'private',
    needs: 'self',
    run: (args, caller) => {
      const { named, rest } = readOrder(args[option.name] ?? '', ['to', 'most', 'quiet'], true);
      return run(option.required ? required({ words: rest }, 'words') : rest, said(named, args), caller);
    },
  });
  const byActor = watch('actor', 'command-watch-actor', actor, async (words, args, caller) =>
    start(desk, await statementBy(desk, words, args, caller), args, caller),
  );
  const byQuestion = watch(
    'question',
    'command-watch-question',
    { name: 'question', describe: 'option-watch-question', required: true, kind: 'rest' },
    (words, args, caller) => question(desk, words, args, caller),
  );
  const list = (args: Args, caller: Caller) => listPage(desk, args, caller, 'watch');
  return {
    name: 'watch',
    describe: 'command-watch',
    options: [{ ...actor, required: false }, ...shared],
    reply: 'private',
    needs: 'self',
    run: (args, caller) => {
      const words = args.actor?.trim();
      if (!words) return list({}, caller);
      return words.endsWith('?') ? byQuestion.run({ ...args, question: words }, caller) : byActor.run(args, caller);
    },
    sub: [
      byActor,
      watch(
        'word',
        'command-watch-word',
        { name: 'words', describe: 'option-watch-word', required: true, kind: 'rest' },
        (words, args, caller) => start(desk, { is: 'keyword', words: readKeyword(words) }, args, caller),
      ),
      watch(
        'differences',
        'command-watch-differences',
        { name: 'slot', describe: 'option-watch-slot', required: false, kind: 'rest', choices: SLOTS },
        (words, args, caller) => start(desk, { is: 'difference', slot: slotOf(words) ?? null }, args, caller),
      ),
      byQuestion,
      {
        name: 'this',
        describe: 'command-watch-this',
        options: [{ name: 'id', describe: 'option-id', required: false, kind: 'word' }],
        reply: 'private',
        needs: 'self',
        hidden: true,
        run: (args, caller) => askedBefore(desk, args.id?.trim(), caller),
      },
      {
        name: 'list',
        describe: 'command-digest-list',
        options: [pageOption],
        reply: 'private',
        needs: 'read',
        run: list,
      },
      ...changeCommands(desk, 'watch'),
    ],
  };
}

/** An actor of the table, or somebody who is heard in the articles that are there. Throws `unknown_actor`. */
async function statementBy(desk: Desk, typed: string, args: Args, caller: Caller): Promise<Trigger> {
  const words = typed.replace(/^the\s+/iu, '').trim();
  const [found] = findActors(words, desk.table);
  const isWhole = found && !/[\p{L}\p{N}]/u.test(`${words.slice(0, found.start)}${words.slice(found.end)}`);
  if (isWhole) return { is: 'statement', actor: found.actor.slug, name: found.actor.name };
  const slug = slugOf(words);
  const scope = await scopeOf(desk, caller, { topic: args.topic ?? null });
  const [heard] = slug === '' ? [] : await desk.store.statements({ scope, actors: [slug], limit: 1 });
  const party = [heard?.speaker, ...(heard?.via ?? [])].find((one) => one?.actor === slug);
  if (party) return { is: 'statement', actor: slug, name: party.name };
  const names = await speakerNames(desk, caller);
  const known =
    names.length === 0 ? 'Nobody speaks in the articles here' : `Heard here: ${names.slice(0, NAMED).join(', ')}`;
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  throw new SitrepError('unknown_actor', `“${typed.slice(0, 60)}” is no actor that is known. ${known}${more}.`, {
    next: 'For the words themselves there is `/watch word`.',
  });
}

/** Words to look for; a phrase stands in quotes. Throws `bad_option`. */
function readKeyword(typed: string): string {
  const words = typed.replace(/\s+/gu, ' ').trim();
  if (words.length > LONGEST_WORDS)
    throw new SitrepError('bad_option', `The “words” are ${words.length} characters long, at most ${LONGEST_WORDS}.`);
  const isCommon = wordsIn(words).every((word) => isFunctionWord(words, word));
  if (keywordRuns(words).length === 0 || isCommon || !/[\p{L}\p{N}]{2}/u.test(words))
    throw new SitrepError('bad_option', `There are no “words” in ${words} that only some articles have.`);
  return words;
}

/** The question behind a page, its button's or the last one that was asked. Throws `unknown_id`, `bad_option`. */
async function askedBefore(desk: Desk, id: string | undefined, caller: Caller): Promise<Page> {
  const kept = id ? await keptOf(desk, caller.place.tenant, id) : await lastSaid(desk, caller, null);
  if (!kept) throw new SitrepError('unknown_id', 'Nothing was asked here before.', { next: 'Type `/watch question`.' });
  if (kept.kind !== 'answer')
    throw new SitrepError('bad_option', 'Only a question can be watched so.', { next: 'Type `/watch question`.' });
  return question(desk, kept.question, said({ topic: kept.within?.topic ?? '' }), caller);
}

/** A question that is answered already shows its answer. */
async function question(desk: Desk, typed: string, args: Args, caller: Caller): Promise<Page> {
  const words = readQuestion(typed);
  const answer = await answerOf(desk, words, args, caller);
  if (answer.since)
    throw new SitrepError('bad_question', 'What changed is no question that gets its first answer.', {
      next: 'Use `/digest subscribe` for what is new.',
    });
  if (isUnanswered(answer)) return start(desk, { is: 'answer', question: words }, args, caller);
  const [heading, ...rest] = answerPage(answer).blocks;
  const note: Block = { is: 'note', text: { key: 'watch-answered' } };
  return { ...answerPage(answer), blocks: heading ? [heading, note, ...rest] : [note] };
}

/** Where something is to come by, from now on. */
async function start(desk: Desk, trigger: Trigger, args: Args, caller: Caller): Promise<Page> {
  const { place, own, asked } = targetOf(args.to, caller, 'me');
  const mostPerHour = countOf('most', args.most, MOST_PER_HOUR.most, MOST_PER_HOUR.default);
  const zone = zoneFor(await settingsOf(desk, caller.place), caller);
  const quiet = args.quiet === undefined ? null : parseQuiet(args.quiet, zone);
  const { topic } = await scopeOf(desk, caller, {
    ...(args.topic && { topic: args.topic }),
    // A question that names no topic is asked of all of them when the channel's own has no answer.
    ...(trigger.is === 'answer' && !args.topic && { topic: null }),
  });
  const order: Watch = {
    kind: 'watch',
    id: idOf(place, topic, trigger).slice(0, 8),
    ...newOrder(desk, caller, { place, own }),
    topic,
    trigger,
    quiet,
    mostPerHour,
    // What is there already is no news.
    upTo: await desk.store.seq(),
  };
  const there = await make(desk, order, null);
  const watch = there ?? order;
  const isOther =
    there !== null &&
    (there.mostPerHour !== mostPerHour || (there.quiet && quietText(there.quiet)) !== (quiet && quietText(quiet)));
  const { id } = watch;
  const notes: Label[] = [
    ...(asked ? [] : [{ key: 'watch-made-own' } as const]),
    ...optionNotes(watch),
    ...(watch.state === 'paused' ? [{ key: 'order-rests', args: { id } } as const] : []),
    ...(isOther ? [{ key: 'order-other', args: { id } } as const] : []),
  ];
  const to = toLabel(personIn(watch.place.channel) !== null);
  const key = there ? 'watch-made-already' : 'watch-made';
  return notesPage(id, { key, args: { what: watched(desk, trigger, topic), to, most: watch.mostPerHour, id } }, notes);
}
