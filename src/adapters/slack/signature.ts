import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../../core/model/article.ts';

/**
 * Whether Slack sent a request: https://docs.slack.dev/authentication/verifying-requests-from-slack. Bolt's own check
 * takes a timestamp far in the future, so this one stands before it.
 */

const WINDOW_MS = 300_000;
const SIGNATURE = /^v0=[0-9a-f]{64}$/;
const SECONDS = /^(?:0|[1-9]\d{0,11})$/;

type Headers = Readonly<Record<string, readonly string[] | undefined>>;

/** Why the request is not believed, in a word for the log; null when it is Slack's. `headers`: every value of each. */
export function forgery(headers: Headers, body: Buffer, secret: string, now: Instant): string | null {
  const signature = single(headers['x-slack-signature']);
  const time = single(headers['x-slack-request-timestamp']);
  if (signature === null || !SIGNATURE.test(signature)) return 'no signature';
  if (time === null || !SECONDS.test(time)) return 'no timestamp';
  // Symmetric: a request from the future could be kept and sent when its time has come.
  if (Math.abs(now - Number(time) * 1_000) > WINDOW_MS) return 'out of time';
  const right = createHmac('sha256', secret).update(`v0:${time}:`).update(body).digest();
  return timingSafeEqual(right, Buffer.from(signature.slice('v0='.length), 'hex')) ? null : 'wrong signature';
}

function single(values: readonly string[] | undefined): string | null {
  return values?.length === 1 ? (values[0] ?? null) : null;
}
