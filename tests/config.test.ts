import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ENVIRONMENT, readConfig, secretsOf } from '../src/config.ts';
import { SitrepError } from '../src/core/model/errors.ts';

const ROOT = resolve(import.meta.dirname, '..');

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
  [{ SITREP_ATTRIBUTION: 'guess' }, 'SITREP_ATTRIBUTION'],
  [{ DISCORD_API_URL: 'not an address' }, 'DISCORD_API_URL'],
  [{ SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_APP_TOKEN'],
  [{ SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN'],
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
