import type { Reporter } from 'vitest/node';

export default class ClosingLine implements Reporter {}
