import type { Channel } from '../core/channel.ts';

/**
 * Who stands in for whom. Only SMS can: a number reaches the same phone from everywhere, while a talk on WhatsApp or
 * Telegram belongs to the account it was begun with.
 * @param configured by account, best first; who is not named has the other SMS accounts of its channel
 * @throws Error in one line for the operator
 */
export function standInsOf(
  channels: ReadonlyMap<string, Channel>,
  configured: ReadonlyMap<string, readonly string[]>,
): Map<string, readonly string[]> {
  const capabilitiesOf = (account: string) => channels.get(account)?.capabilities[account];
  const isSms = (account: string) => capabilitiesOf(account)?.medium === 'sms';
  const canCall = (account: string) => !capabilitiesOf(account)?.answersOnly;
  for (const [account, standIns] of configured) {
    for (const name of [account, ...standIns]) {
      if (!channels.has(name)) {
        throw new Error(
          `FAILOVER: no open channel has an account "${name}"; open are ${[...channels.keys()].join(', ')}`,
        );
      }
      if (!isSms(name)) {
        throw new Error(`FAILOVER: ${name} is no SMS account, and only these can stand in for each other`);
      }
    }
    const mute = standIns.find((name) => !canCall(name));
    if (mute !== undefined)
      throw new Error(
        `FAILOVER: ${mute} has no address to call, and what nobody waits for could not leave there`,
      );
    if (standIns.includes(account)) throw new Error(`FAILOVER: ${account} cannot stand in for itself`);
  }
  return new Map(
    [...channels.keys()].filter(isSms).map((account) => {
      const siblings = [...channels.keys()].filter(
        (other) =>
          other !== account &&
          isSms(other) &&
          canCall(other) &&
          channels.get(other) === channels.get(account),
      );
      return [account, configured.get(account) ?? siblings] as const;
    }),
  );
}
