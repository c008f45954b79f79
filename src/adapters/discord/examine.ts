import { PermissionFlagsBits, PermissionsBitField, RouteBases, Routes } from 'discord.js';
import { clockFinding, type Finding, findOut, unreached } from '../../core/finding.ts';
import type { Instant } from '../../core/model/article.ts';
import { SitrepError } from '../../core/model/errors.ts';
import { badToken } from './errors.ts';

/** What `sitrep doctor` and `sitrep discord-invite` ask of Discord: a few plain requests, without connecting. */

/** What the bot needs in a channel: to see, answer, open a thread where the settings say so, and look for its digests. */
const NEEDED = [
  PermissionFlagsBits.ViewChannel,
  PermissionFlagsBits.SendMessages,
  PermissionFlagsBits.SendMessagesInThreads,
  PermissionFlagsBits.CreatePublicThreads,
  PermissionFlagsBits.EmbedLinks,
  PermissionFlagsBits.ReadMessageHistory,
];

type Access = { readonly token: string; readonly apiUrl: string | null };
const TIMEOUT_MS = 10_000;

async function get<T>({ token, apiUrl }: Access, route: string): Promise<{ body: T; date: string | null }> {
  const base = apiUrl === null ? RouteBases.api : `${apiUrl.replace(/\/+$/, '')}/v10`;
  const answer = await fetch(`${base}${route}`, {
    headers: { authorization: `Bot ${token}` },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw unreached('Discord', error);
  });
  if (answer.status === 401) throw badToken();
  if (!answer.ok) throw new SitrepError('platform_refused', `Discord answered ${route} with HTTP ${answer.status}.`);
  return { body: (await answer.json()) as T, date: answer.headers.get('date') };
}

/** The address under which somebody adds the bot to a server. Throws SitrepError `bad_token`, or the network's error. */
export async function discordInvite(access: Access): Promise<string> {
  const { body } = await get<{ id: string }>(access, Routes.currentApplication());
  const query = new URLSearchParams({
    client_id: body.id,
    scope: 'bot applications.commands',
    permissions: new PermissionsBitField(NEEDED).bitfield.toString(),
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}

/** Token, starts left today, commands, what the bot may do in its servers, and the clock. Never throws. */
export async function examineDiscord(access: Access, guild: string | null, now: () => Instant): Promise<Finding[]> {
  const findings: Finding[] = [];
  const add = async (check: string, work: () => Promise<Omit<Finding, 'check'>>) => {
    const found = await findOut(`discord ${check}`, work);
    findings.push(found);
    return found.ok;
  };
  let application = '';
  const reached = await add('token', async () => {
    const { body, date } = await get<{ id: string; name?: string }>(access, Routes.currentApplication());
    application = body.id;
    findings.push(clockFinding('discord clock', date, now()));
    return { ok: true, text: `taken, application ${body.name ?? ''} ${body.id}; no privileged intent is needed` };
  });
  if (!reached) return findings;
  await add('starts', async () => {
    const { body } = await get<{ session_start_limit?: { remaining?: number } }>(access, Routes.gatewayBot());
    const left = body.session_start_limit?.remaining;
    const text = `${left ?? 'an unknown number of'} connections left today`;
    return left === 0
      ? { ok: false, text: `${text}: wait a day, and see why it starts so often.` }
      : { ok: true, text };
  });
  await add('commands', async () => {
    const route =
      guild === null ? Routes.applicationCommands(application) : Routes.applicationGuildCommands(application, guild);
    const { body } = await get<readonly unknown[]>(access, route);
    return { ok: true, text: body.length > 0 ? `${body.length} registered` : 'none yet: `npm start` registers them' };
  });
  await add('servers', async () => {
    const { body } = await get<readonly { name: string; permissions?: string }[]>(access, Routes.userGuilds());
    const lacking = body.flatMap(({ name, permissions }) => {
      const missing = new PermissionsBitField(BigInt(permissions ?? 0)).missing(NEEDED);
      return permissions !== undefined && missing.length > 0 ? [`${name} lacks ${missing.join(', ')}`] : [];
    });
    if (body.length === 0)
      return { ok: false, text: 'none yet: open what `sitrep discord-invite` prints to add the bot to one.' };
    if (lacking.length > 0) return { ok: false, text: `${lacking.join('; ')}: give its role these permissions.` };
    return { ok: true, text: `${body.length}, with all permissions` };
  });
  return findings;
}
