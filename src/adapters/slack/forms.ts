import { setTimeout as sleep } from 'node:timers/promises';
import type { webApi } from '@slack/bolt';
import type { Args, Form } from '../../core/model/command.ts';
import type { ErrorCode } from '../../core/model/errors.ts';
import type { Page } from '../../core/model/page.ts';
import { notePage, sharedBy, troublePage } from '../../core/writing/notices.ts';
import { clip } from '../../render/fit.ts';
import { labelText } from '../../render/labels.ts';
import { CHANNEL_FIELD, renderForm, renderModal, renderSuggestions, type SlackModal } from '../../render/slack-form.ts';
import { slackCode, toFailure } from './errors.ts';
import type { Desk } from './handlers.ts';
import { publishHome } from './home.ts';
import { reply, type Target } from './reply.ts';
import { type Asked, callerOf, failurePage, isError, isFirst, newId, reader, text } from './work.ts';

/** Modals: a form for what a command still has to be told, and its page in the same modal. */

/** A trigger lives 3 s, and so does the acknowledgement of a submission; what is left is for the network. */
const [RIGHTS_MS, SUBMIT_MS] = [1_000, 1_800];
/** https://docs.slack.dev/reference/views/modal-views */
const MOST_NOTE = 3_000;

/** What a modal carries from its opening to what is pressed in it. `home`: it was opened from App Home. */
type Note = { readonly asked: Asked; readonly target: Target; readonly home: boolean };

/** How a modal comes up: by a trigger, or in place of the one that stands there. */
export type Opening = { readonly trigger: string | null; readonly view: string | null; readonly home: boolean };

/**
 * Opens the form for what is missing of a command; false when there is none, because the command can run or because
 * running it says why not. When the trigger is too old, the person is told how to type it.
 */
export async function openForm(
  desk: Desk,
  asked: Asked,
  target: Target,
  opening: Opening,
  key: string,
): Promise<boolean> {
  const { command, args } = asked;
  const form = desk.chat.form(command, args, { ...reader(target), mayManage: true });
  if (form === null) return false;
  const asksChannel = opening.home && desk.chat.find(command)?.needs !== 'read';
  if (!asksChannel) {
    // Should Slack take its time to say who may manage, the form opens first: it is asked again when it is sent.
    const caller = await Promise.race([callerOf(desk, asked, target), sleep(RIGHTS_MS, null, { ref: false })]);
    if (caller !== null && desk.chat.form(command, args, caller) === null) return false;
  }
  const note = writeNote({ asked, target, home: opening.home });
  if (note === null) return false;
  const view = renderForm(form, note, asksChannel);
  try {
    if (opening.view !== null) await update(desk, opening.view, view);
    else if (opening.trigger !== null) await desk.web.views.open({ trigger_id: opening.trigger, view: asView(view) });
    else return false;
  } catch (error) {
    const id = newId();
    desk.log.warn('slack_no_form', { id, command, code: slackCode(error) });
    const page = troublePage(id, { key: 'form-not-opened', args: { typed: typedLine(form, desk) } });
    if (opening.home) await publishHome(desk, target, [page]);
    else await reply(desk, page, target, 'private', key);
  }
  return true;
}

/** The command as it is typed, the options in their order: what is known, and the names of what is not. */
function typedLine({ command, args }: Form, desk: Desk): string {
  const words = (desk.chat.find(command)?.options ?? []).map(
    ({ name, required }) => args[name] ?? (required ? name.toUpperCase() : `[${name.toUpperCase()}]`),
  );
  return `/${command} ${words.join(' ')}`.trim();
}

type View = webApi.ViewsOpenArguments['view'];
/** The SDK's types want lists that may be changed. */
const asView = (view: SlackModal) => view as unknown as View;

type Submitted = {
  readonly id?: unknown;
  readonly private_metadata?: unknown;
  readonly state?: { readonly values?: unknown };
};
/** The acknowledgement of a submission, as Slack takes it. */
type Ack =
  | undefined
  | { readonly response_action: 'errors'; readonly errors: Readonly<Record<string, string>> }
  | { readonly response_action: 'update'; readonly view: View };
type Outcome =
  | { readonly is: 'done' }
  | { readonly is: 'pages'; readonly pages: readonly Page[] }
  | { readonly is: 'errors'; readonly errors: Readonly<Record<string, string>>; readonly pages: readonly Page[] };

/**
 * Runs what a modal asked for, and shows the page there, or to everybody where the command is public. What is quick is in
 * the acknowledgement; else the modal says that it is being worked on. `ack`: null when it has said so. Never throws.
 */
