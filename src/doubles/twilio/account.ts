/** What the double knows of the deployment it plays Twilio for. */
export interface Account {
  readonly accountSid: string;
  readonly authToken: string;
  /** The gateway's public address as configured there: inbound messages are signed over it. */
  readonly gatewayUrl: string;
  /** Where the gateway really listens, when that is another address (a proxy would stand between). */
  readonly gatewayAt?: string;
  /** The number that SMS may leave from; empty: none. */
  readonly smsFrom: string;
  /** The number of the WhatsApp sender, without prefix; empty: none. */
  readonly whatsappFrom: string;
}
