import type { Capabilities, Channel } from '../core/channel.ts';
import { type Health, openHealth } from './account-health.ts';
import { openRefusedTemplates, type RefusedTemplates } from './refused-templates.ts';

/** One call that hangs must not hold back what others are told: wake-ups are not heard while a drain runs. */
export const LOOK_AGAIN_MS = 250;

/** One account in this process. */
export interface Lane {
  readonly account: string;
  readonly channel: Channel;
  readonly capabilities: Capabilities;
  readonly health: Health;
  readonly refused: RefusedTemplates;
  readonly inFlight: Map<string, number>;
  /** Something has changed since the last claim found nothing. */
  fresh: boolean;
  lookAgainMs: number;
  /** The database says that it has been in trouble: the next success is news. */
  troubled: boolean;
  /** Until when bulk waits here because its money is spent, in ms. */
  bulkFrom: number;
  /** Wakes the loop that waits. */
  change: () => void;
  running: Promise<void> | undefined;
  timer: { at: number; handle: NodeJS.Timeout } | undefined;
}

export function openLane(account: string, channel: Channel): Lane {
  const capabilities = channel.capabilities[account];
  if (!capabilities) throw new Error(`channel ${channel.name} says nothing about ${account}`);
  return {
    account,
    channel,
    capabilities,
    health: openHealth(),
    refused: openRefusedTemplates(),
    inFlight: new Map(),
    fresh: false,
    lookAgainMs: LOOK_AGAIN_MS,
    troubled: false,
    bulkFrom: 0,
    change: () => {},
    running: undefined,
    timer: undefined,
  };
}

/** Resolves when a send has ended or somebody woke us, and marks the lane as worth a look after a while anyway. */
export function changeOf(lane: Lane): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      lane.fresh = true;
      resolve();
    }, lane.lookAgainMs);
    lane.change = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}
