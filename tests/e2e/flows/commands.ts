import { expect, type Reply, type Who } from '../driver.ts';
import { type Flow, failed, firstLines, leaves, type Stage } from '../flow.ts';

/** Every command of the table with each of its options; one that stands in the table and not here fails the run. */

type Options = Readonly<Record<string, string>>;
type Try = {
  readonly options?: Options;
  readonly manager?: true;
  /** What stands in the answer. */
  readonly says?: RegExp;
  /** Options that a typed line cannot name, or words that are typed in their own way. */
  readonly only?: 'discord' | 'slack';
  /** It is refused, in these words. */
  readonly fails?: RegExp;
};

const TOPIC = 'japan-patriot-exports';
const OUTLET = 'Sitrep sample';

/** `$digest`, `$watch`, `$source` and `$topic` stand for what the plan made for it, `$title` for a title of its own. */
const PLANS: Readonly<Record<string, readonly Try[]>> = {
  brief: [
    { says: /Patriot/u },
    { options: { topic: TOPIC }, says: /Patriot/u },
    { options: { length: 'short' }, says: /Patriot/u },
    { options: { length: 'long' }, says: /Patriot/u },
    { options: { since: '7d' } },
    { options: { question: 'what did Russia say?' }, says: /Zakharova|Moscow/u },
    { options: { outlet: OUTLET }, only: 'discord', says: /Patriot/u },
  ],
  ask: [
    { options: { question: 'what did Russia say?', outlet: OUTLET }, only: 'discord', says: /Zakharova|Moscow/u },
    { options: { question: 'what did Russia say?' }, says: /Zakharova|Moscow/u },
    { options: { question: 'what did Russia say?', topic: TOPIC } },
    { options: { question: 'how many missiles were exported?' } },
    { options: { question: 'what did Russia say?', since: '30d' } },
    {
      options: { question: 'what did Brazil say about cheese?' },
      says: /not in (?:the|these) (?:sources|articles)|no article|Not in/iu,
    },
  ],
  who: [
    { says: /Zakharova/u },
    { options: { actor: 'Russia' }, says: /Moscow|Russia/u },
    { options: { topic: TOPIC } },
    { options: { page: '1' } },
    { options: { outlet: OUTLET }, only: 'discord', says: /Zakharova/u },
    { options: { outlet: 'No Such Gazette' }, only: 'discord', fails: /No article here comes from/u },
  ],
  changes: [
    { fails: /since when/u },
    { options: { since: '7d' } },
    { options: { topic: TOPIC } },
    { options: { question: 'missiles' } },
  ],
  check: [
    { options: { quotation: 'grave consequences' }, says: /consequences/u },
    { options: { quotation: 'it can be ruled out that Patriot missiles will end up in Ukraine', by: 'Russia' } },
    { options: { quotation: 'grave consequences', topic: TOPIC } },
    { options: { quotation: 'grave consequences', since: '30d' } },
  ],
  compare: [
    {},
    { options: { outlet: OUTLET }, only: 'discord' },
    { options: { slot: 'status' } },
    { options: { slot: 'destination' } },
    { options: { topic: TOPIC } },
  ],
  stories: [
    { says: /stor(?:y|ies) in the newest.*origin/su },
    { options: { topic: TOPIC }, says: /article/u },
    { options: { topic: TOPIC, page: '2' } },
    { options: { topic: 'nowhere' }, fails: /no topic/u },
  ],
  'digest subscribe': [
    { options: { schedule: 'daily 08:00 Europe/Berlin' }, manager: true, says: /08:00/u },
    { options: { schedule: 'weekdays 09:30 UTC', topic: TOPIC }, manager: true, says: /09:30/u },
    {
      options: { schedule: 'daily 09:40 UTC', quiet: '22:00-07:00', minimum: '3', empty: 'line', to: 'me' },
      only: 'discord',
      says: /your own chat.*09:40/su,
    },
    { options: { schedule: 'daily 09:45 UTC quiet 22:00-07:00 min 3 to me' }, says: /your own chat.*09:45/su },
    { options: { schedule: 'daily 09:50 UTC' }, fails: /manages the channel/u },
    { options: { schedule: 'daily 03:00 UTC quiet 22:00-07:00' }, manager: true, fails: /quiet hours/u },
  ],
  'digest list': [{ says: /08:00|09:30/u }, { options: { page: '1' } }],
  'digest preview': [{}, { options: { id: '$digest' } }],
  'digest status': [
    { says: /next/u },
    { options: { id: '$digest' }, says: /Nothing was due/u },
    { options: { page: '1' }, only: 'discord' },
  ],
  'digest pause': [{ options: { id: '$digest' }, manager: true }],
  'digest resume': [{ options: { id: '$digest' }, manager: true }],
  'digest remove': [{ options: { id: '$digest' }, manager: true }],
  'watch actor': [
    { options: { actor: 'Russia' }, manager: true, says: /Russia.*come here/su },
    { options: { actor: 'Japan' }, says: /Japan.*your own chat/su },
    {
      options: { actor: 'Japan', topic: TOPIC, to: 'here', quiet: '22:00-07:00', most: '3' },
      only: 'discord',
      manager: true,
      says: /at most 3 an hour/u,
    },
    { options: { actor: 'Frobnia' }, fails: /no actor that is known/u },
  ],
  'watch word': [
    { options: { words: 'grain corridor' }, manager: true, says: /grain corridor/u },
    {
      options: { words: 'harbour', topic: TOPIC, to: 'me', quiet: '22:00-07:00', most: '3' },
      only: 'discord',
      says: /your own chat/u,
    },
  ],
  'watch differences': [
    { manager: true, says: /sources that differ/u },
    {
      options: { slot: 'number', topic: TOPIC, to: 'here', quiet: '22:00-07:00', most: '3' },
      only: 'discord',
      manager: true,
      says: /differ on number/u,
    },
  ],
  'watch question': [
    { options: { question: 'what did Brazil say about cheese?' }, says: /Watching for an answer/u },
    { options: { question: 'what did Russia say?' }, says: /speak of this already/u },
    {
      options: { question: 'what did Chile say about wine?', topic: TOPIC, to: 'me', quiet: '22:00-07:00', most: '3' },
      only: 'discord',
      says: /Watching for an answer/u,
    },
  ],
  'watch list': [{ says: /Watch/u }, { options: { page: '1' } }],
  'watch pause': [{ options: { id: '$watch' }, manager: true, says: /paused/u }],
  'watch resume': [{ options: { id: '$watch' }, manager: true, says: /on again/u }],
  'watch remove': [{ options: { id: '$watch' }, manager: true, says: /removed/u }],
  'topic list': [{ says: /japan-patriot-exports/u }, { options: { page: '1' } }],
  'topic add': [
    {
      options: { title: '$title', words: 'missiles -football' },
      only: 'discord',
      manager: true,
      says: /is followed as .*missiles -football/su,
    },
    {
      options: { title: '$title', words: 'missiles', actors: 'Russia', languages: 'en' },
      only: 'discord',
      manager: true,
      says: /actor:Russia lang\\?:en/u,
    },
    { options: { title: '$title', words: 'actor:Frobnia' }, only: 'discord', manager: true, fails: /Frobnia/u },
    {
      options: { title: '$title:', words: 'missiles +"grave consequences" actor:Russia' },
      only: 'slack',
      manager: true,
      says: /is followed as .*grave consequences/su,
    },
    { options: { title: '$title:', words: 'missiles - x' }, manager: true, fails: /stands alone/u },
  ],
  'topic edit': [
    { options: { topic: '$topic', words: 'interceptors' }, manager: true, says: /takes interceptors/u },
    {
      options: { topic: '$topic', words: 'missiles', title: 'Interceptors', actors: 'Japan', languages: 'en' },
      only: 'discord',
      manager: true,
      says: /Interceptors.*is changed/u,
    },
    { options: { topic: TOPIC, words: 'missiles' }, manager: true, fails: /declared in briefs/u },
  ],
  'topic test': [
    { options: { topic: '$topic' }, manager: true, says: /of \d+ article/u },
    { options: { topic: '$topic', article: '1-beijing-media-react.md' }, manager: true, says: /Taken:/u },
    {
      options: { words: 'missiles', actors: 'China', languages: 'en' },
      only: 'discord',
      manager: true,
      says: /actor:China lang\\?:en/u,
    },
    { options: { words: 'missiles -kremlin' }, manager: true, says: /of \d+ article/u },
  ],
  'topic remove': [
    { options: { topic: 'no-such-topic' }, manager: true, fails: /no topic/u },
    { options: { topic: '$topic' }, manager: true, says: /is removed/u },
  ],
  'sources list': [{ says: /japan-patriot-exports/u }, { options: { page: '1' }, only: 'discord' }],
  'sources add': [
    { options: { path: 'nowhere.md' }, manager: true, fails: /./u },
    { options: { path: 'desk' }, manager: true },
    { options: { path: 'desk', topic: TOPIC }, manager: true, only: 'discord' },
    { options: { path: '$site/feed.xml' }, manager: true, says: /Harbour News.*7 articles indexed.*not announced/su },
    { options: { path: '$site/feed.xml' }, manager: true, says: /already/u },
    { options: { path: '$site/' }, manager: true, says: /already/u },
    { options: { path: '$site/teasers.xml', topic: TOPIC }, manager: true, only: 'discord', says: /4 articles/u },
    { options: { path: '$site/ferry.html' }, manager: true, says: /No feed is named/u },
    { options: { path: '$site/nothing' }, manager: true, fails: /no such page.*not added/su },
    { options: { path: 'http://10.0.0.1/feed.xml' }, manager: true, fails: /not on the public internet/u },
  ],
  'sources test': [
    { options: { address: '$site' }, manager: true, says: /Harbour News.*7 in full.*Nothing was stored/su },
    { options: { address: '$site/teasers.xml', topic: TOPIC }, manager: true, only: 'discord', says: /4 teasers/u },
    { options: { address: '$site/nothing', topic: TOPIC }, manager: true, only: 'discord', fails: /no such page/u },
    { options: { address: 'what' }, manager: true, fails: /no address/u },
  ],
  'sources import': [
    { options: { list: '$site/list.opml' }, manager: true, says: /of 2 feeds followed now/u },
    {
      options: { list: '$site/list.opml', topic: TOPIC },
      manager: true,
      only: 'discord',
      says: /2 were followed already/u,
    },
    { options: { list: '$site/feed.xml $site/teasers.xml' }, manager: true, says: /of 2 feeds/u },
    {
      options: { list: '<opml version="2.0"><body><outline text="x" xmlUrl="$site/other.xml"/></body></opml>' },
      manager: true,
      says: /1 was followed already/u,
    },
    { options: { list: '$site/feed.xml' }, manager: true, fails: /no OPML/u },
  ],
  'sources export': [
    { manager: true, says: /feed\.xml.*sources import/su },
    { options: { page: '1' }, manager: true, only: 'discord' },
  ],
  'sources pause': [{ options: { id: '$source' }, manager: true }],
  'sources resume': [{ options: { id: '$source' }, manager: true }],
  'sources remove': [{ options: { id: '$source' }, manager: true }],
  link: [
    { options: { text: 'nothing to see' }, fails: /./u },
    { options: { text: '$article' }, manager: true, says: /ferry|harbour/iu },
  ],
  last: [{ says: /./u }],
  help: [{ says: /brief/u }],
};

