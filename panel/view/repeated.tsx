import type { JSX } from 'preact'
import type { Message } from '../../sdk/protocol/records.ts'
import { Foreign } from './foreign.tsx'
import { Part, messagePreview } from './message-part.tsx'
import { ROLES } from './message-section.tsx'
import type { Want } from './whole.tsx'

interface RepeatedProps {
  readonly messages: readonly Message[]
  readonly pathOf: (index: number) => string
  readonly want: Want | undefined
}

/** What the call before had already, folded. */
export function Repeated({ messages, pathOf, want }: RepeatedProps): JSX.Element | null {
  if (messages.length === 0) return null
  return (
    <details class="section" data-role="repeated">
      <summary>{messages.length === 1 ? '1 message' : `${messages.length} messages`} as in the call before</summary>
      {messages.map((message, index) => (
        <details class="part" key={index}>
          <summary>
            <b>
              <Foreign text={ROLES[message.role] ?? message.role} />
            </b>{' '}
            <Foreign text={messagePreview(message)} />
          </summary>
          {message.parts.map((part, at) => (
            <Part key={at} part={part} path={`${pathOf(index)}/${at}`} want={want} />
          ))}
        </details>
      ))}
    </details>
  )
}
