/**
 * Who may import whom. It goes one way, from what decides to what is used:
 *
 *   main, cli, bench, doubles -> the steps of a message's way -> the means -> language, country -> core
 *
 * Imports of types count like any other: a folder that needs a type of another cannot be read or changed without
 * it. src/testing/boundaries.test.ts breaks every rule once, so that a rule that cannot fail is found.
 */
const STEPS = ['inbound', 'conversation', 'desks', 'outbound', 'console', 'publishing'];
const MEANS = [
  'channels',
  'engine',
  'codes',
  'matching',
  'voice',
  'media',
  'printing',
  'cap',
  'store',
  'queue',
];
const GROUND = ['language', 'country'];
const TOP = ['cli', 'bench', 'doubles'];
/** May call a desk, because that is where the cases are. */
const CALLERS = ['conversation', 'console', 'publishing'];

const any = (folders) => folders.join('|');
const TESTS = '^src/testing/|\\.test\\.tsx?$';
const GROUND_FLOOR = `core|${any(GROUND)}`;

const packages = (...names) => `(^|/)node_modules/(@types/)?(${names.join('|')})/`;

/** A rule; what tests import is their own affair, unless a rule says otherwise. */
function forbid(name, comment, from, to, { testsToo = false } = {}) {
  const spared = [from.pathNot, testsToo ? undefined : TESTS].flat().filter(Boolean);
  return {
    name,
    comment,
    severity: 'error',
    from: { ...from, ...(spared.length > 0 && { pathNot: spared }) },
    to,
  };
}

