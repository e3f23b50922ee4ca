/** The script of a page with a strict policy: a call as any page makes it, with the SDK or without. */
import { register } from '../../../sdk/index.ts'

export interface CspPage {
  readonly violations: readonly string[]
  call(): Promise<string>
  requests(): number
}

declare global {
  interface Window {
    cspPage?: CspPage
  }
}

const violations: string[] = []
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  violations.push(`${violatedDirective} ${blockedURI}`),
)
const handle = location.search.includes('bare') ? undefined : register({ serviceName: 'csp' })

window.cspPage = {
  violations,
  async call() {
    const response = await fetch('/v1/chat/completions', {
      method: 'POST',
      body: JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'hello' }] }),
    })
    return response.text()
  },
  // Nobody is to have the spans: the call is kept as it came.
  requests: () => handle?.status().unread ?? 0,
}
