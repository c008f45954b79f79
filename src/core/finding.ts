import type { Instant } from './model/article.ts';
import { errorLine, SitrepError } from './model/errors.ts';

/** What `sitrep doctor` found out about one thing; `text` says what to do when it is not well. */
export type Finding = { readonly check: string; readonly ok: boolean; readonly text: string };

/** Further off, and schedules come late and Slack's signatures are refused. */
const MOST_MS = 60_000;

/** This machine's clock (`now`) beside the `Date` header of an answer that has just come. */
export function clockFinding(check: string, header: string | null, now: Instant): Finding {
  const there = Date.parse(header ?? '');
  if (Number.isNaN(there)) return { check, ok: true, text: 'not told by the other side' };
  const seconds = Math.round((now - there) / 1_000);
  if (Math.abs(now - there) <= MOST_MS)
    return { check, ok: true, text: `right (${seconds} s beside the other side’s)` };
  const side = seconds > 0 ? 'fast' : 'slow';
  return { check, ok: false, text: `${Math.abs(seconds)} s ${side}: set this machine’s clock, best by NTP.` };
}

/** An examination that got no answer, as an error that names the platform and the network's code. */
export function unreached(platform: string, cause: unknown): SitrepError {
  const { code, message } = ((cause as { cause?: unknown } | null)?.cause ?? cause ?? {}) as Record<string, unknown>;
  return new SitrepError('platform_unreachable', `${platform} cannot be reached (${String(code ?? message)}).`, {
    cause,
  });
}

/** What `work` finds out; whatever goes wrong in it is a finding too. Never rejects. */
export async function findOut(check: string, work: () => Promise<Omit<Finding, 'check'>>): Promise<Finding> {
  try {
    return { check, ...(await work()) };
  } catch (error) {
    if (error instanceof SitrepError) return { check, ok: false, text: errorLine(error) };
    return { check, ok: false, text: error instanceof Error ? error.message : String(error) };
  }
}
