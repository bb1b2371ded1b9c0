// /problems and /problems/{name}: what the `type` of a problem leads to.
import { Type } from 'typebox'
import { isProblemName, type ProblemName, problem, problems } from '../problems.ts'
import type { App } from './types.ts'

const Entry = Type.Object({
  type: Type.String(),
  status: Type.Integer(),
  title: Type.String(),
  todo: Type.String({ description: 'what to do about it' }),
})
const entryOf = (name: ProblemName) => ({ type: `/problems/${name}`, ...problems[name] })
const example = entryOf('price-changed')

export const problemPages = (app: App): void => {
  const config = { allow: 'anonymous' } as const

  app.get(
    '/problems',
    {
      config,
      schema: {
        summary: 'All problem types',
        tags: ['problems'],
        response: {
          200: Type.Object(
            { items: Type.Array(Entry) },
            { description: 'The catalogue.', examples: [{ items: [example] }] },
          ),
        },
      },
    },
    async (request, reply) => {
      const items = Object.keys(problems).filter(isProblemName).map(entryOf)
      if (wantsHtml(request.headers.accept)) reply.type(html).serializer(() => htmlOf('Problems', items))
      return reply.send({ items })
    },
  )

  app.get(
    '/problems/:name',
    {
      config: { ...config, problems: ['not-found'] },
      schema: {
        summary: 'One problem type',
        tags: ['problems'],
        params: Type.Object({ name: Type.String({ maxLength: 60, examples: ['price-changed'] }) }),
        response: { 200: Type.Object(Entry.properties, { description: 'What it means.', examples: [example] }) },
      },
    },
    async (request, reply) => {
      const { name } = request.params
      if (!isProblemName(name)) throw problem('not-found', 'There is no such problem type.')
      const entry = entryOf(name)
      if (wantsHtml(request.headers.accept)) reply.type(html).serializer(() => htmlOf(entry.title, [entry]))
      return reply.send(entry)
    },
  )
}

const html = 'text/html; charset=utf-8'
const wantsHtml = (accept = ''): boolean => accept.includes('text/html')

/** The texts are ours and hold no markup but backticks. */
const htmlOf = (title: string, entries: readonly ReturnType<typeof entryOf>[]): string => {
  const code = (text: string) => text.replace(/`([^`]+)`/g, '<code>$1</code>')
  const rows = entries.map(
    (e) => `<h2><code>${e.type}</code> ${e.status}</h2><p><b>${e.title}.</b> ${code(e.todo)}</p>`,
  )
  const style = 'font:1rem/1.5 system-ui;max-width:44rem;margin:2rem auto;padding:0 1rem'
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>`
  return `<!doctype html><html lang="en">${head}<body style="${style}"><h1>${title}</h1>${rows.join('')}</body></html>`
}
