// The house's directions as law (docs/adr, CONTRIBUTING.md). A line per law; `npm run check` reports a breach by its name.

/** Rooms do the work; each could run as a process of its own. */
const rooms = '(command-api|query-api|edge|projectors|stream-processors|media-workers|workers)'
/** May import anything; nothing imports them. */
const outside = '(start|test|bench)'
/** Specs, and what only specs use, may take what they need to stand up the real thing. */
const specs = '([.](spec|fixture|contract)[.]tsx?$|/spec-[^/]+[.]ts$)'

const law = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    law(
      'no-circular',
      'Two files that need each other are one file, or three. Types alone may refer to each other.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    law('no-unresolved', 'An import that leads nowhere.', {}, { couldNotResolve: true }),
    law(
      'domain-is-pure',
      'decide and evolve know no I/O, clock, randomness or npm package.',
      { path: '^domain/', pathNot: specs },
      { pathNot: '^(domain|schemas/generated)/' },
    ),
    law(
      'runtime-stands-alone',
      'The runtime imports nothing of ours but what the schemas say.',
      { path: '^runtime/', pathNot: specs },
      {
        path: `^(${rooms}|${outside}|domain|platform|web|clients|schemas)/`,
        pathNot: '^schemas/(generated/|avro[.]ts$|sealed[.]ts$)',
      },
    ),
    law(
      'platform-knows-no-room',
      'Adapters serve every room and know none.',
      { path: '^platform/', pathNot: specs },
      { path: `^(${rooms}|${outside}|domain|web|clients)/` },
    ),
    law(
      'schemas-come-first',
      'Everything is generated from them, so they need nothing of the house.',
      { path: '^schemas/', pathNot: `^schemas/history/|${specs}` },
      { path: `^(${rooms}|${outside}|domain|runtime|platform|web|clients)/` },
    ),
    law(
      'only-generated-schemas',
      'The hand-written side of schemas/ is for the generator; what a sealed value is everybody may know.',
      { path: `^(${rooms}|domain|platform|web|clients)/`, pathNot: specs },
      { path: '^schemas/', pathNot: '^schemas/(generated/|sealed[.]ts$)' },
    ),
    law(
      'only-commands-decide',
      'A decider is called by the decider room alone; rules.ts (clocks, money, access) and places are for everybody.',
      { path: `^(${rooms}|platform|runtime)/`, pathNot: `^command-api/|${specs}` },
      { path: '^domain/', pathNot: ['^domain/[^/]+/rules[.]ts$', '^domain/places/', '^domain/decision[.]ts$'] },
    ),
    law(
      'rooms-do-not-know-each-other',
      'A room may fall, or be scaled, without another. The one door is projectors/*/view.ts.',
      { path: `^${rooms}/`, pathNot: specs },
      { path: `^${rooms}/`, pathNot: ['^$1/', '^projectors/[^/]+/view[.]ts$'] },
    ),
    law(
      'views-are-for-the-apis',
      'Of the rooms only query-api and command-api read projections; and who compares the ledger with the provider.',
      { path: `^${rooms}/`, pathNot: `^(query-api|command-api|projectors)/|^workers/payments/ledger[.]ts$|${specs}` },
      { path: '^projectors/' },
    ),
    law(
      'projections-do-not-know-each-other',
      'Each is dropped and rebuilt by itself.',
      { path: '^projectors/([^/]+)/', pathNot: specs },
      { path: '^projectors/[^/]+/', pathNot: '^projectors/$1/' },
    ),
    law(
      'stream-processors-do-not-know-each-other',
      'Each goes from the log to the log by itself.',
      { path: '^stream-processors/([^/]+)/', pathNot: specs },
      { path: '^stream-processors/[^/]+/', pathNot: '^stream-processors/$1/' },
    ),
    law(
      'workers-do-not-know-each-other',
      'With payments down, films play on.',
      { path: '^workers/([^/]+)/', pathNot: specs },
      { path: '^workers/[^/]+/', pathNot: '^workers/$1/' },
    ),
    law(
      'nothing-imports-the-outside',
      'start, test and bench compose the house; it does not need them.',
      { pathNot: `^${outside}/|${specs}` },
      { path: `^${outside}/` },
    ),
    law(
      'only-runtime-speaks-kafka',
      'One room imports the Kafka client, so that it can be changed there.',
      { path: `^(${rooms}|domain|platform|schemas|web|clients)/` },
      { path: 'node_modules/(kafkajs|@kafkajs/|@platformatic/kafka|@confluentinc/|node-rdkafka)' },
    ),
    law(
      'edge-holds-no-log',
      'edge checks a token and sends files: no Kafka connection, by whatever way.',
      { path: '^edge/', pathNot: specs },
      { path: '(^runtime/|node_modules/kafkajs/)', reachable: true },
    ),
    law(
      'only-workers-touch-the-world',
      'Replaying the log must be safe: payment, mail, push and child processes are for workers.',
      { path: `^(${rooms}|domain|platform|runtime|schemas)/`, pathNot: `^(media-workers|workers)/|${specs}` },
      {
        path: '(node_modules/(stripe|fluent-ffmpeg|shaka-packager|nodemailer|web-push|execa)(/|$)|^(node:)?child_process$)',
      },
    ),
    law(
      'one-file-drives-ffmpeg',
      'fluent-ffmpeg is archived: it must be easy to take out.',
      { pathNot: '^(media-workers/ffmpeg[.]ts$|start/|test/|bench/)' },
      { path: 'node_modules/fluent-ffmpeg/' },
    ),
    law(
      'clients-speak-http-only',
      'The web and the clients know the house by its API.',
      { path: '^(web|clients)/', pathNot: specs },
      { path: `^(${rooms}|${outside}|domain|runtime|platform|schemas)/` },
    ),
    law(
      'no-tools-in-the-house',
      'What runs in production is a dependency, not a dev-dependency.',
      { path: `^(${rooms}|domain|platform|runtime)/`, pathNot: `${specs}` },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    ),
  ],
  options: {
    // Type-only imports are dependencies too. Needs --import ./test/laws/typescript-with-api.mjs.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: ['node_modules', 'schemas/generated'] },
    exclude: { path: '(^|/)(web/dist|[.]matinee)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
