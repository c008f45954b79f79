import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ENVIRONMENT, readConfig, secretsOf } from '../src/config.ts';
import { SitrepError } from '../src/core/model/errors.ts';

const ROOT = resolve(import.meta.dirname, '..');

const MANY = {
  SLACK_CLIENT_ID: '1.2',
  SLACK_CLIENT_SECRET: 'canary-client',
  SLACK_SIGNING_SECRET: 'canary-signing',
  SITREP_SECRET: 'canary-of-at-least-32-characters',
};

test('.env.example names exactly the variables that are read, none of them set', () => {
  const lines = readFileSync(join(ROOT, '.env.example'), 'utf8').split('\n');
  const named = lines.filter((line) => line !== '' && !line.startsWith('#'));
  expect(named.map((line) => line.replace(/=$/u, '')).sort()).toEqual(Object.keys(ENVIRONMENT.shape).sort());
});

test('empty values count as unset, and nothing set is the terminal', () => {
  const config = readConfig({ DISCORD_TOKEN: ' ', SLACK_BOT_TOKEN: '' });
  expect(config.discord).toBeNull();
  expect(config.slack).toBeNull();
  expect(Object.isFrozen(config)).toBe(true);
});

test.each([
  [{ SITREP_ZONE: 'Mars/Base' }, 'SITREP_ZONE'],
  [{ SITREP_LOG: 'loud' }, 'SITREP_LOG'],
  [{ SITREP_CONTACT: 'a desk (here)' }, 'SITREP_CONTACT'],
  [{ SITREP_FETCH_ALLOW: 'cms.example.org, http://10.0.0.1/' }, 'SITREP_FETCH_ALLOW'],
  [{ SITREP_ATTRIBUTION: 'guess' }, 'SITREP_ATTRIBUTION'],
  [{ DISCORD_API_URL: 'not an address' }, 'DISCORD_API_URL'],
  [{ SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_APP_TOKEN'],
  [{ SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN'],
  [{ SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_SIGNING_SECRET'],
  [{ SLACK_SIGNING_SECRET: 's' }, 'SLACK_BOT_TOKEN'],
  [{ SLACK_CLIENT_ID: '1.2' }, 'SLACK_CLIENT_SECRET'],
  [{ SLACK_CLIENT_SECRET: 's' }, 'SLACK_CLIENT_ID'],
  [{ SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 's' }, 'SLACK_SIGNING_SECRET'],
  [{ ...MANY, SITREP_SECRET: '' }, 'SITREP_SECRET is missing'],
  [{ ...MANY, SITREP_SECRET: 'x'.repeat(31) }, 'SITREP_SECRET: is too short'],
  [{ ...MANY, SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_BOT_TOKEN is set'],
  [{ ...MANY, SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_APP_TOKEN is set'],
  [{ SLACK_PORT: '70000' }, 'SLACK_PORT'],
  [{ SLACK_PORT: 'three' }, 'SLACK_PORT'],
  [{ SITREP_METRICS_PORT: '70000' }, 'SITREP_METRICS_PORT'],
  [{ SITREP_RETENTION_DAYS: '0' }, 'SITREP_RETENTION_DAYS'],
])('%o is refused and names the variable', (env, variable) => {
  expect(() => readConfig(env)).toThrow(SitrepError);
  expect(() => readConfig(env)).toThrow(variable);
});

test('a token shows itself only when asked', () => {
  const config = readConfig({ DISCORD_TOKEN: 'canary-token' });
  expect(JSON.stringify(config)).not.toContain('canary');
  expect(String(config.discord?.token)).not.toContain('canary');
  expect(secretsOf(config)).toEqual(['canary-token']);
});

test('the contact stands in the name that publishers see; allowed hosts are a list', () => {
  const { fetch } = readConfig({
    SITREP_CONTACT: 'desk@example.org',
    SITREP_FETCH_ALLOW: 'cms.example.org, [::1]:8080,',
  });
  expect(fetch.agent).toMatch(/^Sitrep\/\d\S* \(\+desk@example\.org\)$/u);
  expect(fetch.allow.map((host) => host.trim())).toEqual(['cms.example.org', '[::1]:8080']);
  expect(readConfig({}).fetch).toEqual({ agent: expect.stringMatching(/^Sitrep\/\S+$/u), allow: [] });
});

test('nothing is served and nothing is deleted unless it is asked for', () => {
  expect(readConfig({})).toMatchObject({ metrics: null, retentionDays: null });
  expect(readConfig({ SITREP_METRICS_HOST: '0.0.0.0' }).metrics).toBeNull();
  const config = readConfig({ SITREP_METRICS_PORT: '9464', SITREP_RETENTION_DAYS: '90' });
  expect(config).toMatchObject({ metrics: { host: '127.0.0.1', port: 9464 }, retentionDays: 90 });
});

test('Slack is spoken to in the mode whose variables are set; Socket Mode where it can be', () => {
  const bot = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'canary-signing' };
  expect(readConfig({ ...bot, SLACK_APP_TOKEN: 'xapp-1' }).slack).toMatchObject({ mode: 'socket' });
  const one = { mode: 'http', http: { host: '127.0.0.1', port: 3000 }, apiUrl: null };
  expect(readConfig(bot).slack).toMatchObject(one);
  const many = { mode: 'many', clientId: '1.2', http: { host: '0.0.0.0', port: 8080 } };
  expect(readConfig({ ...MANY, SLACK_HOST: '0.0.0.0', SLACK_PORT: '8080' }).slack).toMatchObject(many);
});

test('every secret of every mode is kept out of the log, and shows itself only when asked', () => {
  const config = readConfig(MANY);
  expect(JSON.stringify(config)).not.toContain('canary');
  const { SLACK_CLIENT_ID: _, ...secrets } = MANY;
  expect(secretsOf(config).toSorted()).toEqual(Object.values(secrets).toSorted());
  const http = readConfig({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'canary-signing' });
  expect(secretsOf(http)).toEqual(['xoxb-1', 'canary-signing']);
});
