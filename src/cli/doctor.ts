import { openApp } from '../app.ts';
import { type Config, readConfig, readEnvironment } from '../config.ts';
import { type Finding, findOut } from '../core/finding.ts';
import { SitrepError } from '../core/model/errors.ts';
import { unreadLabels } from '../core/writing/coverage.ts';
import { readBriefs } from '../infra/briefs.ts';
import { labelText } from '../render/labels.ts';

/** Examines the chats that a config names. */
export type Examine = (config: Config, now: () => number) => Promise<readonly Finding[]>;

const QUIET = { info: () => {}, warn: () => {}, error: () => {} };
const MIN_NODE = 26;

/** `sitrep doctor`: what is set up and what is not, a line each; exit status 1 when something is wrong. */
export async function doctor(json: boolean, examine: Examine): Promise<void> {
  const findings: Finding[] = [];
  const check = async (name: string, work: () => Promise<string>) => {
    findings.push(await findOut(name, async () => ({ ok: true, text: await work() })));
  };
  await check('node', async () => {
    if (Number(process.versions.node.split('.')[0]) < MIN_NODE)
      throw new SitrepError('bad_config', `Node ${process.versions.node} is too old: ${MIN_NODE} or newer is needed.`);
    return process.versions.node;
  });
  await check('configuration', async () => {
    const config = readConfig(readEnvironment());
    const chats = [config.discord && 'Discord', config.slack && 'Slack'].filter(Boolean).join(' and ');
    return `${chats || 'no token: the terminal chat'}; schedules without a zone use ${config.zone}`;
  });
  if (findings.every((one) => one.ok)) {
    const config = readConfig(readEnvironment());
    await check('topics', async () => {
      const { topics, problems } = await readBriefs(config.briefs);
      if (problems.length > 0) throw new SitrepError('bad_brief', problems.map((one) => one.message).join(' '));
      return topics.map((topic) => topic.slug).join(', ') || 'none yet';
    });
    await check('store', async () => {
      const app = await openApp(config, { clock: () => Date.now(), log: QUIET, inline: true });
      const scope = { tenant: 'terminal', topic: null, docs: null, since: null, until: null };
      const { articles, unread } = await app.desk.store.count(scope);
      await app.close();
      return [`${articles} articles in ${config.data}`, ...unreadLabels(unread).map(labelText)].join('; ');
    });
    findings.push(...(await examine(config, () => Date.now())));
  }
  if (json) process.stdout.write(`${JSON.stringify({ ok: findings.every((one) => one.ok), findings })}\n`);
  else for (const one of findings) process.stdout.write(`${one.ok ? 'ok  ' : 'bad '} ${one.check}: ${one.text}\n`);
  if (findings.some((one) => !one.ok)) process.exitCode = 1;
}
