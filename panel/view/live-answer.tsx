import type { JSX } from 'preact'
import type { LiveText } from '../trace/model.ts'
import { Block } from './block.tsx'
import { Value } from './json-value.tsx'
import { Reasoning, Text } from './message-part.tsx'
import { Section } from './section.tsx'

/** What has streamed in so far. */
export function LiveAnswer({ live, running }: { readonly live: readonly LiveText[]; readonly running: boolean }): JSX.Element | null {
  if (live.length === 0) return null
  const last = live.length - 1
  return (
    <Section name="Assistant" role="assistant" note={running && <span class="chip">streaming</span>}>
      {live.map((part, index) => (
        <LivePart key={`${part.choice}/${part.part}/${part.index}`} part={part} live={running && index === last} />
      ))}
    </Section>
  )
}

function LivePart({ part, live }: { readonly part: LiveText; readonly live: boolean }): JSX.Element {
  if (part.part === 'text') return <Text text={part.text} live={live} />
  if (part.part === 'reasoning') return <Reasoning text={part.text} live={live} />
  return (
    <Block title={<b>tool call</b>} part="tool_call">
      <Value value={part.text} />
    </Block>
  )
}
