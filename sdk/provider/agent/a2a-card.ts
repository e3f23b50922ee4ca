/** The card by which an agent of the Agent2Agent protocol presents itself: https://a2a-protocol.org/latest/specification/ */
import type { JsonValue } from '../../protocol/records.ts'
import { ATTR_GEN_AI_AGENT_NAME, ATTR_GEN_AI_AGENT_VERSION } from '../../semconv.ts'
import { object, objects, word } from '../read/json.ts'
import type { RequestFacts } from '../read/dialect.ts'

export interface AgentCard {
  readonly name: string
  readonly version?: string
  /** Where the agent is asked. */
  readonly urls: readonly string[]
}

/** `undefined` where it is none. 1.0 lists its interfaces; earlier versions have one address, and more beside it. */
export function readCard(data: JsonValue | undefined): AgentCard | undefined {
  const card = object(data)
  const name = word(card?.['name'])
  if (card === undefined || name === undefined) return undefined
  const version = word(card['version'])
  const interfaces = [...objects(card['supportedInterfaces']), ...objects(card['additionalInterfaces'])]
  const urls = [card, ...interfaces].flatMap(({ url }) => word(url) ?? [])
  return urls.length === 0 ? undefined : { name, ...(version !== undefined && { version }), urls }
}

/** The facts of a call of that agent. Looking at a task again is no call, and the conventions give it no agent. */
export function withCard(facts: RequestFacts, card: AgentCard | undefined): RequestFacts {
  if (card === undefined || facts.operation !== 'invoke_agent') return facts
  const version = card.version === undefined ? {} : { [ATTR_GEN_AI_AGENT_VERSION]: card.version }
  return { ...facts, attributes: { ...facts.attributes, [ATTR_GEN_AI_AGENT_NAME]: card.name, ...version } }
}
