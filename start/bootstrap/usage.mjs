// The help texts; they are printed before anything is installed.
const general = `Matinee, an event-sourced film platform.

  npm start                         set up what is missing, start everything, load the demo
  npm start -- --help               its options
  npm run -s matinee -- COMMAND     doctor | demo | simulate | events | replay | projection | dlq | person | reset | help
  npm run reset                     empty the data folder
  npm test                          all tests on real servers
  npm run bench                     measurements against references
  npm run proof                     the long proofs; npm test has the short forms of the same code
  npm run proof:commerce            purchases under trouble: charged, bought and granted are one number
  npm run chaos                     kills, cuts and stalls everything under load, and judges what is left
  npm run simulation                seeds of the simulated world; a failing one can be run again alone`

const about = {
  start: `npm start -- [options]

  --no-demo       no demo films, people or audience
  --port N        web and APIs, one origin (8080; the next free one is NOT taken when you name it)
  --host H        address to listen on (127.0.0.1)
  --data DIR      data folder (.matinee/data)
  --external      use servers that already run, from the environment (MATINEE_KAFKA and the others)
  --help`,
  demo: `npm run -s matinee -- demo [--url URL] [--data DIR] [--json]

  Walks the main job once against a running system, as a new user would: upload, publish, rent, play, count.
  Log-ins come from the data folder, or from MATINEE_DEMO_*. Exits non-zero when a step fails.`,
  simulate: `npm run -s matinee -- simulate [--viewers N] [--seed S] [--seconds T] [--url URL] [--data DIR]

  An audience that uses the public API; every event of it is marked as simulated.`,
  events: `npm run -s matinee -- events TOPIC [--from N] [--follow] [--json] [--data DIR] [--external]

  Prints the decoded events of a topic of the running system: catalogue, media, commerce, identity, playback, qoe,
  recommendations, or commands.<context>. --from: the offset to begin at in every partition. --json: one line each.`,
  replay: `npm run -s matinee -- replay TOPIC [--from PLACE] [--to PLACE] [--data DIR] [--external]
  npm run -s matinee -- replay TOPIC [--from PLACE] [--to PLACE] --into NAME --projection P --reason WHY [--url URL]

  Prints a stretch of a topic as JSON lines, or has it folded into the table scratch.NAME by the handlers of P. PLACE: an
  offset, the same in every partition, or a time such as 2026-11-21T20:15:00Z; --to is not printed any more. Nothing live
  is touched. matinee projection drop scratch.NAME removes the table.`,
  projection: `npm run -s matinee -- projection list [--json]
  npm run -s matinee -- projection rebuild NAME --reason WHY [--follow]
  npm run -s matinee -- projection switch NAME VERSION --reason WHY
  npm run -s matinee -- projection drop NAME [VERSION] --reason WHY

  Over the operator's API, at --url URL or the system of --data DIR, as --login and --password, or
  MATINEE_OPERATOR_LOGIN and MATINEE_OPERATOR_PASSWORD. rebuild folds a view again beside the live one; --follow shows how far it is until it is built.
  switch answers reads from it; the one before is kept until drop. What was done, by whom and why stays on record.`,
  person: `npm run -s matinee -- person add LOGIN --role viewer|seller|operator [--password P] [--url URL] [--data DIR]

  Registers a person at the running system; without --password one is drawn and printed.`,
  dlq: `npm run -s matinee -- dlq list|show|retry|drop [ID] [--reason TEXT] [--login L --password P] [--url URL] [--data DIR]

  Records that a consumer could not apply and laid aside, with those of the same key that wait behind them.
  list [--all] [--consumer NAME]; show ID: with its bytes; retry ID: it, then what waits; drop ID: it is given up, what
  waits goes on. An operator asks (or MATINEE_OPERATOR_LOGIN, MATINEE_OPERATOR_PASSWORD) and says why. --json.`,
  reset: `npm run reset [-- --data DIR]

  Empties the data folder (.matinee/data). What set-up fetched stays.`,
  doctor: `npm run -s matinee -- doctor [--json]

  Says what is there, what is missing and how to get it. Changes nothing.`,
  test: `npm test [-- --only checks|unit|int|e2e] [PATH…]

  Checks, then unit specs, then specs on real servers, then those in the browser. PATHs narrow the specs down.`,
  proof: `npm run proof [-- NAME…]

  The long proofs, one after the other; a wrong NAME lists them.`,
  'proof:commerce': `npm run proof:commerce [-- --orders N] [--provider sandbox|stripe] [--json] [--control]

  So many purchases (10,000; at stripe, which localstripe plays, 200) with repeated requests, lost answers, killed and
  sleeping workers; one line of JSON. --control: by a worker that does it wrong, at the sandbox, which must fail.`,
  simulation: `npm run simulation [-- --seeds A-B] [--workers N] | --seed N [--trace] [--planted BUG] | --bank

  Seeds of the simulated world (test/simulation): all of a span, one alone as it failed, or each planted bug until found.`,
  chaos: `npm run chaos -- [--faults N] [--seed S] [--kinds A,B] [--rate N] [--json]

  The product as separate processes under load, with so many faults (100) in an order that follows from the seed; then a
  checker that knows nothing of the product judges the log, the views and the money. --json: one line, nothing else.`,
  bench: `npm run bench [-- [--only] ROW…] [--json] [--dry]

  Ours and a reference in turn (rows: bench/rows.ts; a wrong ROW lists them). Kept in bench/results/, unless --dry;
  node bench/readme.ts then puts the newest into the README.`,
}

/** The text about one command, or about all. */
export const usage = (task) => about[task] ?? general