/** Commands whose flows stand in files of their own, with all their options. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'privacy show': 'privacy',
  'privacy delete': 'privacy',
  settings: 'settings',
};

export function commandFlows(table: Stage['table']): readonly Flow[] {
  const found = leaves(table).filter(({ command, path }) => !command.hidden && !path.includes('?'));
  return found
    .filter(({ path }) => ELSEWHERE[path] === undefined && !path.startsWith('settings'))
    .flatMap(({ path, command }): Flow[] => {
      const tries = PLANS[path];
      const used = new Set((tries ?? []).flatMap((one) => Object.keys(one.options ?? {})));
      const missed = command.options.filter((one) => tries && !used.has(one.name)).map((one) => one.name);
      const flow: Flow = {
        name: `/${path}`,
        run: async (stage) => {
          expect(tries, 'a new command without a flow: add it to tests/e2e/flows/commands.ts');
          expect(missed.length === 0, `options without a flow: ${missed.join(', ')}`);
          const who = { reader: stage.driver.person(), manager: stage.driver.person(true) };
          if (path === 'last') await stage.driver.command('ask', { question: 'what did Russia say?' }, who.reader);
          for (const one of tries.filter(({ only }) => only === undefined || only === stage.driver.platform))
            await attempt(stage, path, one, one.manager ? who.manager : who.reader);
          if (path.startsWith('topic ')) await forgetTopics(stage);
        },
      };
      const refused: Flow = {
        name: `/${path} without the right`,
        run: async (stage) => {
          const options = await filled(stage, tries?.at(-1)?.options ?? {});
          const reply = await stage.driver.command(path, options, stage.driver.person());
          expect(failed(reply), `not refused: ${firstLines(reply)}`);
          expect(/may manage|manage/u.test(reply.text), `it does not say why: ${firstLines(reply)}`);
          if (path.startsWith('topic ')) await forgetTopics(stage);
        },
      };
      return command.needs === 'manage' ? [flow, refused] : [flow];
    });
}

/** With a single topic nobody needs to name it: the other flows do not. */
async function forgetTopics({ driver }: Stage): Promise<void> {
  const list = await driver.command('topic list', {}, driver.person());
  for (const topic of new Set(list.text.match(/\bmissiles-\d+\b/gu)))
    await driver.command('topic remove', { topic }, driver.person(true));
}

