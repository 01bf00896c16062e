import { create } from 'qrcode';

/** A way of writing to us that a phone opens by its camera. */
export interface App {
  readonly app: string;
  readonly name: string;
  /** The QR code row by row, true where it is dark, without the white around it. */
  readonly squares: readonly (readonly boolean[])[];
}

/** @param to.whatsapp digits @param to.telegram the bot's name */
export function appsOf(to: { readonly whatsapp?: string; readonly telegram?: string }): readonly App[] {
  const { whatsapp, telegram } = to;
  return [
    ...(whatsapp === undefined
      ? []
      : [{ app: 'WhatsApp', name: `+${whatsapp}`, squares: squaresOf(`https://wa.me/${whatsapp}`) }]),
    ...(telegram === undefined
      ? []
      : [{ app: 'Telegram', name: `@${telegram}`, squares: squaresOf(`https://t.me/${telegram}`) }]),
  ];
}

/** The QR code of an address row by row, true where it is dark. */
export function squaresOf(address: string): readonly (readonly boolean[])[] {
  const { modules } = create(address, { errorCorrectionLevel: 'M' });
  const all = Array.from({ length: modules.size }, (_, at) => at);
  return all.map((row) => all.map((column) => modules.get(row, column) === 1));
}
