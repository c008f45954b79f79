import { expect, type Reply } from '../driver.ts';
import { type Flow, failed, firstLines, type Stage } from '../flow.ts';

/** Mentions, replies, threads, direct messages. */

const QUESTION = 'what did Russia say?';

/** Somebody asks by mention and goes on below the answer. */
async function goOn(stage: Stage, words: string, direct = false): Promise<{ first: Reply; second: Reply }> {
  const { driver } = stage;
  const who = driver.person();
  const first = await driver.say(QUESTION, who, { direct });
  const [last] = first.messages.slice(-1);
  expect(last, 'no answer to the first question');
  const second = await driver.say(words, who, { direct, after: last });
  expect(failed(second) === null, firstLines(second));
  return { first, second };
}

const bothWays = (
  name: string,
  words: string,
  check: (answer: { first: Reply; second: Reply }, stage: Stage) => void,
): Flow[] => [
  { name: `thread: ${name}`, run: async (stage) => check(await goOn(stage, words), stage) },
  { name: `direct message: ${name}`, run: async (stage) => check(await goOn(stage, words, true), stage) },
];

export const talkFlows: readonly Flow[] = [
  {
    name: 'a mention is answered where it was written',
    run: async ({ driver }) => {
      const reply = await driver.say(QUESTION, driver.person());
      expect(/Zakharova|Moscow/u.test(reply.text), firstLines(reply));
      expect(
        reply.messages.every((one) => one.audience === 'public'),
        'not public',
      );
    },
  },
  {
    name: 'a mention with a command',
    run: async ({ driver }) => {
      const reply = await driver.say('compare status', driver.person());
      expect(failed(reply) === null && /Patriot|batteries|missile/u.test(reply.text), firstLines(reply));
    },
  },
  {
    name: 'a mention with nothing: three example questions',
    run: async ({ driver }) => {
      const reply = await driver.say('', driver.person());
      expect(reply.buttons.length >= 3, `${reply.buttons.length} buttons: ${firstLines(reply)}`);
    },
  },
  {
    name: 'a direct message is answered',
    run: async ({ driver }) => {
      const reply = await driver.say(QUESTION, driver.person(), { direct: true });
      expect(/Zakharova|Moscow/u.test(reply.text), firstLines(reply));
    },
  },
  {
    name: 'a command in a direct message',
    run: async ({ driver }) => {
      const reply = await driver.command('ask', { question: QUESTION }, driver.person(), { direct: true });
      expect(/Zakharova|Moscow/u.test(reply.text), firstLines(reply));
    },
  },
  ...bothWays('“and China?”', 'and China?', ({ second }) => {
    expect(/China|Beijing/u.test(second.text), firstLines(second));
    expect(!/Zakharova/u.test(second.text), `Russia’s words again: ${firstLines(second)}`);
  }),
  ...bothWays('“why?”', 'why?', ({ second }) => {
    expect(!/unknown|There is no command/u.test(second.text), firstLines(second));
  }),
  ...bothWays('“more about the second point”', 'more about the second point', ({ second }, stage) => {
    stage.pressed.add('point');
    expect(/\[\d+\]/u.test(second.text), `nothing is cited: ${firstLines(second)}`);
  }),
  {
    name: 'a follow-up after a restart',
    run: async (stage) => {
      const { driver } = stage;
      const who = driver.person();
      const first = await driver.say(QUESTION, who);
      await stage.restart();
      const second = await driver.say('and China?', who, { after: first.messages.at(-1)! });
      expect(/China|Beijing/u.test(second.text), firstLines(second));
    },
  },
  {
    name: '/brief last brings a private answer back, after a restart too',
    run: async (stage) => {
      const who = stage.driver.person();
      await stage.driver.command('ask', { question: QUESTION }, who);
      await stage.restart();
      const last = await stage.driver.command('last', {}, who);
      expect(/Zakharova|Moscow/u.test(last.text), firstLines(last));
    },
  },
  {
    name: '“Brief this” by somebody who may: the linked article is read',
    run: async ({ driver, article }) => {
      const reply = await driver.onMessage(`look at this: ${article}`, driver.person(true));
      expect(failed(reply) === null, firstLines(reply));
      expect(/harbour|ferry/iu.test(reply.text), `nothing of the article: ${firstLines(reply)}`);
    },
  },
  {
    name: '“Brief this” by somebody who may not',
    run: async ({ driver, article }) => {
      const reply = await driver.onMessage(`look at this: ${article}?again`, driver.person());
      expect(!/harbour|ferry/iu.test(reply.text), `read all the same: ${firstLines(reply)}`);
      expect(reply.text.trim() !== '', 'nothing was said');
    },
  },
  {
    name: '“Brief this” on a message without a link',
    run: async ({ driver }) => {
      const reply = await driver.onMessage('Russia warned Tokyo of grave consequences', driver.person(true));
      expect(reply.text.trim() !== '', 'nothing was said');
    },
  },
  {
    name: '“Brief this” does not reach the network inside',
    run: async ({ driver }) => {
      const reply = await driver.onMessage('http://127.0.0.1:1/ http://169.254.169.254/latest/', driver.person(true));
      expect(reply.text.trim() !== '', 'nothing was said');
      expect(!/ECONN|fetch failed/u.test(reply.text), firstLines(reply));
    },
  },
];
