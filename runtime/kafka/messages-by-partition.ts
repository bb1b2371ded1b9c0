// Which messages of a send go to which partition. kafkajs copies what it has with every message: a seventh of what was
// allocated for a command.

type Send<Metadata, Message> = Readonly<{
  topic: string
  partitionMetadata: readonly Metadata[]
  messages: readonly Message[]
  partitioner(one: { topic: string; partitionMetadata: readonly Metadata[]; message: Message }): number
}>

/** In the order sent; without partitions nothing. */
export const byPartition = <Metadata, Message>(send: Send<Metadata, Message>): Record<number, Message[]> => {
  const { topic, partitionMetadata, messages, partitioner } = send
  const grouped: Record<number, Message[]> = {}
  if (partitionMetadata.length === 0) return grouped
  for (const message of messages) {
    const partition = partitioner({ topic, partitionMetadata, message })
    const group = grouped[partition]
    if (group) group.push(message)
    else grouped[partition] = [message]
  }
  return grouped
}
