export function trust(options: { readonly port: number; readonly root: Buffer }): void;
