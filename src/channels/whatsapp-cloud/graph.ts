import { SendError } from '../../core/send-error.ts';
import type { HttpAnswer } from '../http-call.ts';
import { meaningOfAnswer } from './errors.ts';
import { type Json, number, object, readJson } from './json.ts';

/**
 * Reads an answer of the Graph API.
 * @throws SendError with Meta's code where it is a refusal, `outcome_unknown` where it cannot be read
 */
export function readAnswer({ status, headers, body }: HttpAnswer): Json {
  const told = readJson(body);
  if (status >= 200 && status < 300) {
    if (told) return told;
    throw new SendError('outcome_unknown', 'answer');
  }
  const { code, subcode } = errorIn(told);
  const after = secondsOf(headers['retry-after']);
  throw new SendError(meaningOfAnswer(status, code, subcode), String(code ?? status), {
    ...(after !== undefined && { afterSeconds: after }),
  });
}

/** Meta's code and subcode, where an answer has them. */
export function errorIn(told: Json | undefined): { code: number | undefined; subcode: number | undefined } {
  const error = object(told?.error);
  return { code: number(error?.code), subcode: number(error?.error_subcode) };
}

/** Longer than a day is no pause but a slip. */
function secondsOf(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string' || !/^\d{1,5}$/.test(header)) return undefined;
  const seconds = Number(header);
  return seconds > 0 && seconds <= 86_400 ? seconds : undefined;
}
