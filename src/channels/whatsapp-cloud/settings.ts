import type { Setting } from '../../core/channel.ts';

/** By our language, a template and Meta's code for its language. */
const TEMPLATES =
  /^([a-z]{2,3}=[a-z0-9_]{1,512}\/[A-Za-z0-9_]{2,10}(\s*,\s*[a-z]{2,3}=[a-z0-9_]{1,512}\/[A-Za-z0-9_]{2,10})*)?$/;

export const settings: Readonly<Record<string, Setting>> = {
  WHATSAPP_CLOUD_TOKEN: {
    help: 'A token that does not expire: business.facebook.com > Settings > Users > System users > Generate token, with whatsapp_business_messaging and whatsapp_business_management.',
    secret: true,
    matches: /^[\w|.-]{20,}$/,
  },
  WHATSAPP_CLOUD_PHONE_ID: {
    help: 'The phone number id (not the number itself): developers.facebook.com > your app > WhatsApp > API Setup. Several with a comma between, each but one with a label of ours before it: 1234567,natcom=7654321.',
    matches: /^([a-z0-9]{1,20}=)?\d{5,25}(\s*,\s*([a-z0-9]{1,20}=)?\d{5,25})*$/,
  },
  WHATSAPP_CLOUD_APP_SECRET: {
    help: 'What webhooks are signed with: developers.facebook.com > your app > App settings > Basic > App secret. While rotating, the new and the old one with a comma between.',
    secret: true,
    matches: /^[^\s,]+(\s*,\s*[^\s,]+)?$/,
  },
  WHATSAPP_CLOUD_VERIFY_TOKEN: {
    help: 'A word that you invent (at least 12 letters and digits) and give to Meta beside the callback address: your app > WhatsApp > Configuration > Verify token.',
    secret: true,
    matches: /^[\w.-]{12,200}$/,
  },
  WHATSAPP_CLOUD_API_URL: {
    help: 'Where the Graph API is, with its version; a version lives for about two years. Trials point it elsewhere.',
    default: 'https://graph.facebook.com/v25.0',
    matches: /^https?:\/\/[^\s?#]+$/,
  },
  WHATSAPP_CLOUD_TEMPLATES: {
    help: "What may leave when a person has not written for 24 hours, by our language: ht=answer_ready/fr,fr=answer_ready/fr means Meta's template answer_ready under its language code fr (business.facebook.com > WhatsApp Manager > Message templates). Empty: such replies wait until the person writes.",
    default: '',
    matches: TEMPLATES,
  },
  WHATSAPP_CLOUD_BULLETIN_TEMPLATES: {
    help: 'What carries a bulletin to who has not written for 24 hours, by our language, as above: ht=bulletin/fr,fr=bulletin/fr_FR. Its body has one variable, {{1}}, which becomes the bulletin. See docs/whatsapp-templates.md. Empty: bulletins wait until the person writes.',
    default: '',
    matches: TEMPLATES,
  },
  WHATSAPP_CLOUD_BUSINESS_ID: {
    help: 'The id of the WhatsApp Business Account (WhatsApp Manager > Settings, beside the phone number ids in API Setup), so that the console can show how each template stands. Empty: it is not known.',
    default: '',
    matches: /^(\d{5,25})?$/,
  },
  WHATSAPP_CLOUD_LIST_LABEL: {
    help: 'What stands on the button that opens a list of more than three choices: at most 20 letters, the same in every language.',
    default: 'Chwazi / Choisir',
    matches: /^.{1,20}$/u,
  },
  WHATSAPP_CLOUD_PER_SECOND: {
    help: 'How many messages a second each number may send: 80, or 20 for a number that is used in the WhatsApp Business app, too (WhatsApp Manager > Phone numbers).',
    default: '80',
    matches: /^(?!0+(\.0+)?$)\d{1,4}(\.\d+)?$/,
  },
};
