import type { Store } from '../core/model/ports.ts';
import { openSealer } from './seal.ts';

/**
 * What a chat's app needs in the servers that installed it, by tenant: sealed before it reaches the store. Errors: those
 * of the store; `bad_config` when the secret is not the one that it was sealed with.
 */
export function sealedInstallations(store: Pick<Store, 'install' | 'installed' | 'uninstall'>, secret: string) {
  const { seal, open } = openSealer(secret, 'SITREP_SECRET');
  return {
    save: (tenant: string, text: string): Promise<void> => store.install(tenant, seal(text, tenant)),
    find: async (tenant: string): Promise<string | null> => {
      const sealed = await store.installed(tenant);
      return sealed === null ? null : open(sealed, tenant);
    },
    remove: (tenant: string): Promise<void> => store.uninstall(tenant),
  };
}
