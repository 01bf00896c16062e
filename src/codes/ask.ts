/**
 * Why a text is asked about instead of being read: keys of `code.ask.*`, each with a text per language. Whatever is
 * asked, the text was received, has a number and stands before a person.
 */
export const ASKS = [
  'no_code', // words alone
  'no_incident', // numbers, and none of them says what happened
  'no_observer', // a phone that we do not know, and no observer's number
  'no_place', // and nowhere that we expect this observer
  'no_words', // a code that says nothing without words
  'incident_check', // three digits, the last does not fit
  'incident_unknown', // it fits, and the card has no such code
  'observer_check',
  'observer_unknown',
  'place_check',
  'place_unknown',
  'reference_check',
  'reference_unknown',
  'once_check', // a one-time code that is none
  'time_wrong', // four digits that are no time of the day
  'time_or_code', // four digits that may be a code with a digit twice
  'time_or_place', // the last four digits may be the beginning of a place
  'quantity_wrong',
  'digits_short', // one or two digits that belong to nothing
  'digits_long', // too many to be anything
  'digits_letters', // digits with letters among them
  'cut', // it ends where a number should follow
  'joined', // numbers without a gap that can be cut in two ways
  'two_observers',
  'two_places',
  'two_times',
  'two_references',
  'two_quantities',
  'two_once',
  'code_in_words', // what may be a code stands among the words
  'new_or_correction', // a report's number beside an observer's
  'reference_alone',
  'cancel_reference', // which report?
  'cancel_word', // nearly the word for cancelling
  'status_reference',
  'block_observer', // whose phone?
  'block_word',
] as const;

export type Ask = (typeof ASKS)[number];
