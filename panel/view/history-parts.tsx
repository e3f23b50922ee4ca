import type { JSX } from 'preact'
import type { Message } from '../../sdk/protocol/records.ts'
import { wordsOf, type HistoryStep, type TextChange, type ToolsChange } from '../store/history.ts'
import { isolated } from '../trace/isolate.ts'
import { Foreign } from './foreign.tsx'
import { Block } from './block.tsx'
import { MessagePreview, Part } from './message-part.tsx'
import { MessageSection, ROLES } from './message-section.tsx'
import { Section } from './section.tsx'
import { TextChanged } from './text-change.tsx'
import type { Want } from './whole.tsx'

interface StepsProps {
  readonly steps: readonly HistoryStep[]
  readonly messages: readonly Message[]
  readonly pathOf: (index: number) => string
  readonly want: Want | undefined
}

/** What the call says, beside what the call before said: the same folded, the new open, what was changed as a diff. */
export function HistorySteps({ steps, messages, pathOf, want }: StepsProps): JSX.Element {
  return (
    <>
      {steps.map((step, at) => (
        <Step key={at} step={step} messages={messages} pathOf={pathOf} want={want} />
      ))}
    </>
  )
}

function Step({ step, messages, pathOf, want }: Omit<StepsProps, 'steps'> & { readonly step: HistoryStep }): JSX.Element | null {
  switch (step.type) {
    case 'same': {
      const { from, to } = step
      const words = `${to - from === 1 ? '1 message' : `${to - from} messages`} as in the call before`
      return <Folded role="repeated" words={words} messages={messages.slice(from, to)} pathOf={(at) => pathOf(from + at)} want={want} />
    }
    case 'removed': {
      const count = step.messages.length
      const words = `${count === 1 ? '1 message' : `${count} messages`} of the call before left out`
      return <Folded role="removed" words={words} messages={step.messages} pathOf={undefined} want={undefined} />
    }
    case 'new': {
      const message = messages[step.at]
      return message === undefined ? null : <MessageSection message={message} path={pathOf(step.at)} want={want} />
    }
    case 'edited': {
      const message = messages[step.at]
      return message === undefined ? null : <Edited before={step.before} message={message} path={pathOf(step.at)} want={want} />
    }
  }
}

interface EditedProps {
  readonly before: Message
  readonly message: Message
  readonly path: string
  readonly want: Want | undefined
}

function Edited({ before, message, path, want }: EditedProps): JSX.Element {
  const change = { before: wordsOf(before.parts), after: wordsOf(message.parts) }
  return (
    <>
      <Section name={`${isolated(ROLES[message.role] ?? message.role)} · changed since the call before`} role="edited">
        <TextChanged change={change} />
      </Section>
      <Folded role="edited-whole" words="The message as it was sent" messages={[message]} pathOf={() => path} want={want} />
    </>
  )
}

interface FoldedProps {
  readonly role: string
  readonly words: string
  readonly messages: readonly Message[]
  readonly pathOf: ((index: number) => string) | undefined
  readonly want: Want | undefined
}

function Folded({ role, words, messages, pathOf, want }: FoldedProps): JSX.Element {
  return (
    <details class="section" data-role={role}>
      <summary>{words}</summary>
      {messages.map((message, index) => (
        <details class="part" key={index}>
          <summary>
            <b>
              <Foreign text={ROLES[message.role] ?? message.role} />
            </b>{' '}
            <MessagePreview message={message} />
          </summary>
          {message.parts.map((part, at) => (
            <Part key={at} part={part} {...(pathOf === undefined ? {} : { path: `${pathOf(index)}/${at}` })} want={want} />
          ))}
        </details>
      ))}
    </details>
  )
}

export function SystemChanged({ change }: { readonly change: TextChange }): JSX.Element {
  return (
    <Section name="System · changed since the call before" role="system-change">
      <TextChanged change={change} />
    </Section>
  )
}

export function ToolsChanged({ change: { added, removed, changed } }: { readonly change: ToolsChange }): JSX.Element {
  const names = (all: readonly string[]) => all.map(isolated).join(', ')
  return (
    <Section name="Tools · changed since the call before" role="tools-change">
      {added.length > 0 && <p class="tool-change">Added: {names(added)}</p>}
      {removed.length > 0 && <p class="tool-change">Removed: {names(removed)}</p>}
      {changed.map((tool) => (
        <Block
          key={tool.name}
          title={
            <b>
              <Foreign text={tool.name} />
            </b>
          }
        >
          <TextChanged change={tool} />
        </Block>
      ))}
    </Section>
  )
}
