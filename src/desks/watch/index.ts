/**
 * The national election watch cell: who observes and where, what they report, and what becomes of it. What may be taken
 * along as a file has a door of its own, exports/index.ts: it loads what draws PDFs, which the others do not need.
 */
export {
  hiddenFrom,
  institutionOf,
  maySee,
  readsAll,
  type WatchDesk,
  type WatchRefusal,
} from './desk.ts';
export { askExercise, EXERCISE_HOURS, type ExerciseRefusal, endExercise, startExercise } from './exercise.ts';
export { handToWatch } from './from-claim.ts';
export { groupReports } from './group.ts';
export { CENTRE_COLUMNS, importCentres } from './import/centres.ts';
export { importObservers } from './import/observers.ts';
export { type CellReading, OBSERVER_COLUMNS } from './import/read-observer.ts';
export { type Fault, rowsOf } from './import/sheet.ts';
export { tellLate } from './late.ts';
export {
  askToClose,
  closeIncident,
  confirmIncident,
  dismissReport,
  type OfIncident,
  openToAccused,
  pauseClock,
  releaseIncident,
  reopenIncident,
  resumeClock,
  returnIncident,
  type SideExit,
  takeIncident,
  validateIncident,
  verifyIncident,
} from './moves.ts';
export { correctByCodes, fileByCodes, standingByCodes, withdrawByCodes } from './observer-reports.ts';
export { makeOnceSheet } from './once-sheet.ts';
export { communesOf, departmentsOf, watchDeskOf } from './open.ts';
export {
  blockByStaff,
  mayOpenPeople,
  type OpenedTeller,
  openTeller,
  type PeopleRefusal,
  reinstateObserver,
} from './people.ts';
export { type ReadRefusal, readByPerson } from './read-by-person.ts';
export {
  type NumberedPlace,
  openRegistry,
  placesByNumber,
  type Registry,
  type RegistryKeeper,
} from './registry.ts';
export type { Group } from './silence.ts';
export { tellSilenceAlarms } from './silence-alarms.ts';
export {
  type Signal,
  type SilenceBoard,
  type SilentLine,
  silenceBoard,
  silentPlaces,
} from './silence-board.ts';
export { moveSilence, type SilenceMove } from './silence-moves.ts';
export { TIMELINE_PAGE, type Timeline, timelineFor } from './timeline.ts';
export {
  acknowledge,
  acknowledgeByText,
  acknowledgementToken,
  leaveAndTellBack,
  maySend,
  readAcknowledgement,
  respond,
  transmissionView,
  transmitIncident,
} from './transmit.ts';
export {
  type Board,
  boardFor,
  INCIDENT_PAGE,
  type IncidentView,
  incidentView,
  type SourceSeen,
} from './view.ts';
export { tellWarnings, type Warning, warnings } from './warnings.ts';
export { watchSilence } from './watch-silence.ts';
