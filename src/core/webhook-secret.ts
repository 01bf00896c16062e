import { randomBytes } from 'node:crypto';

/** As the Standard Webhooks specification advises: 24 to 64 bytes. */
const SECRET_BYTES = 24;

export const newSecret = (): Buffer => randomBytes(SECRET_BYTES);

/** As a partner is given it. */
export const shownSecret = (secret: Buffer): string => `whsec_${secret.toString('base64')}`;
