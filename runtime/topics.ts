// Every topic of an installation and how its records are kept: one list, from the catalogue (protocol 3, 22).
import type { Kind } from '../schemas/avro.ts'
import { records } from '../schemas/generated/catalogue.ts'
import type { NewTopic } from './log.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

type TopicKind = Exclude<Kind, 'protocol'> | 'reply'
type Rule = Readonly<{ durable: boolean; settings: Readonly<Record<string, string>> }>

const kept = { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' }
const timeOfWriter = { 'message.timestamp.type': 'CreateTime' }
const timeOfLog = { 'message.timestamp.type': 'LogAppendTime' }
const noLoss = { 'unclean.leader.election.enable': 'false' }

const rules: Readonly<Record<TopicKind, Rule>> = {
  event: { durable: false, settings: { ...kept, ...timeOfWriter, ...noLoss } },
  // Never by time: below the decided position, once older than a week, by whoever decides (protocol 3).
  command: { durable: true, settings: { ...kept, ...timeOfLog, ...noLoss } },
  fact: { durable: false, settings: { ...kept, ...timeOfWriter, ...noLoss } },
  derived: { durable: false, settings: { ...kept, ...timeOfWriter, ...noLoss } },
  // Answers to repeated commands, for whoever waits for one now.
  reply: {
    durable: false,
    settings: { ...kept, ...timeOfLog, 'retention.ms': String(HOUR), 'segment.ms': String(HOUR) },
  },
}

/** Topics that hold money or people, or that are all there is of what was laid aside (protocol 22). */
const durableTopics: ReadonlySet<string> = new Set(['commerce', 'identity', 'sellers', 'coupons', 'deadletters'])

/** Derived topics of which only the newest of a key, or only a while, is of use. */
const derivedSettings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  qoe: { 'retention.ms': String(90 * DAY) },
  recommendations: { 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0.2' },
}

export const commandTopic = (context: string): string => `commands.${context}`
/** Where answers to repeated commands stand, for the API to read beside the events. */
export const replyTopic = (context: string): string => `replies.${context}`

const kinds = (): ReadonlyMap<string, TopicKind> => {
  const found = new Map<string, TopicKind>()
  for (const schema of Object.values(records)) {
    const { 'x-topic': topic, 'x-kind': kind } = schema as { 'x-topic'?: string; 'x-kind': Kind }
    if (topic === undefined || kind === 'protocol') continue
    found.set(topic, kind)
    if (kind === 'command') found.set(replyTopic(topic.replace(/^commands\./, '')), 'reply')
  }
  return found
}

/** For log.createTopics. `partitions` is chosen once per installation: a one-way door (H17). */
export const topicsOf = (partitions: number): readonly NewTopic[] =>
  [...kinds()]
    .map(([topic, kind]) => {
      const { durable, settings } = rules[kind]
      return {
        topic,
        partitions,
        durable: durable || durableTopics.has(topic),
        settings: { ...settings, ...(kind === 'derived' ? derivedSettings[topic] : {}) },
      }
    })
    .sort((a, b) => (a.topic < b.topic ? -1 : 1))
