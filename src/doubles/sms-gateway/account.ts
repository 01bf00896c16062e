/** What the double knows of one gateway that it plays, and of the deployment behind it. */
export interface Account {
  readonly kind: 'kannel' | 'jasmin' | 'android';
  /** The entry's name: the door is `/hooks/sms/<name>`. */
  readonly name: string;
  readonly user: string;
  readonly password: string;
  /** What the gateway shows: in the address, or as the key of its signatures. */
  readonly secret: string;
  /** The short code or the SIM's own number. */
  readonly from: string;
  /** Kannel sends what stands in the answer to its request: `max-messages` of its sms-service is not 0. */
  readonly repliesByAnswer?: boolean;
}
