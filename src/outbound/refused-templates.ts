import type { Template } from '../core/message.ts';

/** A template is approved or taken back by people: asking again sooner only gathers refusals. */
const REST_MS = 600_000;

/** Which templates one account's provider has refused lately. */
export interface RefusedTemplates {
  /** @param now ms */
  note(template: Template, now: number): void;
  /** @param now ms */
  has(template: Template, now: number): boolean;
}

/** One refusal is enough: ten thousand bulletins must not each find out. After a rest one of them asks again. */
export function openRefusedTemplates(): RefusedTemplates {
  const until = new Map<string, number>();
  const keyOf = ({ name, language }: Template) => `${name} ${language}`;
  return {
    note: (template, now) => void until.set(keyOf(template), now + REST_MS),
    has: (template, now) => now < (until.get(keyOf(template)) ?? 0),
  };
}
