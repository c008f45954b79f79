import { pino } from 'pino';
import type { Log } from '../core/model/ports.ts';

/**
 * Structured log lines (JSON) on standard error. Whatever a field holds, the given secrets never get out: the
 * written line itself is searched for them.
 */
export function openLog(level: string, secrets: readonly string[]): Log {
  const hide = secrets.filter((one) => one.length > 0);
  const hooks = { streamWrite: (line: string) => hide.reduce((text, one) => text.replaceAll(one, '[secret]'), line) };
  const to = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, hooks }, pino.destination(2));
  return {
    info: (event, fields = {}) => to.info({ ...fields, event }),
    warn: (event, fields = {}) => to.warn({ ...fields, event }),
    error: (event, fields = {}) => to.error({ ...fields, event }),
  };
}

/** The log of a terminal chat without one: warnings and errors as one plain line each, which a person reads. */
export function openPlainLog(write: (line: string) => void): Log {
  const line = (event: string, fields: Readonly<Record<string, unknown>> = {}) =>
    write(`sitrep: ${String(fields.text ?? fields.error ?? event).replace(/\p{Cc}+/gu, ' ')}\n`);
  return { info: () => {}, warn: line, error: line };
}
