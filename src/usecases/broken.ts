import type { Label } from '../core/model/answer.ts';
import type { Place } from '../core/model/command.ts';
import type { Platform } from '../core/model/delivery.ts';
import { ERRORS, isStoreTrouble } from '../core/model/errors.ts';
import type { Health, KnownSource, Source } from '../core/model/source.ts';
import { ownChannel } from '../core/own-chat.ts';
import { isToBeTold } from '../core/source/health.ts';
import type { Desk } from './desk.ts';
import { tellOnce } from './gone.ts';

/**
 * Whoever added a source that cannot be read any more is told so in their own chat, once until it was good again. What
 * may pass by itself has a day to do so. Of a declared source the log and `sitrep status` tell. Errors: those of the
 * store.
 */
export async function tellBroken(desk: Desk, platforms: readonly Platform[]): Promise<void> {
  for (const { source, health } of await desk.store.untoldSources()) {
    const { problem } = health ?? {};
    if (!health || !problem || !isToBeTold(health, ERRORS[problem.code].retry, desk.clock())) continue;
    const place = ownChat(source, platforms);
    const platform = platforms.find(({ name }) => name === place?.platform);
    try {
      if (place && platform) {
        const telling = {
          id: source.id,
          slot: `broken/${problem.since}`,
          upTo: 0,
          place,
          text: textOf(source, health),
        };
        if (await tellOnce(desk, platform, telling)) desk.log.info('source.told', { source: source.id });
      }
      await desk.store.noteTold(source.tenant, source.id, problem.since);
    } catch (error) {
      if (isStoreTrouble(error)) throw error;
      desk.log.error('broken.failed', { source: source.id, error: String(error) });
    }
  }
}

/** null: it stands in `briefs/`, or it is not known who added it. */
function ownChat({ declared, by, tenant }: KnownSource['source'], platforms: readonly Platform[]): Place | null {
  const platform = platforms.find(({ name }) => tenant === name || tenant.startsWith(`${name}:`));
  if (declared || by === '' || !platform) return null;
  return { platform: platform.name, tenant, channel: ownChannel(by), thread: null };
}

function textOf({ path, id }: Source, { problem, stopped }: Health): Label {
  return { key: stopped ? 'source-told-stopped' : 'source-told-broken', args: { path, id, text: problem?.text ?? '' } };
}
