import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { MessagePart, ToolDefinition } from '../../sdk/protocol/records.ts'
import { argumentsOf, checkArguments, schemaOf, type Checked } from '../store/schema-check.ts'
import { isolated } from '../trace/isolate.ts'
import { Foreign } from './foreign.tsx'
import { HiddenWords } from './hidden-words.tsx'
import { useContentHidden } from './store-context.ts'

interface CheckProps {
  readonly call: MessagePart
  readonly definition: ToolDefinition | undefined
}

/** Whether the arguments fit the tool's schema. */
export function ArgumentsCheck({ call, definition }: CheckProps): JSX.Element | null {
  const [schema, value] = [schemaOf(definition), argumentsOf(call)]
  const checked = useSignal<Checked | undefined>(undefined)
  const key = schema === undefined || value === undefined ? undefined : JSON.stringify([schema, value])
  useEffect(() => {
    if (schema === undefined || value === undefined) return undefined
    let isOver = false
    void checkArguments(schema, value).then((answer) => {
      if (!isOver) checked.value = answer
    })
    return () => (isOver = true)
  }, [key])
  if (key === undefined || checked.value === undefined) return null
  return <Verdict checked={checked.value} />
}

function Verdict({ checked }: { readonly checked: Checked }): JSX.Element {
  const isHidden = useContentHidden()
  if (checked === 'late') return <p class="check faint">The check against the schema took too long.</p>
  if (checked === 'failed') return <p class="check faint">The arguments could not be checked.</p>
  if ('unusable' in checked)
    return <p class="check faint">The schema cannot be checked{isHidden ? '.' : `: ${isolated(checked.unusable)}`}</p>
  const { errors, more } = checked
  if (errors.length === 0) return <p class="check faint">✓ The arguments fit the schema.</p>
  return (
    <div class="check" data-check="errors">
      <span class="chip error">{errors.length + more === 1 ? '1 schema error' : `${errors.length + more} schema errors`}</span>
      {isHidden ? (
        <HiddenWords characters={errors.reduce((sum, { place, words }) => sum + place.length + words.length, 0)} />
      ) : (
        <Errors errors={errors} more={more} />
      )}
    </div>
  )
}

/** They name what the model said. */
function Errors({ errors, more }: Exclude<Checked, string | { readonly unusable: string }>): JSX.Element {
  return (
    <ul>
      {errors.map(({ place, words }, at) => (
        <li key={at}>
          <Foreign class="place" text={place === '' ? '(the whole)' : place} /> <Foreign text={words} />
        </li>
      ))}
      {more > 0 && <li class="faint">and {more} more</li>}
    </ul>
  )
}
