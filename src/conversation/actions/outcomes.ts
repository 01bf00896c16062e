/**
 * What flows may `call`: the outcomes each action may have (a flow must map every one), and the answers it gives.
 * The table is data, so that `flow check` knows it without running anything.
 */
export const ACTIONS = {
  // language, consent and who is at the phone
  what_is_missing: { outcomes: ['language', 'consent', 'nothing', 'nothing_after_tip'], gives: [] },
  set_language: { outcomes: ['done'], gives: [] },
  record_consent: { outcomes: ['done'], gives: [] },
  forget_person: { outcomes: ['done', 'only_theirs'], gives: [] },
  another_person: { outcomes: ['done'], gives: [] },
  erase_all: { outcomes: ['done'], gives: [] },
  // rumors
  keep_tip: { outcomes: ['kept', 'repeated', 'answered', 'joined'], gives: ['code'] },
  join_tip: { outcomes: ['joined', 'repeated', 'answered', 'gone'], gives: ['code'] },
  tip_details: { outcomes: ['source', 'quote', 'complete'], gives: [] },
  note_source: { outcomes: ['done'], gives: [] },
  note_quote: { outcomes: ['done'], gives: [] },
  case_status: {
    outcomes: ['waiting', 'working', 'answered', 'dismissed', 'report_open', 'report_closed', 'unknown'],
    gives: ['code'],
  },
  // what happened, and ideas
  open_report: { outcomes: ['opened', 'repeated'], gives: ['code'] },
  add_to_report: { outcomes: ['done'], gives: [] },
  raise_danger: { outcomes: ['done'], gives: ['emergency'] },
  // quiz
  quiz_open: {
    outcomes: ['question', 'choose', 'none'],
    gives: ['banks', 'run', 'n', 'of', 'question', 'question_id', 'options'],
  },
  quiz_next: {
    outcomes: ['question', 'finished', 'none'],
    gives: ['run', 'n', 'of', 'question', 'question_id', 'options', 'score'],
  },
  quiz_answer: { outcomes: ['right', 'wrong', 'gone'], gives: ['reason', 'right_label'] },
  // bulletins and verdicts
  subscription: { outcomes: ['none', 'active'], gives: ['topic_list'] },
  subscribe: { outcomes: ['done'], gives: [] },
  unsubscribe: { outcomes: ['done'], gives: [] },
  answer_form: { outcomes: ['choose', 'by_sms'], gives: [] },
  set_form: { outcomes: ['text', 'voice', 'both'], gives: [] },
  latest_verdict: { outcomes: ['found', 'none'], gives: ['verdict'] },
  note_feedback: { outcomes: ['done'], gives: [] },
  note_reason: { outcomes: ['done'], gives: [] },
  not_this: { outcomes: ['noted', 'none'], gives: [] },
  // what must not be told by message
  free_line: { outcomes: ['callback', 'line_only'], gives: ['line', 'child_line'] },
  keep_callback: { outcomes: ['kept', 'no_number', 'no_desk'], gives: ['code'] },
} as const satisfies Record<string, { outcomes: readonly string[]; gives: readonly string[] }>;

export type ActionName = keyof typeof ACTIONS;
