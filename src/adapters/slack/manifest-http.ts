import { SitrepError } from '../../core/model/errors.ts';
import { SLACK_MANIFEST } from './manifest.ts';

/** Everything that Slack sends in HTTP mode comes to the first; the others are pages for installing in many workspaces. */
export const PATHS = {
  events: '/slack/events',
  install: '/slack/install',
  redirect: '/slack/oauth_redirect',
} as const;

/**
 * The app's manifest for the HTTP mode at a public address. Errors: SitrepError `bad_usage` when it is no https address,
 * which Slack demands.
 */
export function httpManifest(address: string): object {
  const base = URL.parse(address);
  if (base?.protocol !== 'https:' || base.pathname !== '/' || base.search !== '' || base.hash !== '')
    throw new SitrepError('bad_usage', `“${address}” is no address such as https://sitrep.example.`);
  const at = (path: string) => new URL(path, base).href;
  const { features, oauth_config, settings, ...rest } = SLACK_MANIFEST;
  const url = at(PATHS.events);
  return {
    ...rest,
    features: { ...features, slash_commands: features.slash_commands.map((command) => ({ ...command, url })) },
    oauth_config: { ...oauth_config, redirect_urls: [at(PATHS.redirect)] },
    settings: {
      ...settings,
      event_subscriptions: { request_url: url, ...settings.event_subscriptions },
      // The second: where the suggestions of a form's menus come from.
      interactivity: { ...settings.interactivity, request_url: url, message_menu_options_url: url },
      socket_mode_enabled: false,
    },
  };
}