export async function submit(
  desk: Desk,
  view: Submitted,
  person: string,
  key: string,
  ack: ((answer: Ack) => Promise<void>) | null,
): Promise<void> {
  const known = readNote(view.private_metadata);
  const { values, channel } = valuesOf(view.state?.values);
  const target: Target = { ...targetOf(desk, known, person), ...(channel !== null && { channel, thread: null }) };
  const note = (known && writeNote({ ...known, target })) ?? '';
  const show = (pages: readonly Page[]) => renderModal(pages, note);

  const working = run(desk, known?.asked ?? null, values, target, key).catch(
    (error: unknown): Outcome => ({ is: 'pages', pages: [failurePage(desk, error, key)] }),
  );
  const quick = ack && (await Promise.race([working, sleep(SUBMIT_MS, null, { ref: false })]));
  await ack?.(quick ? answerOf(quick, show) : workingOn(view, key));
  const outcome = quick ?? (await working);
  try {
    if (quick === null) await late(desk, text(view.id), outcome, target, show, key);
    if (known?.home && outcome.is !== 'errors') await publishHome(desk, targetOf(desk, known, person), []);
  } catch (error) {
    failurePage(desk, error, key);
  }
}

/** Says in the modal that it is being worked on. */
export function workingOn(view: Submitted, key: string): Ack {
  const shown = renderModal([notePage(key, { key: 'form-working' })], text(view.private_metadata) ?? '');
  return { response_action: 'update', view: asView(shown) };
}

async function run(desk: Desk, asked: Asked | null, values: Args, target: Target, key: string): Promise<Outcome> {
  if (!(await isFirst(desk, key))) return { is: 'done' };
  if (asked === null) {
    const id = newId();
    desk.log.warn('slack_form_lost', { id, key });
    return { is: 'pages', pages: [troublePage(id, { key: 'form-lost' })] };
  }
  const caller = await callerOf(desk, asked, target);
  const page = await desk.chat.run(asked.command, { ...asked.args, ...values }, caller);
  if (isError(page)) {
    const form = desk.chat.form(asked.command, asked.args, { ...caller, mayManage: true });
    const errors = fieldErrors(page, form, values);
    return errors === null ? { is: 'pages', pages: [page] } : { is: 'errors', errors, pages: [page] };
  }
  if ((await desk.chat.audience(asked.command, caller)) === 'private') return { is: 'pages', pages: [page] };
  try {
    await reply(desk, page, target, 'public', key);
    return { is: 'done' };
  } catch (error) {
    // What the command did is done all the same.
    return { is: 'pages', pages: [page, failurePage(desk, error, key)] };
  }
}

function answerOf(outcome: Outcome, show: (pages: readonly Page[]) => SlackModal): Ack {
  switch (outcome.is) {
    case 'done':
      return undefined;
    case 'errors':
      return { response_action: 'errors', errors: outcome.errors };
    case 'pages':
      return { response_action: 'update', view: asView(show(outcome.pages)) };
  }
}

/** The modal has said that it is being worked on: its page comes now, and elsewhere when it was closed. */
async function late(
  desk: Desk,
  id: string | null,
  outcome: Outcome,
  target: Target,
  show: (pages: readonly Page[]) => SlackModal,
  key: string,
): Promise<void> {
  const pages = outcome.is === 'done' ? [notePage(key, { key: 'form-done' })] : outcome.pages;
  try {
    if (id === null) throw new Error('no view');
    await update(desk, id, show(pages));
  } catch (error) {
    desk.log.info('slack_no_view', { code: slackCode(error) });
    if (outcome.is === 'done') return;
    for (const page of pages) await reply(desk, page, target, 'private', `${key}-${page.id}`);
  }
}

/** Codes of what a person puts right in the form itself. */
const INPUT: readonly ErrorCode[] = [
  ...(['bad_option', 'bad_schedule', 'bad_time', 'bad_question', 'bad_quotation'] as const),
  ...(['unknown_topic', 'unknown_actor', 'unknown_digest', 'unknown_source', 'unknown_article'] as const),
];

