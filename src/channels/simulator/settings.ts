import type { Setting } from '../../core/channel.ts';

/** Needs nothing: that is what it is for. */
export const settings: Readonly<Record<string, Setting>> = {};
