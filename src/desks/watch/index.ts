/** The national election watch cell: who observes and where, what they report, and what becomes of it. */
export { importObservers, type ObserverImport } from './import/observers.ts';
export { type CellReading, OBSERVER_COLUMNS } from './import/read-observer.ts';
export { type Fault, rowsOf, type SheetRow } from './import/sheet.ts';
export {
  correctByCodes,
  fileByCodes,
  type ReportStanding,
  standingByCodes,
  withdrawByCodes,
} from './observer-reports.ts';
export { type NumberedPlace, openRegistry, type Registry, type RegistryKeeper } from './registry.ts';