/** The error under the field that it speaks of; null when it speaks of none. */
function fieldErrors(page: Page, form: Form | null, values: Args): Readonly<Record<string, string>> | null {
  const { text: what = '', code: told } = (page.push.args ?? {}) as { text?: string; code?: string };
  const code = INPUT.find((one) => one === told);
  const names = form?.fields.map((field) => field.name) ?? [];
  if (code === undefined || names.length === 0) return null;
  const meant =
    names.find((name) => what.includes(`“${name}”`)) ??
    names.find((name) => code.endsWith(`_${name}`)) ??
    names.find((name) => values[name] && what.includes(values[name].slice(0, 30)));
  const said = clip(labelText(page.push), 1_000);
  return { [meant ?? names[0]!]: said };
}

/** A button of a page that stands in a modal. */
export async function pressInModal(
  desk: Desk,
  asked: Asked,
  view: Submitted,
  person: string,
  name: string,
  key: string,
): Promise<void> {
  const target = targetOf(desk, readNote(view.private_metadata), person);
  if (await openForm(desk, asked, target, { trigger: null, view: text(view.id), home: false }, key)) return;
  const caller = await callerOf(desk, asked, target);
  const page = await desk.chat.run(asked.command, asked.args, caller);
  const audience = isError(page) ? 'private' : await desk.chat.audience(asked.command, caller);
  if (audience === 'public') await reply(desk, sharedBy(page, name), target, 'public', key);
  else await showInModal(desk, [page], view, person, key);
}

/** Pages in place of what stands in a modal. */
export async function showInModal(
  desk: Desk,
  pages: readonly Page[],
  view: Submitted,
  person: string,
  key: string,
): Promise<void> {
  const target = targetOf(desk, readNote(view.private_metadata), person);
  const note = text(view.private_metadata) ?? '';
  await late(desk, text(view.id), { is: 'pages', pages }, target, (shown) => renderModal(shown, note), key);
}

/** What a field suggests for the words typed into it. Never throws. */
export async function suggest(
  desk: Desk,
  field: string,
  typed: string,
  view: Submitted,
  person: string,
): Promise<ReturnType<typeof renderSuggestions>> {
  const known = readNote(view.private_metadata);
  const option = desk.chat.find(known?.asked.command ?? '')?.options.find((one) => one.name === field);
  if (!option?.suggest || known === null) return [];
  const caller = reader(targetOf(desk, known, person));
  const found = await option.suggest(typed, caller).catch((error: unknown) => {
    desk.log.info('slack_no_suggestions', { field, text: String(error) });
    return [];
  });
  return renderSuggestions(found);
}

/** What was filled in, by option, and the channel that was chosen. What is left empty is not there. */
function valuesOf(state: unknown): { values: Args; channel: string | null } {
  const values: Record<string, string> = {};
  let channel: string | null = null;
  for (const [name, fields] of Object.entries((state ?? {}) as Record<string, Record<string, unknown>>)) {
    for (const field of Object.values(fields ?? {})) {
      const {
        value,
        selected_option: option,
        selected_conversation: conversation,
      } = (field ?? {}) as {
        value?: unknown;
        selected_option?: { value?: unknown } | null;
        selected_conversation?: unknown;
      };
      const filled = text(value) ?? text(option?.value);
      if (name === CHANNEL_FIELD) channel = text(conversation);
      else if (filled !== null) values[name] = filled;
    }
  }
  return { values, channel };
}

async function update(desk: Desk, id: string, view: SlackModal): Promise<void> {
  try {
    await desk.web.views.update({ view_id: id, view: asView(view) });
  } catch (error) {
    // Dropped or not, once more does no harm: it is the same view.
    if (!toFailure(error, 'The form').retry) throw error;
    await desk.web.views.update({ view_id: id, view: asView(view) });
  }
}

/** null when it is longer than a modal may carry. A response_url is a secret, and stays out of it. */
function writeNote({ asked, target: { channel, thread }, home }: Note): string | null {
  const note = JSON.stringify({ ...asked, channel, thread, home });
  return note.length <= MOST_NOTE ? note : null;
}

/** Where a modal was opened. The workspace and the person are those of who sends it. */
function targetOf(desk: Desk, note: Note | null, person: string): Target {
  const from = note?.target ?? { channel: person, thread: null, url: null };
  return { ...from, tenant: desk.tenant, person };
}

/** null for what is no note of ours. */
function readNote(value: unknown): Note | null {
  try {
    const { command, args, channel, thread, home } = JSON.parse(String(value)) as Readonly<Record<string, unknown>>;
    if (typeof command !== 'string' || typeof channel !== 'string' || typeof args !== 'object') return null;
    const target = { tenant: '', channel, thread: text(thread), url: null, person: '' };
    return { asked: { command, args: (args ?? {}) as Args }, target, home: home === true };
  } catch {
    return null;
  }
}
