/**
 * The desk of reports: what citizens tell us beside rumors, what happened (`incident`) and what they think of the
 * process (`community`). tell.ts is for the turn of a conversation and knows no staff; the rest is for the console.
 */
export type { ReportRefusal } from './desk.ts';
export { answerTeller, closeReport, releaseReport, reopenReport, takeReport } from './moves.ts';
export { REPORT_PAGE, type ReportPage, type ReportView, reportsOn, reportView } from './shelves.ts';
export { addToReport, forgetReports, openReport, reportStatus } from './tell.ts';
