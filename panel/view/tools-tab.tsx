import type { JSX } from 'preact'
import { ATTR_REQUEST_PARALLEL_TOOL_CALLS, ATTR_REQUEST_TOOL_CHOICE, ATTR_REQUEST_TOOL_CHOICE_NAME } from '../../sdk/own-names.ts'
import type { Message, SpanRecord, ToolDefinition } from '../../sdk/protocol/records.ts'
import { choicePoint } from '../store/choice-point.ts'
import { schemaOf } from '../store/schema-check.ts'
import { schemaRows, type SchemaRow } from '../store/schema-rows.ts'
import { isolated } from '../trace/isolate.ts'
import { Block } from './block.tsx'
import { Foreign } from './foreign.tsx'
import { HiddenWords } from './hidden-words.tsx'
import { KindIcon } from './icons.tsx'
import { TokenTable } from './logprobs.tsx'
import { LongText } from './long-text.tsx'
import { MessagePreview } from './message-part.tsx'
import { Said } from './said.tsx'
import { Section } from './section.tsx'
import { useContentHidden } from './store-context.ts'

/** Whether a call says anything of tools. */
export function hasTools({ content, attributes }: SpanRecord): boolean {
  return (
    (content?.toolDefinitions?.length ?? 0) > 0 ||
    attributes[ATTR_REQUEST_TOOL_CHOICE] !== undefined ||
    (content?.outputMessages ?? []).some(({ parts }) => parts.some(({ type }) => type === 'tool_call'))
  )
}

/** What a call offered, how the model was to choose, and what it chose. */
export function ToolsTab({ record: { content, attributes } }: { readonly record: SpanRecord }): JSX.Element {
  const offered = content?.toolDefinitions ?? []
  const answers = content?.outputMessages ?? []
  return (
    <div class="tools-tab">
      <Section name="Choice" role="tool-choice">
        <p class="tool-change">{choiceWords(attributes)}</p>
      </Section>
      <Picked answers={answers} offered={offered} />
      <Section name={offered.length === 0 ? 'Offered' : `Offered · ${offered.length}`} role="tools-offered">
        {offered.length === 0 && <p class="tool-change faint">The record has no definitions of tools.</p>}
        {offered.map((tool, at) => (
          <Offered key={at} tool={tool} picked={pickedOf(answers).filter((name) => name === tool.name).length} />
        ))}
      </Section>
    </div>
  )
}

function choiceWords(attributes: SpanRecord['attributes']): string {
  const choice = attributes[ATTR_REQUEST_TOOL_CHOICE]
  const name = attributes[ATTR_REQUEST_TOOL_CHOICE_NAME]
  const parallel = attributes[ATTR_REQUEST_PARALLEL_TOOL_CALLS]
  const words = [
    choice === undefined ? 'tool_choice was not sent: the provider’s default holds' : `tool_choice: ${isolated(String(choice))}`,
    ...(name === undefined ? [] : [`the tool ${isolated(String(name))}`]),
    ...(parallel === undefined ? [] : [parallel === true ? 'several calls allowed' : 'one call at most']),
  ]
  return words.join(' · ')
}

const pickedOf = (answers: readonly Message[]): readonly string[] =>
  answers.flatMap(({ parts }) => parts.flatMap(({ type, name }) => (type === 'tool_call' && typeof name === 'string' ? [name] : [])))

interface PickedProps {
  readonly answers: readonly Message[]
  readonly offered: readonly ToolDefinition[]
}

/** Of each candidate what it chose, and what else it might have at that point. */
function Picked({ answers, offered }: PickedProps): JSX.Element {
  const known = new Set(offered.map(({ name }) => name))
  return (
    <Section name="Picked" role="tools-picked">
      {answers.length === 0 && <p class="tool-change faint">No answer yet.</p>}
      {answers.map((message, at) => {
        const names = pickedOf([message])
        const point = choicePoint(message)
        return (
          <div key={at} class="picked" data-candidate={at + 1}>
            <p class="tool-change">
              {answers.length > 1 && <span class="faint">Candidate {at + 1}: </span>}
              {names.length === 0 ? 'no tool: ' : ''}
              <MessagePreview message={message} />
            </p>
            {known.size > 0 && names.some((name) => !known.has(name)) && (
              <p class="tool-change check">
                <span class="chip error">Not offered</span>{' '}
                {names
                  .filter((name) => !known.has(name))
                  .map(isolated)
                  .join(', ')}
              </p>
            )}
            {point !== undefined && (
              <>
                <div class="tool-heading">
                  {names.length === 0 ? 'First token' : 'Token at the point of choice'}, and what else it might have been
                </div>
                <TokenTable tokens={[point]} />
              </>
            )}
          </div>
        )
      })}
    </Section>
  )
}

function Offered({ tool, picked }: { readonly tool: ToolDefinition; readonly picked: number }): JSX.Element {
  const title = (
    <>
      <KindIcon kind="tool" />
      <b>
        <Foreign text={tool.name} />
      </b>
      {tool.type !== 'function' && <Foreign class="faint words" text={tool.type} />}
      <span class="push" />
      {picked > 0 && <span class="chip">{picked === 1 ? 'picked' : `picked ${picked} times`}</span>}
    </>
  )
  const description = tool['description']
  return (
    <Block title={title} part="tool_definition">
      {typeof description === 'string' && (
        <div class="part-text">
          <Said text={description} />
        </div>
      )}
      <SchemaTable tool={tool} />
    </Block>
  )
}

function SchemaTable({ tool }: { readonly tool: ToolDefinition }): JSX.Element {
  const hidden = useContentHidden()
  const { rows, isCut } = schemaRows(schemaOf(tool))
  if (rows.length === 0) return <span class="faint">no parameters</span>
  if (hidden) return <HiddenWords characters={JSON.stringify(schemaOf(tool)).length} />
  return (
    <>
      <table class="schema">
        <tbody>
          {rows.map((row, at) => (
            <SchemaLine key={at} row={row} />
          ))}
        </tbody>
      </table>
      {isCut && <p class="part-note">There is more of it: Messages has the definition whole.</p>}
    </>
  )
}

function SchemaLine({ row: { depth, name, type, isRequired, description, limits } }: { readonly row: SchemaRow }): JSX.Element {
  return (
    <tr>
      <th scope="row" style={{ paddingLeft: `${depth * 14}px` }}>
        <Foreign text={name} />
        {isRequired && <span title="required">*</span>}
      </th>
      <td class="type">
        <Foreign text={type} />
      </td>
      <td>
        <LongText text={description} inline />
        {limits !== '' && (
          <>
            {' '}
            <Foreign class="faint" text={limits} />
          </>
        )}
      </td>
    </tr>
  )
}
