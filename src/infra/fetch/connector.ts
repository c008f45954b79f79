import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import { type Guard, portOf } from './guard.ts';

type Connect = buildConnector.connector;

export type Connecting = {
  readonly guard: Guard;
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
  /** Makes what connects to exactly these addresses. */
  readonly dial?: (addresses: readonly LookupAddress[]) => Connect;
  /** Milliseconds until the connection stands, TLS included. */
  readonly timeout: number;
  /** Certificates to trust instead of those of Node, in PEM. */
  readonly ca?: string;
};

/**
 * The connector of undici that never leaves what the guard lets through: the name is resolved once, every address is
 * checked, and the connection goes to a checked address, so that a second look-up cannot lead elsewhere. TLS is
 * verified against the name. (Checking in `lookup` alone lets literal addresses through: Node looks those up nowhere.)
 */
export function guardedConnector(connecting: Connecting): Connect {
  const { guard, resolve = resolveAll, dial = pinnedTo(connecting) } = connecting;
  const checked = async ({ hostname, port, protocol }: buildConnector.Options) => {
    const family = isIP(hostname);
    const addresses = family === 0 ? await resolve(hostname) : [{ address: hostname, family }];
    guard.checkResolved(
      hostname,
      portOf({ port, protocol }),
      addresses.map(({ address }) => address),
    );
    return addresses;
  };
  return async (options, callback) => {
    let connect: Connect;
    try {
      connect = dial(await checked(options));
    } catch (error) {
      callback(error as Error, null);
      return;
    }
    connect(options, callback);
  };
}

const resolveAll = (host: string) => lookup(host, { all: true });

function pinnedTo({ timeout, ca }: Connecting): NonNullable<Connecting['dial']> {
  return (addresses) =>
    buildConnector({
      timeout,
      allowH2: false,
      maxCachedSessions: 0,
      autoSelectFamily: true,
      ...(ca !== undefined && { ca }),
      lookup: (_, { all }, done) => {
        const [first] = addresses;
        if (all) done(null, [...addresses]);
        else done(null, first?.address ?? '', first?.family);
      },
    });
}
