import type { JSX } from 'preact'
import type { JsonValue } from '../../sdk/protocol/records.ts'
import { CopiedValue } from './json-value.tsx'
import { Whole, type Want } from './whole.tsx'

interface CutJsonProps {
  readonly value: JsonValue
  /** Characters that the record left out. */
  readonly cut: JsonValue | undefined
  readonly path: string
  readonly want: Want | undefined
}

/** A value, and what fetches the rest of one that was cut. */
export function CutJson({ value, cut, path, want }: CutJsonProps): JSX.Element {
  const what = path === 'toolCallResult' ? 'result' : path === 'toolCallArguments' ? 'arguments' : 'definition'
  const body = <CopiedValue what={what} value={value} />
  if (typeof cut !== 'number' || want === undefined) return body
  return (
    <Whole
      want={want}
      path={path}
      more={`${cut.toLocaleString('en')} more characters`}
      show={(whole) => <CopiedValue what={what} value={whole} />}
    >
      {body}
    </Whole>
  )
}
