import { errorLine, SitrepError } from '../core/model/errors.ts';
import { NO_METER } from '../core/model/meter.ts';
import { ask } from './ask.ts';
import { brief } from './brief.ts';
import type { Desk } from './desk.ts';

/**
 * Composes an answer and a briefing for nobody, so that the first person who asks does not wait for what is loaded and
 * compiled on the way, some half a second. Nothing of it is kept or counted; a failure is that of the first question, not of the
 * start.
 */
export async function warmUp(desk: Desk): Promise<void> {
  const quiet: Desk = { ...desk, store: { ...desk.store, keep: async () => {} }, meter: NO_METER };
  const scope = { tenant: 'public', topic: null, docs: null, since: null, until: null };
  const [question = 'What happened?'] = desk.topics('public').flatMap((topic) => topic.questions);
  try {
    await ask(quiet, { question, scope });
    await brief(quiet, { scope, title: '', length: 'normal' });
  } catch (error) {
    desk.log.warn('warm-up', { text: error instanceof SitrepError ? errorLine(error) : String(error) });
  }
}
