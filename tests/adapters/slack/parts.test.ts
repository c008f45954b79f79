import { describe, expect, it } from 'vitest';
import { redact, sdkLogger } from '../../../src/adapters/slack/logger.ts';
import { SLACK_MANIFEST } from '../../../src/adapters/slack/manifest.ts';
import { messageText, plainLine } from '../../../src/adapters/slack/text.ts';
import { commandTable } from '../../../src/commands/table.ts';
import type { Desk } from '../../../src/usecases/desk.ts';

describe('plainLine', () => {
  it.each([
    ['<@U0BOT> what did Russia say?', 'what did Russia say?'],
    ['<@U0BOT>: what is new?', 'what is new?'],
    ['<@U0BOT|sitrep>, what is new?', 'what is new?'],
    ['tell <@U2|editor> of <#C1|desk>', 'tell editor of #desk'],
    ['<@U9> and <#C9> have no words', 'and have no words'],
    ['5 &lt; 6 &amp; 7 &gt; 3', '5 < 6 & 7 > 3'],
    ['&amp;lt; stays an entity', '&lt; stays an entity'],
    ['see <https://news.example/a?b=1&amp;c=2>', 'see https://news.example/a?b=1&c=2'],
    ['at <http://state.example|state.example>', 'at state.example'],
    ['by <mailto:a@b.example|a@b.example>', 'by a@b.example'],
    ['<!here> since <!date^1392734382^{date}|yesterday>', 'since yesterday'],
    ['two\nlines\u00A0 and\tmore', 'two lines and more'],
    ['<@U0BOT>', ''],
    ['', ''],
  ])('reads %j', (text, line) => {
    expect(plainLine(text, 'U0BOT')).toBe(line);
  });
});

describe('messageText', () => {
  const link = (url: string) => ({ type: 'link', url });
  it('adds the addresses that the words do not show, each once', () => {
    const message = {
      text: 'see <https://a.example/1|this>, <https://a.example/2>',
      blocks: [
        { type: 'rich_text', elements: [{ elements: [link('https://a.example/1'), link('https://a.example/3')] }] },
      ],
      attachments: [
        { title_link: 'https://a.example/4?x=1&amp;y=2', text: 'by <https://a.example/5|them>', image_url: 'x' },
      ],
    };
    expect(messageText(message, 'U0BOT')).toBe(
      'see this, https://a.example/2 https://a.example/1 https://a.example/3 https://a.example/4?x=1&y=2 https://a.example/5',
    );
  });

  it('keeps to 4,000 characters and whole addresses', () => {
    const links = Array.from({ length: 300 }, (_, n) => link(`https://a.example/${n}/${'p'.repeat(20)}`));
    const line = messageText({ text: 'word '.repeat(2_000), blocks: links }, 'U0BOT');
    expect(line.length).toBeLessThanOrEqual(4_000);
    expect(line.split(' ').filter((word) => word.startsWith('http') && !/\/p{20}$/.test(word))).toEqual([]);
  });

  it('reads whatever comes', () => {
    let deep: unknown = 'https://a.example';
    for (let n = 0; n < 1_000; n++) deep = [deep];
    for (const message of [{}, { text: 5, blocks: null }, { blocks: deep }, { attachments: [null, 'x', 7] }])
      expect(messageText(message, 'U0BOT')).toBe('');
  });
});

describe('the log of the SDK', () => {
  it('loses tokens, tickets and the secrets of addresses', () => {
    const text =
      'Bearer xoxb-1-abc and xapp-1-A0-def at wss://wss.example/link/?ticket=s3cret via https://hooks.example/actions/T/1/k3y and odd-token';
    const out = redact(text, ['odd-token', '']);
    expect(out).toBe('Bearer [secret] and [secret] at wss://wss.example/… via https://hooks.example/… and [secret]');
  });

  it('goes on at warn, without the rest', () => {
    const lines: unknown[] = [];
    const write = (event: string, fields?: object) => void lines.push([event, fields]);
    const logger = sdkLogger({ info: write, warn: write, error: write }, []);
    logger.debug('xoxb-1-abc');
    logger.info('a person’s words');
    logger.warn('slow', { n: 1 });
    logger.error(new Error('no xoxb-1-abc'));
    expect(lines).toEqual([
      ['slack_sdk', { text: 'slow { n: 1 }' }],
      ['slack_sdk', { text: 'no [secret]' }],
    ]);
  });
});

describe('the manifest', () => {
  const { display_information: about, features, oauth_config: oauth, settings } = SLACK_MANIFEST;

  it('keeps to the limits of https://docs.slack.dev/reference/app-manifest', () => {
    expect(about.name.length).toBeLessThanOrEqual(35);
    expect(about.description.length).toBeLessThanOrEqual(140);
    expect(features.agent_view.agent_description.length).toBeLessThanOrEqual(300);
    for (const one of features.slash_commands) expect(one.command).toMatch(/^\/[a-z]{1,31}$/);
  });

  it('puts the commands for messages into their menu', () => {
    const names = commandTable({} as Desk)
      .filter((one) => one.onMessage)
      .map(({ name }) => name);
    expect(features.shortcuts.map((one) => one.callback_id)).toEqual(names);
    for (const { name, description } of features.shortcuts) {
      expect(name.length).toBeLessThanOrEqual(24);
      expect(description.length).toBeLessThanOrEqual(150);
    }
  });

  it('asks for what the adapter uses: Socket Mode, its events and the scopes of its methods', () => {
    expect(settings.socket_mode_enabled && settings.interactivity.is_enabled).toBe(true);
    expect(features.app_home).toMatchObject({ messages_tab_enabled: true, messages_tab_read_only_enabled: false });
    expect(settings.event_subscriptions.bot_events).toEqual([
      ...['app_home_opened', 'app_mention', 'app_uninstalled', 'member_joined_channel', 'message.im', 'tokens_revoked'],
    ]);
    const scopes: readonly string[] = oauth.scopes.bot;
    const needed = [
      'chat:write',
      'commands',
      'app_mentions:read',
      'im:history',
      'channels:history',
      'users:read',
      'im:read',
      'im:write',
    ];
    expect(needed.filter((scope) => !scopes.includes(scope))).toEqual([]);
  });
});
