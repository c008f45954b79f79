import { setTimeout as sleep } from 'node:timers/promises';
import { type Button, expect, type Reply } from '../driver.ts';
import { type Flow, failed, firstLines, type Stage } from '../flow.ts';

/** Bad input: a clear message to the person, one line in the log with the id that the message shows. */

/** An error says its id, and the log has that id once. */
function clear(stage: Stage, reply: Reply): void {
  const id = failed(reply)?.split(' ').at(-1);
  expect(id, `no message id: ${firstLines(reply)}`);
  const lines = stage.lines().filter((line) => line.includes(`"${id}"`));
  expect(lines.length === 1, `${lines.length} lines of the log name ${id}`);
}

const answersTo = (name: string, path: string, options: Readonly<Record<string, string>>): Flow => ({
  name,
  run: async (stage) => {
    const reply = await stage.driver.command(path, options, stage.driver.person(true));
    expect(reply.form !== null || reply.text.trim().length > 5, 'an empty answer');
    if (failed(reply)) clear(stage, reply);
  },
});

const refuses = (name: string, path: string, options: Readonly<Record<string, string>>): Flow => ({
  name,
  run: async (stage) => {
    const reply = await stage.driver.command(path, options, stage.driver.person(true));
    clear(stage, reply);
  },
});

const ARABIC = 'ماذا قالت روسيا عن الصواريخ؟';
const COMBINING = `what did R${'\u0301\u0302\u0303'.repeat(60)}ussia say?`;

export const inputFlows: readonly Flow[] = [
  answersTo('a question of blanks', 'ask', { question: '   ' }),
  answersTo('a question of 4,000 characters', 'ask', {
    question: `what did Russia say? ${'x '.repeat(2_000)}`.slice(0, 4_000),
  }),
  refuses('a question of 5,000 characters', 'ask', {
    question: `what did Russia say? ${'word '.repeat(1_000)}`.slice(0, 5_000),
  }),
  answersTo('emoji', 'ask', { question: '🚀🇯🇵 what did 🇷🇺 say about 🚀? 👩‍👩‍👧‍👦' }),
  answersTo('right-to-left', 'ask', { question: `${ARABIC} \u202e\u2066abc` }),
  answersTo('combining characters', 'ask', { question: COMBINING }),
  answersTo('markup and mentions as a question', 'ask', {
    question: '@everyone <!channel> <@U1> [x](http://x) `code` ```block``` # heading <http://a|b> *b*',
  }),
  // On Slack a word that is no topic begins a question.
  { ...refuses('an unknown topic', 'brief', { topic: 'no-such-topic' }), only: 'discord' },
  answersTo('an absurd time', 'changes', { since: '9999y' }),
  answersTo('an absurd length', 'brief', { length: 'endless' }),
  answersTo('an absurd page', 'who', { page: '-999999999999999999999' }),
  answersTo('an absurd slot', 'compare', { slot: 'colour' }),
  refuses('a schedule that is none', 'digest subscribe', { schedule: 'whenever you like' }),
  refuses('an id of nothing', 'digest remove', { id: 'ffffffff' }),
  refuses('a path outside', 'sources add', { path: '../../../../etc/passwd' }),
  refuses('a path with a zero byte', 'sources add', { path: 'a\0b' }),
  {
    name: 'a command that is none',
    only: 'slack',
    run: async (stage) => {
      const reply = await stage.driver.command('digest whatever', {}, stage.driver.person());
      clear(stage, reply);
    },
  },
  {
    name: 'buttons with ids that are not ours',
    run: async (stage) => {
      const { driver } = stage;
      const who = driver.person();
      const answer = await driver.command('ask', { question: 'what did Russia say?' }, who);
      const [on] = answer.messages.slice(-1);
      const ids = ['nonsense', 'cited?id=ffffffff', '?', 'digest.remove?id=../..', '__proto__?id=1', 'ask?question='];
      for (const id of ids) {
        const reply = await driver.press(faked(driver.platform, id), on!, who);
        expect(failed(reply) || reply.form, `“${id}” was taken: ${firstLines(reply)}`);
      }
    },
  },
  {
    name: 'an old button of a thing that is gone',
    run: async (stage) => {
      const { driver } = stage;
      const who = driver.person(true);
      const answer = await driver.command('ask', { question: 'what did Russia say?' }, who);
      const reply = await driver.press(faked(driver.platform, 'cited?id=00000000'), answer.messages[0]!, who);
      clear(stage, reply);
      expect(/again/u.test(reply.text), `it does not say what to do: ${firstLines(reply)}`);
    },
  },
  {
    name: 'a command delivered twice',
    run: async ({ driver }) => {
      await driver.command('ask', { question: 'what did Russia say?' }, driver.person());
      await driver.again();
    },
  },
  {
    name: 'a mention delivered twice',
    run: async ({ driver }) => {
      await driver.say('what did Russia say?', driver.person());
      await driver.again();
    },
  },
  {
    name: 'an event delivered again after a restart',
    run: async (stage) => {
      await stage.driver.say('what did Russia say?', stage.driver.person());
      await stage.restart();
      await stage.driver.again();
    },
  },
  {
    name: 'many at once, answered each',
    run: async ({ driver }) => {
      const asked = Array.from({ length: 20 }, (_, n) =>
        driver.command(
          n % 2 === 0 ? 'ask' : 'who',
          n % 2 === 0 ? { question: 'what did Russia say?' } : {},
          driver.person(),
        ),
      );
      const wrong = (await Promise.all(asked)).filter((reply) => failed(reply) || reply.ackMs > 3_000);
      expect(wrong.length === 0, `${wrong.length} of 20 went wrong`);
    },
  },
  {
    name: 'one person far too fast: a friendly answer, nothing lost',
    run: async (stage) => {
      const { driver } = stage;
      const who = driver.person();
      let slowed = 0;
      for (let n = 0; n < 13; n++) {
        const replies = await Promise.all(Array.from({ length: 10 }, () => driver.command('help', {}, who)));
        slowed += replies.filter((reply) => /within a minute/u.test(reply.text)).length;
        await sleep(50);
      }
      expect(slowed > 0, 'never told to wait after 130 commands');
      const other = await driver.command('help', {}, driver.person());
      expect(failed(other) === null, `another person has to wait too: ${firstLines(other)}`);
    },
  },
];

function faked(platform: 'discord' | 'slack', id: string): Button {
  const raw = {
    type: 'button',
    action_id: 'sitrep:0',
    value: id,
    text: { type: 'plain_text', text: 'x', emoji: false },
  };
  return { label: 'x', id, raw: platform === 'slack' ? raw : {} };
}
