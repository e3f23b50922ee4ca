import type { JSX } from 'preact'
import { formatCount } from '../trace/format.ts'
import type { SpanView, Tokens } from '../trace/model.ts'

interface Line {
  readonly name: string
  readonly count: number | undefined
  readonly inner?: boolean
  readonly total?: boolean
}

export function TokensTab({ span }: { readonly span: SpanView }): JSX.Element {
  const lines = linesOf(span.tokens)
  if (lines.length === 0) {
    return (
      <p class="remark">
        {span.outcome === 'running' ? 'The provider tells the tokens at the end.' : 'The provider did not report any tokens.'}
      </p>
    )
  }
  return (
    <>
      <table class="facts">
        <caption>Tokens</caption>
        <tbody>
          {lines.map(({ name, count, inner = false, total = false }) => (
            <tr key={name} class={inner ? 'inner' : total ? 'total' : ''}>
              <th scope="row">{name}</th>
              <td class="number">{count === undefined ? <span class="faint">not reported</span> : formatCount(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="remark">
        {span.tokens.estimated === true
          ? 'Estimated from the words, where the provider did not report them.'
          : 'As the provider reported them.'}{' '}
        Input includes what was read from and written to its cache, output includes reasoning.
      </p>
    </>
  )
}

function linesOf(tokens: Tokens): readonly Line[] {
  const { input, output, cacheRead, cacheWrite, reasoning } = tokens
  if (Object.keys(tokens).length === 0) return []
  return [
    { name: 'Input', count: input },
    ...(cacheRead === undefined ? [] : [{ name: 'of it: read from cache', count: cacheRead, inner: true }]),
    ...(cacheWrite === undefined ? [] : [{ name: 'of it: written to cache', count: cacheWrite, inner: true }]),
    { name: 'Output', count: output },
    ...(reasoning === undefined ? [] : [{ name: 'of it: reasoning', count: reasoning, inner: true }]),
    ...(input === undefined || output === undefined ? [] : [{ name: 'Total', count: input + output, total: true }]),
  ]
}
