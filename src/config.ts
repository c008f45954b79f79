import { join, resolve } from 'node:path';
import { config as readDotenv } from 'dotenv';
import { z } from 'zod';
import pack from '../package.json' with { type: 'json' };
import { SitrepError } from './core/model/errors.ts';
import { isZone } from './core/schedule/zones.ts';
import { ATTRIBUTION_MODES, type AttributionMode, DEFAULT_MODE } from './infra/attribution.ts';
import { allowedHost } from './infra/fetch/guard.ts';

/** A token that shows itself only when asked: not in logs, errors or JSON. */
export type Secret = { reveal(): string; toString(): string; toJSON(): string };

function secret(value: string): Secret {
  return { reveal: () => value, toString: () => '[secret]', toJSON: () => '[secret]' };
}

const ROOT = resolve(import.meta.dirname, '..');

const token = z.string().trim().min(1).optional();
const path = z.string().trim().min(1);
const address = z.url({ protocol: /^https?$/ }).optional();

/** Every variable that Sitrep reads. `.env.example` names the same ones; a test compares them. */
export const ENVIRONMENT = z.object({
  DISCORD_TOKEN: token,
  DISCORD_GUILD: z
    .string()
    .regex(/^\d{5,25}$/, 'is no server id')
    .optional(),
  DISCORD_API_URL: address,
  SLACK_BOT_TOKEN: token,
  SLACK_APP_TOKEN: token,
  SLACK_SIGNING_SECRET: token,
  SLACK_CLIENT_ID: token,
  SLACK_CLIENT_SECRET: token,
  SLACK_HOST: z.string().trim().min(1).default('127.0.0.1'),
  SLACK_PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  SLACK_API_URL: address,
  SITREP_SECRET: z.string().trim().min(32, 'is too short: it takes at least 32 characters').optional(),
  SITREP_DATA: path.default(join(ROOT, 'data')),
  SITREP_BRIEFS: path.default(join(ROOT, 'briefs')),
  SITREP_SOURCES: path.optional(),
  SITREP_CONTACT: z
    .string()
    .trim()
    .regex(/^[\x21-\x27\x2a-\x7e]{3,200}$/, 'is no address or e-mail address')
    .optional(),
  SITREP_FETCH_ALLOW: z
    .string()
    .transform((words) => words.split(',').filter((word) => word.trim() !== ''))
    .refine((hosts) => hosts.every((host) => allowedHost(host) !== null), 'is no list such as cms.example.org:8080')
    .default([]),
  SITREP_ZONE: z.string().refine(isZone, 'is no zone such as Europe/Berlin').optional(),
  SITREP_KEEP_DAYS: z.coerce.number().int().min(1).max(3_650).default(30),
  SITREP_RETENTION_DAYS: z.coerce.number().int().min(1).max(36_500).optional(),
  SITREP_METRICS_HOST: z.string().trim().min(1).default('127.0.0.1'),
  SITREP_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  SITREP_ATTRIBUTION: z.enum(ATTRIBUTION_MODES).default(DEFAULT_MODE),
  SITREP_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
});

/** Where Slack's requests are listened for, and what they are signed with. */
type SlackHttp = { readonly host: string; readonly port: number; readonly signingSecret: Secret };

/** Socket Mode; HTTP for one workspace; HTTP for many, each of which brings its token by installing the app. */
type SlackConfig = { readonly apiUrl: string | null } & (
  | { readonly mode: 'socket'; readonly bot: Secret; readonly app: Secret }
  | { readonly mode: 'http'; readonly bot: Secret; readonly app: null; readonly http: SlackHttp }
  | {
      readonly mode: 'many';
      readonly bot: null;
      readonly app: null;
      readonly http: SlackHttp;
      readonly clientId: string;
      readonly clientSecret: Secret;
      /** Seals tokens in the store, and the state of an installation that is under way. */
      readonly seal: Secret;
    }
);

export type Config = {
  readonly discord: { readonly token: Secret; readonly guild: string | null; readonly apiUrl: string | null } | null;
  readonly slack: SlackConfig | null;
  /** The folder of the store. */
  readonly data: string;
  readonly briefs: string;
  /** The one folder below which chats may name sources. */
  readonly sources: string;
  /** How the bot names itself to publishers, and the hosts inside the network from which articles may be fetched. */
  readonly fetch: { readonly agent: string; readonly allow: readonly string[] };
  readonly zone: string;
  /** Days after which everything of a server is deleted that the bot was taken out of. */
  readonly keepDays: number;
  /** Days after which answers, withdrawn articles and replaced versions are deleted; null: never. */
  readonly retentionDays: number | null;
  /** Where `/metrics`, `/healthz` and `/readyz` are served; null: nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** How it is found who said what. */
  readonly attribution: AttributionMode;
  /** null: quiet in the terminal, `info` beside a chat. */
  readonly log: 'debug' | 'info' | 'warn' | 'error' | 'silent' | null;
};

/** `.env` of the working folder beside the environment, which wins. Empty values count as unset. */
export function readEnvironment(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  readDotenv({ quiet: true, processEnv: env as Record<string, string> });
  return env;
}

