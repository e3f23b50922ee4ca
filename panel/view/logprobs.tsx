import type { JSX } from 'preact'
import { useSignal } from '@preact/signals'
import type { TokenLogprob } from '../../sdk/protocol/records.ts'
import { isolated } from '../trace/isolate.ts'
import { HiddenWords } from './hidden-words.tsx'
import { useContentHidden } from './store-context.ts'

/** Tokens shown at first, and with each "more". */
const PAGE = 200

interface LogprobsProps {
  readonly logprobs: readonly TokenLogprob[]
  /** Tokens that the record left out. */
  readonly truncated: number
}

/** How sure the model was of each token, folded: made only when it is opened. */
export function Logprobs({ logprobs, truncated }: LogprobsProps): JSX.Element {
  const open = useSignal(false)
  const shown = useSignal(PAGE)
  const hidden = useContentHidden()
  const count = (logprobs.length + truncated).toLocaleString('en')
  return (
    <details class="part" data-part="logprobs" onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary>Token probabilities · {count} tokens</summary>
      {open.value && <TokenTable tokens={logprobs.slice(0, shown.value)} />}
      {open.value && !hidden && logprobs.length > shown.value && (
        <button class="more" onClick={() => (shown.value += PAGE)}>
          {(logprobs.length - shown.value).toLocaleString('en')} more tokens
        </button>
      )}
      {open.value && truncated > 0 && <p class="remark">{truncated.toLocaleString('en')} more tokens were left out of the record.</p>}
    </details>
  )
}

/** Each token with its probability, and what else the model might have said. */
export function TokenTable({ tokens }: { readonly tokens: readonly TokenLogprob[] }): JSX.Element {
  if (useContentHidden()) return <HiddenWords characters={tokens.reduce((sum, { token }) => sum + token.length, 0)} />
  return (
    <table class="logprobs">
      <tbody>
        {tokens.map((token, at) => (
          <Token key={at} token={token} />
        ))}
      </tbody>
    </table>
  )
}

function Token({ token: { token, logprob, top = [] } }: { readonly token: TokenLogprob }): JSX.Element {
  const others = top.filter((other) => other.token !== token)
  return (
    <tr>
      <td class="token">{JSON.stringify(token).slice(1, -1)}</td>
      <td class="number">{logprob === undefined ? '' : percent(logprob)}</td>
      <td class="faint">
        {others.map((other) => `${isolated(JSON.stringify(other.token).slice(1, -1))} ${percent(other.logprob)}`).join('  ')}
      </td>
    </tr>
  )
}

/** Providers give the natural logarithm. */
function percent(logprob: number): string {
  const share = Math.exp(logprob) * 100
  return `${share >= 99.95 ? '100' : share.toFixed(share < 1 ? 2 : 1)}%`
}
