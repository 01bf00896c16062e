/**
 * The desk of call-backs for people who were abused or exploited. Nothing of them is asked or kept but a number, a safe
 * time and a language, sealed with a key of their own; only the role `protection` opens them. ask.ts is for the turn of
 * a conversation and knows no staff; the rest is for the console.
 */
export { forgetCallbacks, keepCallback } from './ask.ts';
export {
  CALLBACK_PAGE,
  type CallbackRefusal,
  callbacks,
  closeCallback,
  type OpenedCallback,
  openCallback,
  releaseCallback,
  reopenCallback,
  takeCallback,
} from './desk.ts';
