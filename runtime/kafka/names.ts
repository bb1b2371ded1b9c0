// Names on the broker: every topic and group has the installation's prefix there, and nowhere else.
export type Names = Readonly<{
  prefix: string
  full(name: string): string
  bare(name: string): string
}>

export const namesWith = (prefix: string): Names => ({
  prefix,
  full: (name) => prefix + name,
  bare: (name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name),
})
