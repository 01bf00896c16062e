/** Twilio's refusal: HTTP status and code; the texts are our own words. */
export interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

export function isRefusal(checked: object): checked is Refusal {
  return 'code' in checked;
}
