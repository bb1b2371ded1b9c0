// Each of the house's laws is broken on purpose in a small house, and must be reported there and nowhere else.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { root } from '../../start/servers/places.ts'

const house = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'matinee-laws-')))
after(() => fs.rmSync(house, { recursive: true, force: true }))

/** File, what it imports, and the laws that it breaks. */
const files: readonly (readonly [file: string, imports: string, ...breaks: string[]])[] = [
  ['schemas/generated/catalogue.ts', ''],
  ['schemas/avro.ts', ''],
  ['schemas/emit.ts', '../platform/http.ts', 'schemas-come-first'],
  ['domain/decision.ts', ''],
  ['domain/commerce/rules.ts', '../decision.ts'],
  ['domain/commerce/decider.ts', './rules.ts'],
  ['domain/commerce/decider.spec.ts', 'node:fs'],
  ['domain/commerce/reads-files.ts', 'node:fs', 'domain-is-pure'],
  ['domain/commerce/reads-types.ts', 'type ../../platform/http.ts', 'domain-is-pure'],
  ['domain/commerce/uses-package.ts', 'pino', 'domain-is-pure'],
  ['runtime/index.ts', 'kafkajs'],
  ['runtime/knows-room.ts', '../edge/room.ts', 'runtime-stands-alone'],
  ['runtime/knows-domain.ts', '../domain/decision.ts', 'runtime-stands-alone'],
  ['platform/http.ts', 'pino'],
  ['platform/knows-room.ts', '../query-api/room.ts', 'platform-knows-no-room'],
  ['platform/spawns.ts', 'node:child_process', 'only-workers-touch-the-world'],
  ['command-api/deciders.ts', '../domain/commerce/decider.ts'],
  ['command-api/room.ts', '../projectors/library/view.ts'],
  ['command-api/uses-schemas.ts', '../schemas/avro.ts', 'only-generated-schemas'],
  ['query-api/room.ts', '../projectors/library/view.ts'],
  ['query-api/reads-table.ts', '../projectors/library/table.ts', 'rooms-do-not-know-each-other'],
  ['query-api/decides.ts', '../domain/commerce/decider.ts', 'only-commands-decide'],
  ['query-api/knows-type.ts', 'type ../command-api/room.ts', 'rooms-do-not-know-each-other'],
  ['query-api/room.spec.ts', '../test/servers.ts'],
  ['query-api/uses-test.ts', '../test/servers.ts', 'nothing-imports-the-outside'],
  ['query-api/charges.ts', 'stripe', 'only-workers-touch-the-world'],
  ['query-api/uses-tool.ts', 'fast-check', 'no-tools-in-the-house'],
  ['projectors/library/view.ts', '../../platform/http.ts'],
  ['projectors/library/table.ts', '../../runtime/index.ts'],
  ['projectors/orders/peeks.ts', '../library/table.ts', 'projections-do-not-know-each-other'],
  ['stream-processors/qoe/room.ts', '../../runtime/index.ts'],
  ['stream-processors/recommendations/peeks.ts', '../qoe/room.ts', 'stream-processors-do-not-know-each-other'],
  ['stream-processors/qoe/reads-view.ts', '../../projectors/library/view.ts', 'views-are-for-the-apis'],
  ['edge/room.ts', '../platform/http.ts'],
  ['edge/holds-log.ts', '../runtime/index.ts', 'edge-holds-no-log'],
  ['edge/speaks-kafka.ts', 'kafkajs', 'edge-holds-no-log', 'only-runtime-speaks-kafka'],
  ['workers/payments/room.ts', 'stripe'],
  ['workers/notifications/peeks.ts', '../payments/room.ts', 'workers-do-not-know-each-other'],
  ['workers/payments/encodes.ts', 'fluent-ffmpeg', 'one-file-drives-ffmpeg'],
  ['media-workers/ffmpeg.ts', 'fluent-ffmpeg'],
  ['web/page.tsx', '../platform/http.ts', 'clients-speak-http-only'],
  ['web/lost.ts', './nowhere.ts', 'no-unresolved'],
  ['web/one.ts', './other.ts', 'no-circular'],
  ['web/other.ts', './one.ts'],
  ['web/type-one.ts', 'type ./type-other.ts'],
  ['web/type-other.ts', './type-one.ts'],
  ['start/main.ts', '../edge/room.ts'],
  ['test/servers.ts', '../start/main.ts'],
]

const source = (imports: string): string => {
  const [kind, from] = imports.startsWith('type ') ? ['import type', imports.slice(5)] : ['import', imports]
  return `${from ? `${kind} * as it from '${from}'\n` : ''}export const x = ${from && kind === 'import' ? 'it' : '1'}\n`
}

for (const [file, imports] of files) {
  fs.mkdirSync(path.dirname(path.join(house, file)), { recursive: true })
  fs.writeFileSync(path.join(house, file), source(imports))
}
for (const file of ['tsconfig.json', 'package.json', 'node_modules'])
  fs.symlinkSync(path.join(root, file), path.join(house, file))

type Report = { summary: { violations: { from: string; rule: { name: string } }[] } }

const cruise = (): Report => {
  const cruiser = path.join(root, 'node_modules/.bin/depcruise')
  const hook = path.join(root, 'test/laws/typescript-with-api.mjs')
  const config = path.join(root, '.dependency-cruiser.mjs')
  const folders = [...new Set(files.map(([file]) => file.split('/')[0] ?? ''))]
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', hook, cruiser, '--config', config, '--output-type', 'json', ...folders],
    { cwd: house, encoding: 'utf8', maxBuffer: 2 ** 26 },
  )
  assert.ok(stdout.startsWith('{'), stderr || stdout)
  return JSON.parse(stdout) as Report
}

test('every planted breach is reported by its law, and nothing else is', () => {
  const found = cruise().summary.violations.map(({ from, rule }) => `${from} breaks ${rule.name}`)
  const planted = files.flatMap(([file, , ...laws]) => laws.map((name) => `${file} breaks ${name}`))
  assert.deepEqual([...new Set(found)].sort(), planted.sort())
})