async function attempt(stage: Stage, path: string, one: Try, who: Who): Promise<void> {
  const options = await filled(stage, one.options ?? {});
  const reply = await stage.driver.command(path, options, who);
  const shown = `${path} ${JSON.stringify(options)}: ${firstLines(reply)}`;
  if (one.fails) expect(failed(reply) && one.fails.test(reply.text), `not refused: ${shown}`);
  else expect(failed(reply) === null, shown);
  expect(reply.text.trim().length > 5, `an empty answer: ${shown}`);
  if (one.says) expect(one.says.test(reply.text), `without ${one.says}: ${shown}`);
  expect(reply.ackMs <= 3_000, `acknowledged after ${Math.round(reply.ackMs)} ms`);
}

/** What stands for ids and names, made anew. */
async function filled(stage: Stage, options: Options): Promise<Options> {
  const { driver, article } = stage;
  const out: Record<string, string> = { ...options };
  for (const [name, value] of Object.entries(options)) {
    out[name] = value.replaceAll('$site', new URL(article).origin);
    if (value === '$article') out[name] = `${article}?typed`;
    if (value === '$digest') out[name] = idIn(await subscribe(stage));
    if (value === '$watch')
      out[name] = idIn(await driver.command('watch word', { words: `harbour n${++minute}` }, driver.person(true)));
    if (value.startsWith('$title')) out[name] = value.replace('$title', `Missiles ${++minute}`);
    if (value === '$topic') {
      minute += 1;
      out[name] = `missiles-${minute}`;
      const title = `Missiles ${minute}${driver.platform === 'slack' ? ':' : ''}`;
      const added = await driver.command('topic add', { title, words: 'missiles' }, driver.person(true));
      expect(failed(added) === null, `no topic: ${firstLines(added)}`);
    }
    if (value === '$source') {
      const added = await driver.command('sources add', { path: 'desk' }, driver.person(true));
      out[name] = idIn(added);
    }
  }
  return out;
}

let minute = 0;

/** A digest at a time that no other flow has. */
export async function subscribe(stage: Stage, channel?: string): Promise<Reply> {
  minute += 1;
  const schedule = `daily ${String(10 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')} UTC`;
  const reply = await stage.driver.command(
    'digest subscribe',
    { schedule },
    stage.driver.person(true),
    channel === undefined ? {} : { channel },
  );
  expect(failed(reply) === null, `not subscribed: ${firstLines(reply)}`);
  return reply;
}

/** The id that a page names. */
export function idIn(reply: Reply): string {
  const id = /\b[0-9a-f]{8}\b/u.exec(reply.text)?.[0];
  expect(id, `no id in ${firstLines(reply)}`);
  return id;
}
