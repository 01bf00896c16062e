import { readTrainingConfig } from '../config.ts';
import { runGateway } from './start.ts';

/** Starts the training newsroom beside the real one: exercises only, on simulated phones. */
export async function runTraining(): Promise<void> {
  await runGateway(readTrainingConfig());
}
