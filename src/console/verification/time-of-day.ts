import type { Visit } from '../route.ts';

/** Hours and minutes of the deployment, e.g. `14:05`: until when somebody works on a claim. */
export function timeOfDay(visit: Visit, at: Date): string {
  return new Intl.DateTimeFormat('fr', {
    timeZone: visit.deps.timeZone,
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
}
