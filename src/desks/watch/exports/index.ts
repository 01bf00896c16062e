/** What of the cell's work may be taken along: rows for other programs, and the situation report. */
export { INCIDENT_FILES, incidentFile } from './incident-file.ts';
export { isKept, packetFile } from './packet-file.ts';
export { openPlaceTable, type PlaceTable } from './place-table.ts';
export { situationOf } from './situation.ts';
export { situationAsPdf, situationAsXlsx } from './situation-files.ts';
