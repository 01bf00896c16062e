/** Meta's refusal: HTTP status and code; the texts are our own words. */
export interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly subcode?: number;
  readonly details: string;
}

export const refusal = (code: number, details: string, status = 400): Refusal => ({ status, code, details });

export function isRefusal(checked: object): checked is Refusal {
  return 'code' in checked && 'details' in checked;
}
