import { expect, it } from 'vitest';
import { SLACK_MANIFEST } from '../../../src/adapters/slack/manifest.ts';
import { httpManifest } from '../../../src/adapters/slack/manifest-http.ts';
import { SitrepError } from '../../../src/core/model/errors.ts';

it('is the same app with every address filled in, and without Socket Mode', () => {
  const url = 'https://sitrep.example/slack/events';
  const manifest = httpManifest('https://sitrep.example/') as {
    features: { slash_commands: { command: string; url: string }[] };
    oauth_config: { redirect_urls: string[]; scopes: object };
    settings: { socket_mode_enabled: boolean; interactivity: object; event_subscriptions: object };
  };
  const { features, oauth_config, settings } = SLACK_MANIFEST;
  expect(manifest.features.slash_commands).toEqual(features.slash_commands.map((one) => ({ ...one, url })));
  expect(manifest.oauth_config).toEqual({
    scopes: oauth_config.scopes,
    redirect_urls: ['https://sitrep.example/slack/oauth_redirect'],
  });
  expect(manifest.settings).toEqual({
    ...settings,
    socket_mode_enabled: false,
    interactivity: { is_enabled: true, request_url: url, message_menu_options_url: url },
    event_subscriptions: { request_url: url, ...settings.event_subscriptions },
  });
});

it.each([
  '',
  'sitrep.example',
  'http://sitrep.example',
  'https://sitrep.example/slack',
  'https://x/?a=1',
])('refuses “%s”, which Slack would not take', (address) => expect(() => httpManifest(address)).toThrow(SitrepError));
