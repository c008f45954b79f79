import { expect, type FormShown, type Reply } from '../driver.ts';
import { type Flow, failed, firstLines, type Stage } from '../flow.ts';
import type { SlackDriver } from '../slack.ts';
import { subscribe } from './commands.ts';

/** What a server, a channel and a person set, see and delete; forms for what is missing; suggestions. */

/** The role or group that digests may mention. */
export const ROLE = { discord: '500000000000000001', slack: 'S0DESK' } as const;

const QUESTION = { question: 'what did Russia say?' };
const TOPIC = 'japan-patriot-exports';

/** Sets something in a channel of its own, and takes it back. */
async function set(
  stage: Stage,
  name: string,
  value: string,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const channel = stage.driver.newChannel();
  const done = await stage.driver.command(`settings ${name}`, { [name]: value, ...more }, stage.driver.person(true), {
    channel,
  });
  expect(failed(done) === null, firstLines(done));
  return channel;
}

async function shows(stage: Stage, channel: string, words: RegExp): Promise<void> {
  const shown = await stage.driver.command('settings show', {}, stage.driver.person(), { channel });
  expect(words.test(shown.text), `${words} is not shown: ${firstLines(shown)}`);
}

/** Any value that such a field takes. */
const VALUES: Readonly<Record<string, string>> = {
  schedule: 'daily 08:20 UTC',
  topic: TOPIC,
  ...QUESTION,
  quotation: 'grave consequences',
};

const valuesOf = (form: FormShown): Record<string, string> =>
  Object.fromEntries(form.fields.filter((one) => one.required).map(({ name }) => [name, VALUES[name] ?? 'x']));

