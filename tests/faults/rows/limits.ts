import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { LabelKey } from '../../../src/core/model/answer.ts';
import type { Block, Page } from '../../../src/core/model/page.ts';
import { renderDiscord } from '../../../src/render/discord.ts';
import { renderSlack, renderSlackView } from '../../../src/render/slack.ts';
import type { Message } from '../../e2e/driver.ts';
import { pings } from '../../e2e/harm.ts';
import { actionOf, groupOf, headingOf, noteOf, pageOf, pointOf, quoteOf } from '../../render/pages.ts';
import { hostile } from '../../render/payloads.ts';
import { checkMessage, checkSchema } from '../../servers/discord/rules.ts';
import { blocksProblem, messageProblem } from '../../servers/slack/rules.ts';
import type { Row } from '../frame.ts';
import { openStage, within } from '../stage.ts';

/** Generated pages of hostile words through both renderers, and real answers over hostile articles over the wire. */

export const limits: Row = {
  name: 'limits',
  promise: 'nothing breaks a platform’s schema or limits, and nobody is pinged',
  run: async ({ short, seed, random, keep }) => {
    const generated = short ? 60 : 1_500;
    const asked = short ? 12 : 500;
    const wrong: string[] = [];
    const messages: Message[] = [];
    for (const page of fc.sample(pages, { seed, numRuns: generated })) {
      for (const body of renderDiscord(page)) {
        const json = JSON.parse(JSON.stringify(body)) as Record<string, unknown>;
        wrong.push(...checkSchema('createMessage', json), ...checkMessage(json, 'create'));
        messages.push({ platform: 'discord', kind: 'rendered', channel: '', audience: '', body: json });
      }
      for (const body of renderSlack(page)) {
        const problem = messageProblem(JSON.parse(JSON.stringify(body)));
        if (problem) wrong.push(`${problem.code}: ${problem.why}`);
        messages.push({ platform: 'slack', kind: 'rendered', channel: '', audience: '', body });
      }
      const home = blocksProblem(JSON.parse(JSON.stringify(renderSlackView([page, page]))), 100);
      if (home) wrong.push(`App Home: ${home}`);
    }

    const stage = await openStage({ servers: 40 });
    try {
      writeArticles(join(stage.data, 'sources', 'hostile'), fc.sample(hostile, { seed, numRuns: 60 }));
      await addSource(stage);
      stage.discord.onAccepted = chain(stage.discord.onAccepted, (body) =>
        messages.push({ platform: 'discord', kind: 'wire', channel: '', audience: '', body }),
      );
      const questions = fc.sample(fc.oneof(hostile, fc.constantFrom(...QUESTIONS)), { seed: seed + 1, numRuns: asked });
      for (const [n, question] of questions.entries()) {
        const words = question.trim().slice(0, 3_000) || 'what was said?';
        if (n % 4 === 0) stage.discordCommand('ask', { question: words }, n);
        else if (n % 4 === 1) stage.slackCommand(`ask ${words.replace(/\s+/gu, ' ')}`);
        else if (n % 4 === 2) stage.discordMessage(words, n);
        else stage.slackMessage(words);
        await sleep(30 + random() * 40);
      }
      const all = await within(60_000, () => stage.asked.every((one) => one.answerMs !== null));
      for (const { method, args } of stage.slack.calls)
        messages.push({ platform: 'slack', kind: method, channel: '', audience: '', body: args });
      wrong.push(...stage.violations());
      const pinged = pings(messages, []);
      for (const one of [...wrong, ...pinged]) keep({ wrong: one });
      const unanswered = stage.asked.filter((one) => one.answerMs === null).length;
      return {
        done: `${generated} generated pages through both renderers (${messages.length} messages), ${asked} questions over the wire to ${60 + 5} articles, 60 of them hostile`,
        figure: `violations ${wrong.length}${wrong[0] ? ` (${wrong[0].slice(0, 160)})` : ''}, pings ${pinged.length}${pinged[0] ? ` (${pinged[0]})` : ''}, unanswered ${unanswered}`,
        ok: all && wrong.length === 0 && pinged.length === 0,
      };
    } finally {
      await stage.close();
    }
  },
};

const QUESTIONS = [
  'what did Russia say?',
  'what did the ministry say?',
  'how many missiles?',
  'who warned whom?',
  'why?',
];

function chain<T extends { body: unknown }>(first: (record: T) => void, then: (body: unknown) => void) {
  return (record: T) => {
    first(record);
    then(record.body);
  };
}

async function addSource({ discord }: Awaited<ReturnType<typeof openStage>>): Promise<void> {
  const person = { id: '300000000000000002', name: 'manager', permissions: 0x820n };
  const added = discord.command('sources add', { path: 'hostile' }, { person });
  await within(60_000, () => added.edits > 0);
}

/** Each says something that a question finds, with hostile words in its sentence, its title and its outlet. */
function writeArticles(folder: string, words: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  for (const [n, text] of words.entries()) {
    const line = text.replace(/\s+/gu, ' ').replaceAll('"', '').slice(0, 400);
    const front = `title: ${JSON.stringify(`${line} ${n}`)}\npublisher: ${JSON.stringify(line.slice(0, 60))}`;
    const body = `The ministry said ${line} on missile ${n}. Russia warned that “${line}” would have consequences.`;
    writeFileSync(join(folder, `${n}.md`), `---\n${front}\n---\n${body}\n`);
  }
}

const words = fc.oneof(hostile, fc.lorem({ maxCount: 60 }), fc.string({ unit: 'grapheme', maxLength: 3_000 }));
const note = (key: LabelKey, text: string): Block => ({ is: 'note', text: { key, args: { text, next: text } } });
const block: fc.Arbitrary<Block> = fc.oneof(
  words.map(headingOf),
  words.map(noteOf),
  words.map((text) => note('error', text)),
  fc.tuple(words, fc.array(words, { minLength: 1, maxLength: 14 })).map(
    ([head, points]): Block => ({
      is: 'points',
      group: groupOf(
        head,
        points.map((text, n) => pointOf(text, n + 1)),
      ),
    }),
  ),
  fc
    .array(fc.array(words, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 60 })
    .map((rows): Block => ({ is: 'rows', rows: rows.map((cells) => cells.map(quoteOf)) })),
  fc.tuple(words, fc.nat(9_000)).map(([text, n]) => noteOf(`${text}${'x'.repeat(n)}`)),
);
const action = fc
  .tuple(words, fc.constantFrom('ask', 'cited', 'who'), fc.string({ maxLength: 60 }))
  .map(([text, command, value]) => actionOf(text, command, { id: value }));
const pages: fc.Arbitrary<Page> = fc
  .tuple(fc.array(block, { maxLength: 14 }), fc.array(action, { maxLength: 8 }))
  .map(([blocks, actions]) => pageOf(blocks, actions));
