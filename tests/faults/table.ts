import type { Row } from './frame.ts';
import { ack, slow } from './rows/ack.ts';
import { alone } from './rows/alone.ts';
import { backup } from './rows/backup.ts';
import { bombs } from './rows/bombs.ts';
import { burst } from './rows/burst.ts';
import { busy } from './rows/busy.ts';
import { claims } from './rows/claims.ts';
import { correct } from './rows/correct.ts';
import { crowd } from './rows/crowd.ts';
import { digests } from './rows/digests.ts';
import { disk, locked } from './rows/disk.ts';
import { feeds, ingest } from './rows/follow.ts';
import { forged } from './rows/forged.ts';
import { limits } from './rows/limits.ts';
import { month } from './rows/month.ts';
import { mutated } from './rows/mutated.ts';
import { off } from './rows/off.ts';
import { once } from './rows/once.ts';
import { outage } from './rows/outage.ts';
import { parts } from './rows/parts.ts';
import { polite } from './rows/polite.ts';
import { reconnect } from './rows/reconnect.ts';
import { restore } from './rows/restore.ts';
import { secrets } from './rows/secrets.ts';
import { tenants } from './rows/tenants.ts';
import { terms } from './rows/terms.ts';
import { ticks } from './rows/ticks.ts';
import { walks } from './rows/walks.ts';
import { watch } from './rows/watch.ts';
import { zones } from './rows/zones.ts';

/** The promises that `npm run faults` shows, in the order of RELIABILITY. */
export const ROWS: readonly Row[] = [
  digests,
  parts,
  zones,
  off,
  walks,
  outage,
  ticks,
  claims,
  burst,
  crowd,
  watch,
  correct,
  ack,
  slow,
  once,
  reconnect,
  forged,
  limits,
  tenants,
  secrets,
  polite,
  feeds,
  ingest,
  bombs,
  mutated,
  busy,
  backup,
  restore,
  disk,
  locked,
  terms,
  month,
  alone,
];
