import type { Row } from './frame.ts';
import { ack, slow } from './rows/ack.ts';
import { backup } from './rows/backup.ts';
import { busy } from './rows/busy.ts';
import { forged } from './rows/forged.ts';
import { limits } from './rows/limits.ts';
import { once } from './rows/once.ts';
import { reconnect } from './rows/reconnect.ts';
import { restore } from './rows/restore.ts';
import { secrets } from './rows/secrets.ts';
import { tenants } from './rows/tenants.ts';

/** The promises that `npm run faults` shows, in the order of RELIABILITY. */
export const ROWS: readonly Row[] = [
  ack,
  slow,
  once,
  reconnect,
  forged,
  limits,
  tenants,
  secrets,
  busy,
  backup,
  restore,
];
