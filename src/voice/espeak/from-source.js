// JavaScript, because a child begins without what reads TypeScript. Only where we run from source; the built output
// has program.js, and starts that.
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

register({ tsconfig: fileURLToPath(new URL('../../../tsconfig.json', import.meta.url)) });
await import(new URL('./program.ts', import.meta.url).href);
