/** Where a message goes and how; the same for every `send…`. */
const TO = {
  business_connection_id: 'String',
  chat_id: '!Integer|String',
  message_thread_id: 'Integer',
  direct_messages_topic_id: 'Integer',
  disable_notification: 'Boolean',
  protect_content: 'Boolean',
  allow_paid_broadcast: 'Boolean',
  message_effect_id: 'String',
  suggested_post_parameters: 'SuggestedPostParameters',
  reply_parameters: 'ReplyParameters',
  reply_markup: 'InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply',
};
const CAPTION = { caption: 'String', parse_mode: 'String', caption_entities: 'Array of MessageEntity' };
const SHOWN = { show_caption_above_media: 'Boolean', has_spoiler: 'Boolean' };
const POINT = { latitude: '!Float', longitude: '!Float' };

/**
 * The methods that the double serves, each with all its parameters and their types; `!` marks what must be there.
 * A test compares it with Telegram's published description.
 */
export const METHODS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  getMe: {},
  getUpdates: { offset: 'Integer', limit: 'Integer', timeout: 'Integer', allowed_updates: 'Array of String' },
  setWebhook: {
    url: '!String',
    certificate: 'InputFile',
    ip_address: 'String',
    max_connections: 'Integer',
    allowed_updates: 'Array of String',
    drop_pending_updates: 'Boolean',
    secret_token: 'String',
  },
  getWebhookInfo: {},
  deleteWebhook: { drop_pending_updates: 'Boolean' },
  sendMessage: {
    ...TO,
    text: '!String',
    parse_mode: 'String',
    entities: 'Array of MessageEntity',
    link_preview_options: 'LinkPreviewOptions',
  },
  sendVoice: { ...TO, ...CAPTION, voice: '!InputFile|String', duration: 'Integer' },
  sendPhoto: { ...TO, ...CAPTION, ...SHOWN, photo: '!InputFile|String' },
  sendVideo: {
    ...TO,
    ...CAPTION,
    ...SHOWN,
    video: '!InputFile|String',
    duration: 'Integer',
    width: 'Integer',
    height: 'Integer',
    thumbnail: 'InputFile|String',
    cover: 'InputFile|String',
    start_timestamp: 'Integer',
    supports_streaming: 'Boolean',
  },
  sendDocument: {
    ...TO,
    ...CAPTION,
    document: '!InputFile|String',
    thumbnail: 'InputFile|String',
    disable_content_type_detection: 'Boolean',
  },
  sendLocation: {
    ...TO,
    ...POINT,
    horizontal_accuracy: 'Float',
    live_period: 'Integer',
    heading: 'Integer',
    proximity_alert_radius: 'Integer',
  },
  sendVenue: {
    ...TO,
    ...POINT,
    title: '!String',
    address: '!String',
    foursquare_id: 'String',
    foursquare_type: 'String',
    google_place_id: 'String',
    google_place_type: 'String',
  },
  getFile: { file_id: '!String' },
  answerCallbackQuery: {
    callback_query_id: '!String',
    text: 'String',
    show_alert: 'Boolean',
    url: 'String',
    cache_time: 'Integer',
  },
};

export type Parameters = Readonly<Record<string, unknown>>;

/** A file that came with a call. */
export interface Upload {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/**
 * Checks one call against the table and the limits of the Bot API. Stricter in one thing: an unknown parameter is an error,
 * so that a slip of ours is seen.
 * @param uploads the files of a multipart call, by the name after `attach://`
 * @returns what is wrong, as the description of a 400
 */
export function faultOf(
  method: string,
  parameters: Parameters,
  uploads: ReadonlyMap<string, Upload>,
): string | undefined {
  const table = METHODS[method] ?? {};
  for (const name of Object.keys(parameters))
    if (!Object.hasOwn(table, name)) return `unknown parameter ${name}`;
  for (const [name, described] of Object.entries(table)) {
    const value = parameters[name];
    if (value === undefined) {
      if (described.startsWith('!')) return `parameter ${name} is missing`;
      continue;
    }
    const types = described.replace('!', '').split('|');
    if (!types.some((type) => isOf(value, type, uploads))) return `parameter ${name} is no ${described}`;
  }
  if (JSON.stringify(parameters).match(/\\ud[89a-f]/i)) return 'strings must be encoded in UTF-8';
  return faultOfText(parameters) ?? faultOfButtons(parameters.reply_markup);
}

function isOf(value: unknown, type: string, uploads: ReadonlyMap<string, Upload>): boolean {
  switch (type) {
    case 'String':
      return typeof value === 'string';
    case 'Integer':
      return Number.isSafeInteger(value);
    case 'Float':
      return typeof value === 'number';
    case 'Boolean':
      return typeof value === 'boolean';
    case 'InputFile':
      return typeof value === 'string' && uploads.has(value.replace('attach://', ''));
    case 'Array of String':
      return Array.isArray(value) && value.every((one) => typeof one === 'string');
    default:
      return type.startsWith('Array') ? Array.isArray(value) : typeof value === 'object' && value !== null;
  }
}

function faultOfText({ text, caption }: Parameters): string | undefined {
  if (typeof text === 'string' && text.trim() === '') return 'message text is empty';
  if (typeof text === 'string' && text.length > 4096) return 'message is too long';
  if (typeof caption === 'string' && caption.length > 1024) return 'message caption is too long';
  return undefined;
}

function faultOfButtons(markup: unknown): string | undefined {
  if (typeof markup !== 'object' || markup === null || !('inline_keyboard' in markup)) return undefined;
  if (!Array.isArray(markup.inline_keyboard)) return 'inline_keyboard is no array';
  for (const button of markup.inline_keyboard.flat()) {
    if (typeof button.text !== 'string' || button.text === '')
      return 'text buttons are unallowed to be empty';
    const bytes = Buffer.byteLength(button.callback_data ?? '');
    if (bytes < 1 || bytes > 64) return 'BUTTON_DATA_INVALID';
  }
  return undefined;
}
