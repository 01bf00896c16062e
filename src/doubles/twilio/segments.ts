/** One septet each; the second line costs two. Source: 3GPP TS 23.038. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const EXTENDED = new Set('^{}\\[~]|€\f');

/**
 * How many segments an operator would bill. Counted here a second time on purpose: the gateway's own count
 * is one of the things the double is there to catch out.
 */
export function countSegments(body: string): number {
  let septets = 0;
  for (const sign of body) {
    if (BASIC.has(sign)) septets += 1;
    else if (EXTENDED.has(sign)) septets += 2;
    else return pieces(body.length, 70, 67);
  }
  return pieces(septets, 160, 153);
}

function pieces(length: number, alone: number, joined: number): number {
  return length <= alone ? 1 : Math.ceil(length / joined);
}
