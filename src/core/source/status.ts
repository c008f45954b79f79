import type { ErrorCode } from '../model/errors.ts';

/** What the status of an answer means, in one place for pages and feeds. */
export type Meaning =
  | { readonly is: 'content' | 'unchanged' }
  /** `gone`: 404 or 410; `final`: 410, the publisher asks for nobody to come again. */
  | {
      readonly is: 'failure';
      readonly code: ErrorCode;
      readonly why: string;
      readonly gone: boolean;
      readonly final: boolean;
    };

const FORBIDDEN = new Set([401, 402, 403, 407, 451]);
const LATER = new Set([408, 425, 429]);

/** The meaning of an HTTP status; redirects are followed before it is asked for. `host` stands in the reason. */
export function meaningOf(status: number, host: string): Meaning {
  if (status === 304) return { is: 'unchanged' };
  if (status >= 200 && status <= 299) return { is: 'content' };
  const failure = (code: ErrorCode, why: string, gone = false): Meaning => {
    return { is: 'failure', code, why, gone, final: status === 410 };
  };
  if (FORBIDDEN.has(status))
    return failure('page_forbidden', `${host} does not give this page to programs (${status}).`);
  if (LATER.has(status) || status >= 500)
    return failure('page_unreachable', `${host} cannot give the page just now (${status}).`);
  if (status === 404 || status === 410)
    return failure('page_unreadable', `The page of ${host} cannot be read: there is no such page (${status}).`, true);
  return failure('page_unreadable', `The page of ${host} cannot be read: it is not given (${status}).`);
}
