import { labelText } from '../../render/labels.ts';
import { BEHIND_BRIEF } from '../../render/slack.ts';

/**
 * The app as Slack's "From a manifest" takes it (https://docs.slack.dev/reference/app-manifest): Socket Mode, so no
 * public address. Scopes: `chat:write` and `commands` to answer, `app_mentions:read` and `im:history` to be spoken to,
 * the other `*:history` to look for a digest in doubt, `*:read` and `users:read` for who may manage, `im:write` to
 * write to a person first, `assistant:write` for suggested prompts and the status line. The bot reads no message that
 * does not speak to it. Everything is behind `/brief`: Slack keeps `/who`, `/status`, `/search` and others for itself.
 */
export const SLACK_MANIFEST = {
  display_information: {
    name: 'Sitrep',
    description: labelText({ key: 'heading-help' }),
    background_color: '#1f2d3d',
  },
  features: {
    app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
    agent_view: { agent_description: labelText({ key: 'welcome' }) },
    bot_user: { display_name: 'sitrep', always_online: true },
    slash_commands: [
      {
        command: '/brief',
        description: labelText({ key: 'command-brief' }),
        usage_hint: `[topic] [since] [length] | ask | ${BEHIND_BRIEF.join(' | ')}`,
        should_escape: false,
      },
      {
        command: '/ask',
        description: labelText({ key: 'command-ask' }),
        usage_hint: 'what did Russia say?',
        should_escape: false,
      },
    ],
    // `callback_id`: a command whose `onMessage` is set; a test holds them against the table of commands.
    shortcuts: [
      {
        type: 'message',
        callback_id: 'link',
        name: labelText({ key: 'action-brief-this' }),
        description: labelText({ key: 'command-link' }),
      },
    ],
  },
  oauth_config: {
    scopes: {
      bot: [
        'app_mentions:read',
        'assistant:write',
        'channels:history',
        'channels:read',
        'chat:write',
        'commands',
        'groups:history',
        'groups:read',
        'im:history',
        'im:read',
        'im:write',
        'users:read',
      ],
    },
  },
  settings: {
    event_subscriptions: {
      bot_events: [
        'app_home_opened',
        'app_mention',
        'app_uninstalled',
        'member_joined_channel',
        'message.im',
        'tokens_revoked',
      ],
    },
    interactivity: { is_enabled: true },
    org_deploy_enabled: false,
    socket_mode_enabled: true,
    token_rotation_enabled: false,
  },
} as const;
