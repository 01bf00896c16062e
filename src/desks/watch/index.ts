/** The national election watch cell: who observes and where, what they report, and what becomes of it. */
export { CENTRE_COLUMNS, importCentres } from './import/centres.ts';
export { importObservers } from './import/observers.ts';
export { type CellReading, OBSERVER_COLUMNS } from './import/read-observer.ts';
export { type Fault, rowsOf } from './import/sheet.ts';
export { correctByCodes, fileByCodes, standingByCodes, withdrawByCodes } from './observer-reports.ts';
export { makeOnceSheet } from './once-sheet.ts';
export {
  type NumberedPlace,
  openRegistry,
  placesByNumber,
  type Registry,
  type RegistryKeeper,
} from './registry.ts';
export { acknowledgeByText } from './transmit.ts';
