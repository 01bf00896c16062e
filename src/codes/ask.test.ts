import { expect, test } from 'vitest';
import { segments } from '../core/sms.ts';
import { loadTexts } from '../i18n.ts';
import { ASKS } from './ask.ts';

const texts = loadTexts();

test.each(texts.languages)(
  'every ask has its text in %s: one SMS in GSM-7, with the number and nothing that was written',
  (language) => {
    const keys = texts.keys(language).filter((key) => key.startsWith('observer.ask.'));
    expect(keys.map((key) => key.slice('observer.ask.'.length)).sort()).toEqual([...ASKS].sort());
    expect(new Set(keys.map((key) => texts.template(language, key))).size).toBe(ASKS.length);
    for (const key of keys) {
      const template = texts.template(language, key) ?? '';
      expect(template.match(/\{\{.*?\}\}/g)).toEqual(['{{reference}}']);
      expect(segments(template.replace('{{reference}}', '4827317'))).toMatchObject({
        alphabet: 'gsm7',
        segments: 1,
      });
    }
  },
);
