import type { Country } from '../../country/country.ts';
import type { BulletinDesk, BulletinRefusal } from '../bulletins/index.ts';

/** What the desk of campaigns works with: that of bulletins, by which its questions go out, and the banks. */
export interface CampaignDesk extends BulletinDesk {
  readonly quizBanks: Country['quizBanks'];
}

/** Why nothing was changed: a key of `campaigns.error.*`. */
export type CampaignRefusal =
  | Extract<
      BulletinRefusal,
      | 'gone'
      | 'rights'
      | 'state'
      | 'version'
      | 'same_person'
      | 'no_text'
      | 'too_long'
      | 'topic'
      | 'time'
      | 'why'
    >
  /** Not two to five choices, or two that are called the same. */
  | 'choices'
  | 'bank';

/** A person who answered is shown only among so many of one kind. */
export const FEWEST = 5;
