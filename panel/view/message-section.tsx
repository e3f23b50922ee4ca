import type { JSX } from 'preact'
import { useContext } from 'preact/hooks'
import type { Message } from '../../sdk/protocol/records.ts'
import { isolated } from '../trace/isolate.ts'
import { Foreign } from './foreign.tsx'
import { Logprobs } from './logprobs.tsx'
import { MessagePreview, Part } from './message-part.tsx'
import { Section } from './section.tsx'
import { ToolsContext } from './tool-block.tsx'
import type { Want } from './whole.tsx'

export const ROLES: { readonly [role: string]: string } = {
  system: 'System',
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool',
  developer: 'Developer',
}

interface MessageProps {
  readonly message: Message
  readonly path: string
  readonly want: Want | undefined
  readonly output?: boolean
}

export function MessageSection({ message, path, want, output = false }: MessageProps): JSX.Element | null {
  const withCalls = useContext(ToolsContext)?.pairs.shownWithCall
  // Its results are shown with their calls.
  if (message.parts.length > 0 && message.parts.every((part) => withCalls?.has(part))) return null
  const words = [ROLES[message.role] ?? message.role, message.name].filter((word) => word !== undefined)
  const name = words.map(isolated).join(' · ')
  const finish = output ? message.finish_reason : undefined
  return (
    <Section name={name} role={message.role} note={finish !== undefined && <Foreign class="faint" text={finish} />}>
      <MessageParts message={message} path={path} want={want} />
    </Section>
  )
}

function MessageParts({ message, path, want }: MessageProps): JSX.Element {
  const withCalls = useContext(ToolsContext)?.pairs.shownWithCall
  const { parts, logprobs, truncated_logprobs: truncated = 0 } = message
  return (
    <>
      {parts.map((part, index) => withCalls?.has(part) !== true && <Part key={index} part={part} path={`${path}/${index}`} want={want} />)}
      {parts.length === 0 && <span class="faint">empty</span>}
      {logprobs !== undefined && <Logprobs logprobs={logprobs} truncated={truncated} />}
    </>
  )
}

/** The first choice open, further candidates folded: most readers want one answer. */
export function Answers({ messages, want }: { readonly messages: readonly Message[]; readonly want: Want | undefined }): JSX.Element {
  const [first, ...others] = messages
  return (
    <>
      {first !== undefined && <MessageSection message={first} path="outputMessages/0" want={want} output />}
      {others.map((message, index) => (
        <details key={index} class="section" data-role={message.role} data-candidate={index + 2}>
          <summary>
            Candidate {index + 2} of {messages.length}{' '}
            {message.finish_reason === undefined ? (
              <MessagePreview message={message} faint />
            ) : (
              <Foreign class="faint" text={message.finish_reason} />
            )}
          </summary>
          <MessageParts message={message} path={`outputMessages/${index + 1}`} want={want} />
        </details>
      ))}
    </>
  )
}
