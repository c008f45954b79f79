/** Every way the product can fail, in one place: a code, whether trying again helps, and what to do next. */

type ErrorKind = { readonly retry: boolean; readonly next: string };

export const ERRORS = {
  bad_usage: { retry: false, next: 'See `sitrep --help`.' },
  bad_config: { retry: false, next: 'Correct the variable in `.env` (see `.env.example`) and start again.' },
  bad_token: { retry: false, next: 'Copy the token again from the platform’s developer page into `.env`.' },
  bad_brief: { retry: false, next: 'Correct the topic’s `brief.yaml` and start again.' },
  bad_actor: { retry: false, next: 'The topic goes on without it; correct its `brief.yaml` and start again.' },
  bad_question: { retry: false, next: 'Ask in one to 4,000 characters, for example “what did Russia say?”.' },
  bad_quotation: { retry: false, next: 'Paste the words as they are quoted, one to 4,000 characters.' },
  bad_option: { retry: false, next: 'Try again with another one.' },
  bad_schedule: { retry: false, next: 'Say a time and a zone, for example `08:00 Europe/Berlin`.' },
  bad_time: { retry: false, next: 'Write a date as `2026-11-21`, or a span as `7d`.' },
  bad_topic: { retry: false, next: 'For example `/topic add Ports of the canal: ports canal +tariff -football`.' },
  unknown_topic: { retry: false, next: 'Name one of them.' },
  unknown_actor: { retry: false, next: 'Use a country, organisation or person that the articles name.' },
  unknown_command: { retry: false, next: 'See `/help`.' },
  unknown_article: { retry: false, next: 'Name an id that `sitrep statements` lists.' },
  unknown_digest: { retry: false, next: '`/digest list` shows the ids.' },
  unknown_source: { retry: false, next: '`/sources list` shows the ids.' },
  unknown_id: { retry: false, next: 'Ask again: this message is no longer kept.' },
  not_yours: { retry: false, next: 'Ask it yourself.' },
  not_found: { retry: false, next: 'Check the path.' },
  unreadable: { retry: false, next: 'Sitrep reads UTF-8 text, Markdown, HTML and JSON Lines of at most 5 MB.' },
  bad_evidence: { retry: false, next: 'Name a file that `sitrep evidence ID --out FILE` wrote.' },
  duplicate: { retry: false, next: 'Give it an id of its own; the first one is kept.' },
  bad_address: { retry: false, next: 'Give the address of a public web page, beginning with https://.' },
  address_refused: {
    retry: false,
    next: 'Give a public page, or have the operator open the host (`SITREP_FETCH_ALLOW`).',
  },
  page_forbidden: { retry: false, next: 'Read it in a browser: nothing was fetched against the publisher’s wish.' },
  page_unreachable: { retry: true, next: 'Check the address, or try again later.' },
  page_unreadable: { retry: false, next: 'Give the address of an article that opens without signing in.' },
  feed_unreadable: {
    retry: false,
    next: 'Give the address of an RSS, Atom or JSON feed, or of a page that links to one.',
  },
  too_fast: { retry: true, next: 'Wait a moment, then ask again.' },
  not_allowed: { retry: false, next: 'Ask someone who may manage this server.' },
  too_many: { retry: false, next: 'Remove one first: `/digest list` shows them.' },
  store_full: { retry: true, next: 'Free some disk space; nothing stored is lost.' },
  store_busy: { retry: true, next: 'Try again in a moment.' },
  store_in_use: { retry: false, next: 'Stop the bot and every other `sitrep` command, then try again.' },
  store_newer: { retry: false, next: 'Update Sitrep: a newer one wrote this store.' },
  store_unreadable: { retry: false, next: 'Check the file’s path and permissions, or restore a backup.' },
  bad_backup: { retry: false, next: 'Name a file that `sitrep backup FILE` wrote.' },
  bad_target: { retry: false, next: 'Name a new file, or an earlier backup to replace.' },
  platform_down: { retry: true, next: 'It is tried again by itself.' },
  platform_unreachable: { retry: false, next: 'Check the network and the address, then start again.' },
  platform_refused: { retry: false, next: 'Check that the bot is still in the channel and may write there.' },
  cannot_post: { retry: false, next: 'Add the bot here and let it send messages, then try again.' },
  channel_gone: { retry: false, next: 'Subscribe another channel with `/digest subscribe`.' },
  internal: { retry: false, next: 'Report it with the id of the message.' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** The one error type. `message` names the thing in one line; `next` says what to do, by the code or as given. */
export class SitrepError extends Error {
  readonly code: ErrorCode;
  readonly retry: boolean;
  readonly next: string;
  /** When the other side said how long to wait, in milliseconds. */
  readonly after: number | null;

  constructor(code: ErrorCode, message: string, extra: { after?: number; cause?: unknown; next?: string } = {}) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.name = 'SitrepError';
    this.code = code;
    this.retry = ERRORS[code].retry;
    this.next = extra.next ?? ERRORS[code].next;
    this.after = extra.after ?? null;
  }
}

/** Trouble of the store keeps everybody from their work; any other is one thing's own. */
export const isStoreTrouble = (error: unknown): error is SitrepError =>
  error instanceof SitrepError && error.code.startsWith('store_');

/** An error in one line, as a person reads it: what, and what to do. Names of files may hold line breaks and worse. */
export function errorLine(error: SitrepError): string {
  const what = error.message.replace(/\p{Cc}+/gu, ' ').trim();
  return `${/[.!?]$/u.test(what) ? what : `${what}.`} ${error.next}`;
}
