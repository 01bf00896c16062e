/** A button of a campaign's question: it says which one, so that it may be tapped days later. */
export interface CampaignChoice {
  /** The number of the campaign. */
  readonly campaign: number;
  /** Of the question, from 1. */
  readonly n: number;
  readonly choice: string;
}

/** At most 64 bytes, which is what Telegram takes: `c.7.3.eighteen`. */
export const choiceId = ({ campaign, n, choice }: CampaignChoice) => `c.${campaign}.${n}.${choice}`;

/** @returns null for a button of something else */
export function readChoiceId(id: string): CampaignChoice | null {
  const [, campaign, n, choice] = /^c\.(\d{1,9})\.(\d{1,3})\.([a-z0-9_]{1,30})$/.exec(id) ?? [];
  return campaign && n && choice ? { campaign: Number(campaign), n: Number(n), choice } : null;
}