/** The name in every request for a page, with a contact for publishers when there is one. */
function agentOf(contact: string | undefined): string {
  return contact === undefined ? `Sitrep/${pack.version}` : `Sitrep/${pack.version} (+${contact})`;
}

/** The environment as one frozen Config. Throws `bad_config` naming the first variable that is wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = ENVIRONMENT.safeParse(set);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new SitrepError('bad_config', `${String(issue?.path[0] ?? 'The environment')}: ${issue?.message}.`);
  }
  const it = parsed.data;
  return Object.freeze({
    discord: it.DISCORD_TOKEN
      ? { token: secret(it.DISCORD_TOKEN), guild: it.DISCORD_GUILD ?? null, apiUrl: it.DISCORD_API_URL ?? null }
      : null,
    slack: readSlack(it),
    data: resolve(it.SITREP_DATA),
    briefs: resolve(it.SITREP_BRIEFS),
    sources: resolve(it.SITREP_SOURCES ?? join(it.SITREP_DATA, 'sources')),
    fetch: { agent: agentOf(it.SITREP_CONTACT), allow: it.SITREP_FETCH_ALLOW },
    zone: it.SITREP_ZONE ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    keepDays: it.SITREP_KEEP_DAYS,
    retentionDays: it.SITREP_RETENTION_DAYS ?? null,
    metrics:
      it.SITREP_METRICS_PORT === undefined ? null : { host: it.SITREP_METRICS_HOST, port: it.SITREP_METRICS_PORT },
    attribution: it.SITREP_ATTRIBUTION,
    log: it.SITREP_LOG ?? null,
  });
}

type Variables = z.infer<typeof ENVIRONMENT>;

/** Which variables a mode of Slack takes together. The first one that has a variable of `when` set is meant. */
const SLACK_MODES = [
  {
    mode: 'many',
    name: 'Installing Slack’s app in many workspaces',
    when: ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'],
    needs: ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_SIGNING_SECRET', 'SITREP_SECRET'],
    without: ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'],
  },
  {
    mode: 'socket',
    name: 'Slack’s Socket Mode',
    when: ['SLACK_APP_TOKEN'],
    needs: ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'],
    without: [],
  },
  {
    mode: 'http',
    name: 'Slack’s HTTP mode for one workspace',
    when: ['SLACK_SIGNING_SECRET'],
    needs: ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET'],
    without: [],
  },
] as const satisfies readonly {
  readonly mode: string;
  readonly name: string;
  readonly when: readonly (keyof Variables)[];
  readonly needs: readonly (keyof Variables)[];
  readonly without: readonly (keyof Variables)[];
}[];

function readSlack(it: Variables): SlackConfig | null {
  const meant = SLACK_MODES.find(({ when }) => when.some((name) => it[name] !== undefined));
  if (!meant) {
    if (it.SLACK_BOT_TOKEN === undefined) return null;
    const other = 'SLACK_APP_TOKEN is missing for Slack’s Socket Mode, or SLACK_SIGNING_SECRET for its HTTP mode.';
    throw new SitrepError('bad_config', other);
  }
  const missing = meant.needs.find((name) => it[name] === undefined);
  if (missing) throw new SitrepError('bad_config', `${missing} is missing: ${meant.name} needs ${list(meant.needs)}.`);
  const extra = meant.without.find((name) => it[name] !== undefined);
  if (extra) throw new SitrepError('bad_config', `${extra} is set: ${meant.name} takes no token, so leave it empty.`);
  // What a mode needs is there from here on.
  const hidden = (name: keyof Variables) => secret(String(it[name]));
  const apiUrl = it.SLACK_API_URL ?? null;
  if (meant.mode === 'socket')
    return { mode: 'socket', bot: hidden('SLACK_BOT_TOKEN'), app: hidden('SLACK_APP_TOKEN'), apiUrl };
  const http = { host: it.SLACK_HOST, port: it.SLACK_PORT, signingSecret: hidden('SLACK_SIGNING_SECRET') };
  if (meant.mode === 'http') return { mode: 'http', bot: hidden('SLACK_BOT_TOKEN'), app: null, http, apiUrl };
  return {
    mode: 'many',
    bot: null,
    app: null,
    http,
    clientId: String(it.SLACK_CLIENT_ID),
    clientSecret: hidden('SLACK_CLIENT_SECRET'),
    seal: hidden('SITREP_SECRET'),
    apiUrl,
  };
}

const list = (names: readonly string[]) => new Intl.ListFormat('en').format(names);

/** The tokens and secrets of a config: what a log must never hold. */
export function secretsOf({ discord, slack }: Config): readonly string[] {
  const http = slack && slack.mode !== 'socket' ? [slack.http.signingSecret] : [];
  const many = slack?.mode === 'many' ? [slack.clientSecret, slack.seal] : [];
  return [discord?.token, slack?.bot, slack?.app, ...http, ...many].flatMap((one) => (one ? [one.reveal()] : []));
}