module.exports = {
  forbidden: [
    // --- the way down ---
    forbid(
      'every-folder-has-a-place',
      'A new folder under src/ must be named above, so that the rules hold for it.',
      {
        path: '^src/[^/]+/',
        pathNot: `^src/(core|testing|${any([...STEPS, ...MEANS, ...GROUND, ...TOP])})/`,
      },
      {},
    ),
    forbid(
      'core-imports-nothing-of-ours',
      'core/ holds the words that everybody shares.',
      { path: '^src/core/' },
      { path: '^src/', pathNot: '^src/core/' },
    ),
    forbid(
      'language-and-country-stand-on-core',
      'They are data and pure functions for everybody above.',
      { path: `^src/(${any(GROUND)})/` },
      { path: '^src/', pathNot: '^src/(core|$1)/' },
    ),
    forbid(
      'means-stand-on-the-ground',
      'The means never import each other, a step, a text or a setting: they get what they need as arguments.',
      { path: `^src/(${any(MEANS)})/` },
      { path: '^src/', pathNot: `^src/(${GROUND_FLOOR}|$1)/` },
    ),
    forbid(
      'steps-never-import-each-other',
      'Only conversation, console and publishing may call a desk; what else they share is a row or a wake-up.',
      { path: `^src/(${any(STEPS)})/` },
      { path: `^src/(${any(STEPS)})/`, pathNot: '^src/($1|desks)/' },
    ),
    forbid(
      'only-three-steps-call-a-desk',
      'Inbound and outbound know nothing of what people decide.',
      { path: `^src/(${any(STEPS)})/`, pathNot: `^src/(${any(CALLERS)}|desks)/` },
      { path: '^src/desks/' },
    ),
    forbid(
      'steps-import-nothing-above',
      'Who starts a step hands it its settings. Of the root files only the words of i18n are theirs to know.',
      { path: `^src/(${any(STEPS)})/` },
      { path: `^src/([^/]+$|(${any(TOP)})/)`, pathNot: '^src/i18n\\.ts$' },
    ),
    forbid(
      'steps-are-handed-their-texts',
      'Only the type: the texts are loaded once, by main.',
      { path: `^src/(${any(STEPS)})/` },
      { path: '^src/i18n\\.ts$', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'one-channel-knows-no-other',
      'A channel is one folder; http-call.ts and fetch-file.ts beside it are what they share. Their list is for those above.',
      { path: '^src/channels/([^/]+)/' },
      { path: '^src/channels/', pathNot: '^src/channels/($1/|(http-call|fetch-file)\\.ts$)' },
    ),
    forbid(
      'shared-calls-know-no-channel',
      'What channels share must serve the next one, too.',
      { path: '^src/channels/(http-call|fetch-file)\\.ts$' },
      { path: '^src/channels/' },
    ),

    // --- what is pure ---
    forbid(
      'pure-folders-touch-nothing',
      'The engine computes and somebody else does: no files, no network, no clock, nothing of Node.',
      { path: '^src/(engine|codes|cap|matching|language|voice/creole|voice/read)/' },
      { dependencyTypes: ['core'] },
    ),

    // --- one owner for every tool ---
    forbid(
      'sql-only-in-store',
      'One file of queries per noun. The queue hands BullMQ a pool of its own and asks it nothing.',
      { path: '^src/', pathNot: ['^src/store/', '^src/queue/postgres\\.ts$'] },
      { path: packages('drizzle-orm', 'pg') },
    ),
    forbid(
      'no-tables-in-the-queue',
      'A row is the truth and a job a wake-up: the queue must not read rows.',
      { path: '^src/queue/' },
      { path: packages('drizzle-orm') },
    ),
    forbid(
      'bullmq-only-in-queue',
      'Tests, too, go through the queue, or through the server it stands on.',
      { path: '^src/', pathNot: '^src/queue/' },
      { path: packages('bullmq', 'ioredis') },
      { testsToo: true },
    ),
    forbid(
      'i18next-only-in-i18n',
      'Everybody else asks Texts.',
      { path: '^src/', pathNot: '^src/i18n\\.ts$' },
      { path: packages('i18next') },
      { testsToo: true },
    ),
    forbid(
      'twilio-only-in-its-channel',
      'What a provider calls things stays in its folder. Its double signs with it, so that our check meets theirs.',
      { path: '^src/', pathNot: '^src/(channels|doubles)/twilio/' },
      { path: packages('twilio') },
    ),

    forbid(
      'grammy-only-in-its-channel',
      'As with Twilio; its double speaks the Bot API by itself.',
      { path: '^src/', pathNot: '^src/channels/telegram/' },
      { path: packages('grammy', '@grammyjs') },
    ),
    forbid(
      'baileys-only-in-its-channel',
      'It is installed apart by who wants it (libsignal is GPL-3.0): nobody else may need it.',
      { path: '^src/', pathNot: '^src/(channels|doubles)/whatsapp-web/' },
      { path: packages('@whiskeysockets/baileys', 'libsignal') },
    ),
    forbid(
      'pictures-are-opened-in-media',
      'What strangers send is decoded in one place, within its limits.',
      { path: '^src/', pathNot: '^src/media/' },
      { path: packages('sharp', 'file-type', '@resvg') },
    ),

    forbid(
      'pdf-only-in-printing',
      'What is printed is drawn in one place, which sees that nothing falls off the paper.',
      { path: '^src/', pathNot: '^src/printing/' },
      { path: packages('pdfkit') },
    ),

    forbid(
      'espeak-only-in-its-program',
      'It is GPL-3.0: it runs as a program of its own, and nothing of ours is linked with it.',
      { path: '^src/', pathNot: '^src/voice/espeak/program\\.ts$' },
      { path: packages('@echogarden') },
    ),
    forbid(
      'opus-only-in-voice',
      'Sounds are encoded and decoded in one place, within its limits.',
      { path: '^src/', pathNot: '^src/voice/sound/' },
      { path: packages('@evan', 'wasm-media-encoders') },
    ),
    forbid(
      'the-program-that-speaks-knows-no-house',
      'What is linked with eSpeak is that one file, and the words it talks to us in.',
      { path: '^src/voice/espeak/program\\.ts$' },
      { path: '^src/', pathNot: '^src/voice/espeak/protocol\\.ts$' },
    ),

    // --- what is shipped ---
    forbid(
      'production-knows-no-tests',
      'src/testing/ and test files are never shipped.',
      { path: '^src/' },
      { path: TESTS },
    ),
    forbid(
      'production-knows-no-doubles',
      'A double is a process of its own, spoken to over HTTP; the demo starts it by name. A drill plays the operators itself.',
      { path: '^src/', pathNot: '^src/(doubles|bench|cli/drill)/' },
      { path: '^src/doubles/' },
    ),
    forbid(
      'shipped-code-needs-shipped-packages',
      'What stands under devDependencies, or nowhere, is not there in production.',
      { path: '^src/' },
      {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        // Loaded only where the operator has installed it: see src/channels/whatsapp-web.
        pathNot: packages('@whiskeysockets/baileys', 'libsignal'),
      },
    ),

    // --- always ---
    forbid(
      'no-rings',
      'Files that import each other in a ring, be it only for types, can only be understood all at once.',
      {},
      { circular: true },
      { testsToo: true },
    ),
    forbid(
      'everything-is-found',
      'An import that leads nowhere.',
      {},
      { couldNotResolve: true },
      { testsToo: true },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // With the types that compiling takes away.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['main', 'types'],
    },
    skipAnalysisNotInRules: true,
  },
};
