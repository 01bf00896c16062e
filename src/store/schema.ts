/** Every table, one file per noun. A change is followed by `npm run db:generate`. */
export * from './schema/citizens.ts';
export * from './schema/exercise.ts';
export * from './schema/files.ts';
export * from './schema/flows.ts';
export * from './schema/lines.ts';
export * from './schema/matching.ts';
export * from './schema/observers.ts';
export * from './schema/people.ts';
export * from './schema/publishing.ts';
export * from './schema/replies.ts';
export * from './schema/senders.ts';
export * from './schema/silence.ts';
export * from './schema/staff.ts';
export * from './schema/training.ts';
export * from './schema/verification.ts';
export * from './schema/waiting.ts';
export * from './schema/watch.ts';
