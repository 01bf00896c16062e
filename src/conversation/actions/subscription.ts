import { communeOf } from '../../country/commune.ts';
import {
  endSubscription,
  findSubscription,
  type Subscription,
  saveSubscription,
} from '../../store/subscriptions.ts';
import type { Actions } from './run.ts';

const FORMS: readonly Subscription['form'][] = ['text', 'voice', 'both'];
const FREQUENCIES: readonly Subscription['frequency'][] = ['each', 'daily', 'weekly'];

export const SUBSCRIPTION: Actions<'subscription' | 'subscribe' | 'unsubscribe'> = {
  async subscription({ tx, contact, deps }) {
    const language = contact.language ?? deps.texts.languages[0] ?? '';
    const topics = deps.country.topics.map(({ id, name }) => ({ id, label: name[language] ?? id }));
    const active = await findSubscription(tx, contact.id);
    return { outcome: active ? 'active' : 'none', answers: { topic_list: JSON.stringify(topics) } };
  },

  async subscribe({ tx, contact, deps, message }, { topics = '', form, frequency, language, place }) {
    const known = new Set(deps.country.topics.map(({ id }) => id));
    const wanted = topics.split(',').filter((topic) => known.has(topic));
    await saveSubscription(
      tx,
      contact.id,
      {
        topics: wanted.length > 0 ? wanted : [...known],
        form: FORMS.find((each) => each === form) ?? 'text',
        frequency: FREQUENCIES.find((each) => each === frequency) ?? 'daily',
        language: language ?? contact.language ?? deps.texts.languages[0] ?? '',
        placeCode: communeOf(deps.country, place ?? ''),
        account: message.account,
        addressId: message.addressId,
      },
      deps.now(),
    );
    return { outcome: 'done' };
  },

  async unsubscribe({ tx, contact, deps }) {
    await endSubscription(tx, contact.id, deps.now());
    return { outcome: 'done' };
  },
};