export const settingFlows: readonly Flow[] = [
  {
    name: 'settings: public answers in a channel, and back',
    run: async (stage) => {
      const { driver } = stage;
      const channel = await set(stage, 'answers', 'public');
      await shows(stage, channel, /public/u);
      const open = await driver.command('ask', QUESTION, driver.person(), { channel });
      expect(
        open.messages.every((one) => one.audience === 'public'),
        'the answer is private',
      );
      await driver.command('settings answers', { answers: 'reset' }, driver.person(true), { channel });
      const hidden = await driver.command('ask', QUESTION, driver.person(), { channel });
      expect(
        hidden.messages.every((one) => one.audience === 'private'),
        'taken back, and still public',
      );
    },
  },
  {
    name: 'settings: default topic',
    run: async (stage) => {
      const channel = await set(stage, 'topic', TOPIC);
      await shows(stage, channel, /Default topic.*Patriot/u);
      const reply = await stage.driver.command('brief', {}, stage.driver.person(), { channel });
      expect(failed(reply) === null && /Patriot/u.test(reply.text), firstLines(reply));
    },
  },
  {
    name: 'settings: zone of schedules that name none',
    run: async (stage) => {
      const { driver } = stage;
      const channel = await set(stage, 'zone', 'Asia/Tokyo');
      const done = await driver.command('digest subscribe', { schedule: 'daily 07:45' }, driver.person(true), {
        channel,
      });
      expect(/Asia\/Tokyo/u.test(done.text), firstLines(done));
    },
  },
  {
    name: 'settings: for the whole server',
    run: async (stage) => {
      await set(stage, 'threads', 'off', { where: 'server' });
      await shows(stage, stage.driver.newChannel(), /server/u);
    },
  },
  {
    name: 'settings: a mention opens a thread',
    only: 'discord',
    run: async (stage) => {
      const { driver } = stage;
      const channel = await set(stage, 'threads', 'on');
      const reply = await driver.say('what did Russia say?', driver.person(), { channel });
      expect(/Zakharova|Moscow/u.test(reply.text), firstLines(reply));
    },
  },
  {
    name: 'settings: who may add an article by its address',
    run: async (stage) => {
      const channel = await set(stage, 'links', 'everyone');
      const options = { text: `${stage.article}?everyone` };
      const reply = await stage.driver.command('link', options, stage.driver.person(), { channel });
      expect(failed(reply) === null && /ferry|harbour/iu.test(reply.text), firstLines(reply));
    },
  },
  {
    name: 'settings: a value that is none is refused',
    run: async (stage) => {
      const channel = stage.driver.newChannel();
      for (const [name, value] of [
        ['zone', 'Nowhere/Land'],
        ['answers', 'loud'],
        ['topic', 'no-such-topic'],
      ] as const) {
        const reply = await stage.driver.command(`settings ${name}`, { [name]: value }, stage.driver.person(true), {
          channel,
        });
        expect(failed(reply), `${name} ${value} was taken: ${firstLines(reply)}`);
      }
    },
  },
  {
    name: 'settings: refused without the right',
    run: async ({ driver, table }) => {
      const names = table.find((one) => one.name === 'settings')?.sub?.filter((one) => one.needs === 'manage') ?? [];
      expect(names.length >= 5, `only ${names.length} settings`);
      for (const { name } of names) {
        const reply = await driver.command(`settings ${name}`, { [name]: 'x' }, driver.person());
        expect(failed(reply) && /manage/u.test(reply.text), `${name}: ${firstLines(reply)}`);
      }
    },
  },
  {
    name: 'privacy: shown, deleted, gone',
    run: async ({ driver }) => {
      const who = driver.person();
      await driver.command('ask', QUESTION, who);
      const before = await driver.command('privacy show', {}, who);
      expect(/1 answer/u.test(before.text), firstLines(before));
      const forget = before.messages.flatMap((on) => on.buttons.map((button) => ({ button, on })))[0];
      expect(forget, 'no button to delete it');
      const gone = await driver.press(forget.button, forget.on, who);
      expect(/Deleted/u.test(gone.text), firstLines(gone));
      const after = await driver.command('privacy', {}, who);
      expect(/Nothing/u.test(after.text), firstLines(after));
      const last = await driver.command('last', {}, who);
      expect(failed(last), `what was deleted is still there: ${firstLines(last)}`);
    },
  },
  {
    name: 'privacy delete by its name',
    run: async ({ driver }) => {
      const who = driver.person();
      await driver.command('ask', QUESTION, who);
      const gone = await driver.command('privacy delete', {}, who);
      expect(/1 answer/u.test(gone.text), firstLines(gone));
    },
  },
  {
    name: 'a form for what is missing, submitted',
    run: async ({ driver }) => {
      const who = driver.person(true);
      const asked = await driver.command('digest subscribe', {}, who);
      expect(asked.form, `no form: ${firstLines(asked)}`);
      const done = await driver.submit(asked.form, valuesOf(asked.form), who);
      expect(failed(done) === null && /08:20/u.test(done.text), firstLines(done));
    },
  },
  {
    name: 'a form with nonsense in it says what is wrong',
    run: async (stage) => {
      const who = stage.driver.person(true);
      const asked = await stage.driver.command('digest subscribe', {}, who);
      expect(asked.form, `no form: ${firstLines(asked)}`);
      const values = { ...valuesOf(asked.form), schedule: 'whenever' };
      const done: Reply = await stage.driver.submit(asked.form, values, who);
      expect(/time|schedule|whenever/iu.test(done.text), firstLines(done));
    },
  },
  {
    name: 'a form whose trigger is over: it says what to type instead',
    only: 'slack',
    run: async ({ driver }) => {
      (driver as SlackDriver).server.fault('views.open', { is: 'error', code: 'expired_trigger_id' });
      const asked = await driver.command('digest subscribe', {}, driver.person(true));
      expect(asked.form === null && asked.text.trim() !== '', 'nothing was said');
    },
  },
  {
    name: 'no form for those who may not',
    run: async ({ driver }) => {
      const asked = await driver.command('sources add', {}, driver.person());
      expect(asked.form === null && failed(asked), firstLines(asked));
    },
  },
  {
    name: 'suggestions for each option that has them',
    only: 'discord',
    run: async (stage) => {
      const { driver } = stage;
      await subscribe(stage);
      await driver.command('watch differences', {}, driver.person(true));
      await driver.command('topic add', { title: 'Suggested', words: 'missiles' }, driver.person(true));
      let count = 0;
      for (const { path, option } of suggesting(stage)) {
        const found = await driver.suggest(path, option, '', driver.person(true));
        expect(found.length > 0 && found.length <= 25, `/${path} ${option}: ${found.length} suggestions`);
        const none = await driver.suggest(path, option, '\u0000zzz'.repeat(40), driver.person());
        expect(none.length <= 25, `/${path} ${option}: ${none.length} suggestions for nonsense`);
        count += 1;
      }
      expect(count >= 5, `only ${count} options suggest anything`);
      await driver.command('topic remove', { topic: 'suggested' }, driver.person(true));
    },
  },
  {
    name: 'suggestions in the form’s menus',
    only: 'slack',
    run: async ({ driver }) => {
      const found = await driver.suggest('digest subscribe', 'topic', 'jap', driver.person(true));
      expect(found.includes(TOPIC), `suggested: ${found.join(', ')}`);
      const none = await driver.suggest('digest subscribe', 'topic', 'zzzz', driver.person(true));
      expect(none.length === 0, `suggested for nonsense: ${none.join(', ')}`);
    },
  },
];

function suggesting({ table }: Stage): { path: string; option: string }[] {
  const of = (commands: Stage['table'], above: string): { path: string; option: string }[] =>
    commands
      .filter((one) => !one.hidden)
      .flatMap((one) => [
        ...(one.sub ? of(one.sub, `${above}${one.name} `) : []),
        ...(one.sub ? [] : one.options.filter((option) => option.suggest)).map((option) => ({
          path: `${above}${one.name}`,
          option: option.name,
        })),
      ]);
  // Sources made in a chat are suggested alone, and another flow has removed its own.
  return of(table, '').filter(
    ({ path }) => path !== 'sources remove' && path !== 'sources pause' && path !== 'sources resume',
  );
}
