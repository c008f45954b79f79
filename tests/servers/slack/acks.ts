import type { Api } from './api.ts';
import { optionsProblem } from './blocks.ts';
import { shown } from './methods.ts';
import type { Json } from './payloads.ts';
import type { Envelope } from './socket.ts';
import type { World } from './world.ts';

/** What an acknowledgement carries: what becomes of a submitted modal, the options of a menu. */
export function takeAck(world: World, api: Api, { payload: body }: Envelope, payload: Json): void {
  const { type, view } = body as { type?: string; view?: { id: string; blocks: readonly Json[] } };
  if (type !== 'block_suggestion' && type !== 'view_submission') return;
  const why =
    type === 'block_suggestion' ? optionsWrong(payload) : outcomeWrong(world, view ?? { id: '', blocks: [] }, payload);
  if (why !== null) api.violations.push(`${type}: ${why}`);
  else api.keep({ method: type, args: { ...payload, ...(view && { view_id: view.id }) }, answer: { ok: true } });
}

function optionsWrong({ options, ...rest }: Json): string | null {
  return Object.keys(rest).length > 0 ? `carries ${Object.keys(rest)}` : optionsProblem(options, 0, 100);
}

function outcomeWrong(world: World, view: { id: string; blocks: readonly Json[] }, payload: Json): string | null {
  const { response_action: action, view: next, errors, ...rest } = payload;
  if (Object.keys(rest).length > 0) return `carries ${Object.keys(rest)}`;
  switch (action) {
    case 'errors': {
      const inputs = view.blocks.filter((one) => one.type === 'input').map((one) => one.block_id);
      const named = Object.entries((errors ?? {}) as Json);
      const strange = named.some(([id, text]) => !inputs.includes(id) || typeof text !== 'string' || text === '');
      return named.length === 0 || strange || next !== undefined ? `errors ${JSON.stringify(errors)}` : null;
    }
    case 'update': {
      let wrong: string | null = null;
      shown(world, view.id, next, (why) => {
        wrong = why;
      });
      return wrong;
    }
    case undefined:
    case 'clear':
      world.views.delete(view.id);
      return next === undefined && errors === undefined ? null : 'view or errors without their action';
    default:
      return `response_action ${String(action)}`;
  }
}
