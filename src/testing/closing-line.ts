import type { Reporter, SerializedError, TestModule, TestSuite, Vitest } from 'vitest/node';

/**
 * Says on the last lines of a run what could not be run, then how it went: `N passed, N failed`, with
 * `, N skipped` when there are any. What breaks outside of a test (a file that cannot be loaded, a hook, an error that
 * nobody awaited) counts as one failure each, so that a broken run never looks like a small good one.
 */
export default class ClosingLine implements Reporter {
  private vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const context: { notRun?: string[] } = this.vitest?.getRootProject().getProvidedContext() ?? {};
    const lines = (context.notRun ?? []).map((reason) => `not run: ${reason}`);
    const count = { passed: 0, failed: unhandled.length, skipped: 0 };
    if (unhandled.length > 0) lines.push(`failed: ${unhandled.length} outside of any test`);
    // With a name pattern everything else is skipped on purpose and needs no line.
    const named = !this.vitest?.config.testNamePattern;
    for (const module of modules) {
      const broken = [module, ...module.children.allSuites()].filter((part) => part.errors().length > 0);
      for (const part of broken) lines.push(`failed: ${nameOf(part)}, before or after its tests`);
      count.failed += broken.length;
      const skipped = new Map<string, number>();
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        const kind = state === 'pending' ? 'skipped' : state;
        count[kind] += 1;
        if (kind === 'skipped') {
          const where = nameOf(test.parent);
          skipped.set(where, (skipped.get(where) ?? 0) + 1);
        }
      }
      if (named) for (const [where, times] of skipped) lines.push(`not run: ${where} (${times} skipped)`);
    }
    const total = `${count.passed} passed, ${count.failed} failed`;
    lines.push(count.skipped > 0 ? `${total}, ${count.skipped} skipped` : total);
    const write = () => process.stdout.write(`${lines.join('\n')}\n`);
    // At the exit, because whatever else is printed while the run is taken down must stand above.
    if (this.vitest?.config.watch) write();
    else process.once('exit', write);
  }
}

function nameOf(part: TestModule | TestSuite): string {
  return part.type === 'module'
    ? part.relativeModuleId
    : `${part.module.relativeModuleId} > ${part.fullName}`;
}
