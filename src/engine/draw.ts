import { type Flow, targetsOf } from './flow.ts';

/**
 * @returns the flow as a Mermaid state diagram: GitHub, editors and mermaid.live show it as a picture
 */
export function drawFlow(flow: Flow): string {
  const lines = ['stateDiagram-v2', `  [*] --> ${flow.start}`];
  for (const entry of flow.entries) lines.push(`  [*] --> ${entry}`);
  const others = new Set<string>();
  for (const [name, state] of flow.states) {
    const short = (key: string) => key.slice(key.indexOf('.') + 1);
    const spoken = 'text' in state && state.text !== undefined ? short(state.text) : '';
    const what = {
      ask: `asks ${spoken}`,
      call: state.kind === 'call' ? `calls ${state.action}` : '',
      say: `says ${spoken}`,
      goto: '',
      handoff: state.kind === 'handoff' ? `hands over to ${state.desk}, ${state.reason}` : '',
      end: spoken === '' ? '' : `says ${spoken}`,
    }[state.kind];
    if (what !== '') lines.push(`  ${name} : ${name}\\n${what}`);
    for (const { by, to } of targetsOf(state)) {
      const target = to.flow === flow.name ? (to.state ?? flow.start) : `${to.flow}__${to.state ?? 'start'}`;
      if (to.flow !== flow.name) others.add(`  ${target} : flow ${to.flow}, ${to.state ?? 'start'}`);
      const label = by === 'retry' ? 'no answer fits' : by;
      lines.push(`  ${name} --> ${target}${label === '' ? '' : ` : ${label}`}`);
    }
    if (state.kind === 'end') lines.push(`  ${name} --> [*] : ${state.outcome}`);
  }
  return `${[...lines, ...others].join('\n')}\n`;
}
