import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// A process reads this when it starts: workers must find it. It is the localhost of the double of WhatsApp Web; tests
// talk to nobody else over TLS.
// biome-ignore lint/style/noProcessEnv: nothing else reaches the workers before their first line.
process.env.NODE_EXTRA_CA_CERTS = fileURLToPath(
  new URL('./src/doubles/whatsapp-web/localhost.cert.pem', import.meta.url),
);

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    // Most machines that run this have two cores, and every third of these tests waits for a clock or a process.
    maxWorkers: 3,
    // Modules are loaded once for each worker: loading them anew for each file took a fifth of the time. No test may
    // leave anything behind in a module, as no other caller may.
    isolate: false,
    // Some start real processes that die and start again, perhaps on a machine that has other things to do.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    globalSetup: ['src/testing/servers.ts'],
    reporters: ['default', './src/testing/closing-line.ts'],
  },
});
