import { WAITING_REASONS } from '../../store/waiting.ts';
import type { Visit } from '../route.ts';

/** A reason that this version has no words for is still shown. */
export function reasonInWords(visit: Visit, reason: string): string {
  return (WAITING_REASONS as readonly string[]).includes(reason)
    ? visit.t(`console.reason.${reason}`)
    : visit.t('console.reason.other');
}
