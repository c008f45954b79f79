import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Message } from './driver.ts';

/** What must never happen, looked for in everything that was accepted, logged and stored. */

/** Mentions that reach somebody: on Discord what `allowed_mentions` lets through, on Slack the words themselves. */
export function pings(messages: readonly Message[], roles: readonly string[]): string[] {
  return messages.flatMap((one) =>
    one.platform === 'discord' ? ofDiscord(one.body, roles) : ofSlack(one.body, roles),
  );
}

function ofDiscord(body: unknown, roles: readonly string[]): string[] {
  const outer = body as Record<string, unknown>;
  const data = (outer.data ?? outer) as Record<string, unknown>;
  const allowed = data.allowed_mentions as
    | { parse?: unknown[]; users?: unknown[]; roles?: string[]; replied_user?: boolean }
    | undefined;
  const says = data.content !== undefined || data.components !== undefined || data.embeds !== undefined;
  if (!says || outer.type === 9) return [];
  if (!allowed?.parse) return [`no allowed_mentions: ${JSON.stringify(body).slice(0, 120)}`];
  const out = [...allowed.parse, ...(allowed.users ?? [])].map((one) => `allows ${String(one)}`);
  if (allowed.replied_user) out.push('pings whom it replies to');
  return [
    ...out,
    ...(allowed.roles ?? []).filter((role) => !roles.includes(role)).map((role) => `allows role ${role}`),
  ];
}

function ofSlack(body: unknown, roles: readonly string[]): string[] {
  const args = body as Record<string, unknown>;
  const out = args.link_names === true || args.link_names === 'true' ? ['link_names'] : [];
  // A date in the reader's own zone has the same brackets and tells nobody.
  for (const text of marked(body))
    for (const [whole, id] of text.matchAll(/<(?:!subteam\^|[!@])([^>|]*)[^>]*>/gu))
      if (!whole.startsWith('<!date^') && !roles.includes(id ?? '')) out.push(whole);
  return out;
}

/** Texts that Slack reads marks in: `text` of a message, and all of mrkdwn. */
function marked(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return key === 'text' ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  if ((value as { type?: unknown }).type === 'plain_text') return [];
  return Object.entries(value).flatMap(([name, one]) => marked(one, Array.isArray(value) ? key : name));
}

/** Traces of the program in what people read. */
export function traces(messages: readonly Message[]): string[] {
  const texts = messages.map((one) => JSON.stringify(one.body));
  return texts.flatMap(
    (text) =>
      /\bat (?:async )?[\w.<>]+ \(|node:internal|\.ts:\d+|\bSitrepError\b|ERR_[A-Z_]{4,}/u.exec(text)?.[0] ?? [],
  );
}

/** Where the secrets stand: in a line of the log, a file of the store, or a message. */
export function leaks(
  secrets: readonly string[],
  lines: readonly string[],
  data: string,
  messages: readonly Message[],
): string[] {
  const files = readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name));
  const stored = files.map((file) => ({ where: file, text: readFileSync(file, 'latin1') }));
  const said = messages.map((one) => ({ where: `a message (${one.kind})`, text: JSON.stringify(one.body) }));
  const logged = lines.map((text) => ({ where: `the log: ${text.slice(0, 80)}`, text }));
  return [...stored, ...said, ...logged].flatMap(({ where, text }) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret.slice(0, 12)}… in ${where}`),
  );
}
