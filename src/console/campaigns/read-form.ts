import { type CampaignForm, CHOICES_MAX, QUESTIONS_MAX } from '../../desks/campaigns/index.ts';
import type { CampaignQuestion } from '../../store/campaigns.ts';
import type { SignedVisit } from '../route.ts';

const KINDS = ['choice', 'number', 'text'] as const;
const MEDIA = ['sms', 'whatsapp', 'telegram'] as const;

/** What stands in the form of a campaign. A question without words is left out: so one is taken away. */
export function readCampaign({ form, deps }: SignedVisit): CampaignForm {
  const [hours = Number.NaN, minutes = Number.NaN] = form.get('time').split(':').map(Number);
  const remind = form.get('remind');
  const languages = form.all('languages').filter((one) => deps.texts.languages.includes(one));
  const media = MEDIA.filter((one) => form.all('media').includes(one));
  return {
    ...{ title: form.get('title'), topic: form.get('topic'), bank: form.get('bank') || null },
    audience: { ...(languages.length > 0 && { languages }), ...(media.length > 0 && { media }) },
    questions: Array.from({ length: QUESTIONS_MAX }, (_, n) => readQuestion(form, deps.texts.languages, n))
      .filter(({ text }) => Object.keys(text).length > 0)
      .map((question, n) => ({ ...question, id: `q${n + 1}` })),
    startsOn: /^\d{4}-\d\d-\d\d$/.test(form.get('starts')) ? form.get('starts') : null,
    minutes: hours * 60 + minutes,
    remindHours: remind === '' ? null : Number(remind),
  };
}

function readQuestion(
  form: SignedVisit['form'],
  languages: readonly string[],
  n: number,
): Omit<CampaignQuestion, 'id'> {
  const kind = KINDS.find((one) => one === form.get(`kind-${n}`)) ?? 'choice';
  const written = (name: string) =>
    Object.fromEntries(
      languages.flatMap((language) => {
        const said = form.get(`${name}-${n}-${language}`);
        return said === '' ? [] : [[language, said] as const];
      }),
    );
  const lines = Object.entries(written('choices')).map(
    ([language, said]) =>
      [
        language,
        said
          .split('\n')
          .map((line) => line.trim())
          .filter(Boolean),
      ] as const,
  );
  // One more than there may be is kept, so that it is refused and not lost.
  const most = Math.min(CHOICES_MAX + 1, Math.max(0, ...lines.map(([, each]) => each.length)));
  const choices = Array.from({ length: most }, (_, at) => ({
    id: `c${at + 1}`,
    label: Object.fromEntries(lines.flatMap(([language, each]) => (each[at] ? [[language, each[at]]] : []))),
  }));
  return {
    kind,
    text: written('text'),
    choices: kind === 'choice' ? choices : [],
    right: null,
    reason: null,
  };
}
