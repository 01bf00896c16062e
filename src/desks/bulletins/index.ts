export { cancelRun, pauseRun, resendRun, resumeRun } from './controls.ts';
export { writeCorrection } from './correct.ts';
export {
  type Actor,
  type BulletinDesk,
  type BulletinRefusal,
  mayApprove,
  mayCompose,
} from './desk.ts';
export { addVerdicts, type BulletinForm, createBulletin, saveBulletin, setVoice } from './edit.ts';
export { approve, end, propose, sendBack } from './moves.ts';
export { radioPaper } from './radio/paper.ts';
export { type RadioRefusal, type RadioScript, radioScript } from './radio/script.ts';
export { openRadioSounds } from './radio/sound.ts';
export { quietUntil } from './schedule.ts';
export { sendBulletins } from './send.ts';
export { speakBulletins } from './speak.ts';
export { findRepeatable, type Repeatable, repeatableByIds } from './standing.ts';
export { offerTest, TEST_PHONES, takeTest } from './test-send.ts';
export {
  type BulletinLine,
  type BulletinView,
  type Estimate,
  estimate,
  type Form,
  formsOf,
  listAll,
  type RunView,
  resultsOf,
  spokenFile,
  viewBulletin,
  viewRun,
  wordsNow,
} from './view.ts';
export { framed, SEGMENTS_MAX, segmentsOf, TEXT_MAX } from './words.ts';
