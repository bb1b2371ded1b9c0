// What a route fails to tell in the OpenAPI document; specs of every room expect an empty list.

type Schema = Readonly<Record<string, unknown>>
type Media = Readonly<{ schema?: Schema; example?: unknown; examples?: unknown }>
type Content = Readonly<Record<string, Media>>
type Answer = Readonly<{ description?: string; content?: Content }>
type Operation = Readonly<{
  summary?: string
  tags?: readonly string[]
  parameters?: readonly Readonly<{ name: string; in: string; schema?: Schema }>[]
  requestBody?: Readonly<{ content: Content }>
  responses: Readonly<Record<string, Answer>>
}>
type Document = Readonly<{ paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>> }>

/** One line for each thing that is missing: summary, tag, types of parameters, bodies and answers, examples, problems. */
export const undocumented = (document: object): string[] =>
  Object.entries((document as Document).paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      faultsOf(operation, path).map((fault) => `${method.toUpperCase()} ${path}: ${fault}`),
    ),
  )

const faultsOf = ({ summary, tags, parameters = [], requestBody, responses }: Operation, path: string): string[] => [
  ...missing(!summary, 'has no summary'),
  ...missing(!tags?.length, 'has no tag'),
  ...parameters.flatMap((p) => untyped(p.schema, `parameter ${p.name}`)),
  ...[...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) =>
    missing(!parameters.some((p) => p.in === 'path' && p.name === name), `does not declare ${name}`),
  ),
  ...mediaFaults(requestBody?.content ?? {}, 'body'),
  ...missing(!Object.keys(responses).some((status) => status.startsWith('2')), 'declares no success'),
  ...missing(!Object.keys(responses).some((status) => status.startsWith('5')), 'declares no problem'),
  ...Object.entries(responses).flatMap(([status, answer]) => [
    ...missing(!answer.description || answer.description === 'Default Response', `answer ${status} is not described`),
    ...mediaFaults(answer.content ?? {}, `answer ${status}`),
  ]),
]

const mediaFaults = (content: Content, where: string): string[] =>
  Object.entries(content).flatMap(([type, { schema, example, examples }]) => [
    ...missing(example === undefined && examples === undefined, `${where} (${type}) has no example`),
    ...untyped(schema, where),
  ])

/** Anything that says nothing about its values: `{}`, an object without properties, an array without items. */
const untyped = (schema: Schema | undefined, where: string): string[] => {
  if (!schema) return [`${where} has no schema`]
  const { type, properties, additionalProperties, patternProperties, items, anyOf, oneOf, allOf } = schema
  const parts = [anyOf, oneOf, allOf].flatMap((list) => (Array.isArray(list) ? (list as Schema[]) : []))
  if (parts.length) return parts.flatMap((part, i) => untyped(part, `${where}/${i}`))
  if (type === undefined && schema.const === undefined && schema.enum === undefined) return [`${where} is untyped`]
  if (type === 'array') return untyped(items as Schema | undefined, `${where}[]`)
  if (type !== 'object') return []
  const values = [additionalProperties, ...Object.values((patternProperties ?? {}) as object)].filter(
    (value) => typeof value === 'object',
  )
  const fields = Object.entries((properties ?? {}) as Record<string, Schema>)
  if (!fields.length && !values.length) return [`${where} is an object without properties`]
  return [
    ...fields.flatMap(([name, field]) => untyped(field, `${where}/${name}`)),
    ...values.flatMap((value) => untyped(value as Schema, `${where}/*`)),
  ]
}

const missing = (when: boolean, text: string): string[] => (when ? [text] : [])
