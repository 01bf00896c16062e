/** The account that a linked device is; the channel has no other. */
export const ACCOUNT = 'whatsapp-web';
/** Its page. */
export const DEVICE = `/channels/${ACCOUNT}`;
