import { writeFileSync } from 'node:fs';
import { ACTIONS } from '../conversation/actions/outcomes.ts';
import { drawFlow } from '../engine/draw.ts';
import { readFlows } from '../flows.ts';
import { loadTexts } from '../i18n.ts';

/** @throws Error where there is no such flow that can be read */
export function runFlowDraw(name: string, options: { readonly out?: string }): void {
  const { flows } = readFlows(loadTexts(), ACTIONS);
  const flow = flows.byName.get(name);
  if (!flow)
    throw new Error(`there is no flow ${name} to draw; there are ${[...flows.byName.keys()].join(', ')}`);
  const drawing = drawFlow(flow);
  if (options.out === undefined) process.stdout.write(drawing);
  else writeFileSync(options.out, drawing);
}
