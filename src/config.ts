import { join, resolve } from 'node:path';
import { config as readDotenv } from 'dotenv';
import { z } from 'zod';
import { SitrepError } from './core/model/errors.ts';
import { isZone } from './core/schedule.ts';
import { ATTRIBUTION_MODES, type AttributionMode, DEFAULT_MODE } from './infra/attribution.ts';

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
  SLACK_API_URL: address,
  SITREP_DATA: path.default(join(ROOT, 'data')),
  SITREP_BRIEFS: path.default(join(ROOT, 'briefs')),
  SITREP_SOURCES: path.optional(),
  SITREP_ZONE: z.string().refine(isZone, 'is no zone such as Europe/Berlin').optional(),
  SITREP_ATTRIBUTION: z.enum(ATTRIBUTION_MODES).default(DEFAULT_MODE),
  SITREP_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
});

export type Config = {
  readonly discord: { readonly token: Secret; readonly guild: string | null; readonly apiUrl: string | null } | null;
  readonly slack: { readonly bot: Secret; readonly app: Secret; readonly apiUrl: string | null } | null;
  /** The folder of the store. */
  readonly data: string;
  readonly briefs: string;
  /** The one folder below which chats may name sources. */
  readonly sources: string;
  readonly zone: string;
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

/** The environment as one frozen Config. Throws `bad_config` naming the first variable that is wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = ENVIRONMENT.safeParse(set);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new SitrepError('bad_config', `${String(issue?.path[0] ?? 'The environment')}: ${issue?.message}.`);
  }
  const it = parsed.data;
  if (Boolean(it.SLACK_BOT_TOKEN) !== Boolean(it.SLACK_APP_TOKEN)) {
    const missing = it.SLACK_BOT_TOKEN ? 'SLACK_APP_TOKEN' : 'SLACK_BOT_TOKEN';
    throw new SitrepError('bad_config', `${missing} is missing: Slack’s Socket Mode needs both tokens.`);
  }
  return Object.freeze({
    discord: it.DISCORD_TOKEN
      ? { token: secret(it.DISCORD_TOKEN), guild: it.DISCORD_GUILD ?? null, apiUrl: it.DISCORD_API_URL ?? null }
      : null,
    slack:
      it.SLACK_BOT_TOKEN && it.SLACK_APP_TOKEN
        ? { bot: secret(it.SLACK_BOT_TOKEN), app: secret(it.SLACK_APP_TOKEN), apiUrl: it.SLACK_API_URL ?? null }
        : null,
    data: resolve(it.SITREP_DATA),
    briefs: resolve(it.SITREP_BRIEFS),
    sources: resolve(it.SITREP_SOURCES ?? join(it.SITREP_DATA, 'sources')),
    zone: it.SITREP_ZONE ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    attribution: it.SITREP_ATTRIBUTION,
    log: it.SITREP_LOG ?? null,
  });
}

/** The tokens of a config: what a log must never hold. */
export function secretsOf(config: Config): readonly string[] {
  return [config.discord?.token, config.slack?.bot, config.slack?.app].flatMap((one) => (one ? [one.reveal()] : []));
}
