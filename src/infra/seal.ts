import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { SitrepError } from '../core/model/errors.ts';

/** Changes with the way of sealing, so that what was sealed in an earlier way is told from what was tampered with. */
const VERSION = 'v1';
const CIPHER = 'aes-256-gcm';
const [KEY_BYTES, IV_BYTES, TAG_BYTES] = [32, 12, 16];

export type Sealer = {
  /** `purpose` names whose text it is; it opens under the same one alone. */
  seal(text: string, purpose: string): string;
  /** Errors: SitrepError `bad_config` when it was sealed with another secret, for another purpose, or was changed. */
  open(sealed: string, purpose: string): string;
};

/**
 * A key for one purpose alone. It is stretched (some 50 ms), since the secret may be a phrase and what is made with the
 * key may be seen by anybody.
 */
export function deriveKey(secret: string, purpose: string): Buffer {
  return scryptSync(secret, `sitrep ${purpose}`, KEY_BYTES);
}

/**
 * Seals small texts with AES-256-GCM under a key of its own, derived from the secret. `variable` is the name of the
 * secret for error messages.
 */
export function openSealer(secret: string, variable: string): Sealer {
  const key = deriveKey(secret, `seal ${VERSION}`);
  return {
    seal: (text, purpose) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(aad(purpose));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open: (sealed, purpose) => {
      const [version, encoded = ''] = sealed.split('.');
      const bytes = Buffer.from(encoded, 'base64url');
      try {
        if (version !== VERSION) throw new Error(`sealed as ${version?.slice(0, 8)}`);
        const iv = bytes.subarray(0, IV_BYTES);
        const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(aad(purpose));
        decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch (cause) {
        const what = `${variable} does not open what is kept for ${purpose}: it is another secret, or the store was changed`;
        throw new SitrepError('bad_config', `${what}. Put the earlier secret back, or install there again.`, { cause });
      }
    },
  };
}

const aad = (purpose: string) => Buffer.from(purpose, 'utf8');
