// Reads server-sent events from a text stream (HTML standard, 9.2.6), because EventSource cannot send a bearer token.

export type ServerEvent = Readonly<{ event: string; data: string; id: string }>

/** Takes text in pieces of any size and returns the events that are complete. */
export const eventReader = () => {
  let rest = ''
  let event = ''
  let id = ''
  let data: string[] = []

  const line = (text: string): ServerEvent[] => {
    if (text === '') {
      const done = data.length ? [{ event: event || 'message', data: data.join('\n'), id }] : []
      event = ''
      data = []
      return done
    }
    const at = text.indexOf(':')
    if (at === 0) return []
    const field = at < 0 ? text : text.slice(0, at)
    const value = at < 0 ? '' : text.slice(at + 1).replace(/^ /, '')
    if (field === 'event') event = value
    if (field === 'data') data = [...data, value]
    if (field === 'id') id = value
    return []
  }

  return (text: string): readonly ServerEvent[] => {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    return lines.flatMap(line)
  }
}
