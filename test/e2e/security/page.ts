/** Plants credentials wherever a page has words, with the SDK and its exporter in it. */
import { SpanStatusCode, trace } from '@opentelemetry/api'
import { executeTool, invokeAgent, register } from '../../../sdk/index.ts'
import { ATTRIBUTES, FIELDS, TEXTS } from '../../security/planted-table.ts'

declare global {
  interface Window {
    /** @returns what was planted */
    plant?: () => Promise<readonly string[]>
    plantedStatus?: () => unknown
  }
}

const handle = register({
  serviceName: 'planted',
  content: 'span',
  otlp: { url: `${location.origin}/collector`, headers: { 'x-collector': 'Pl4ntedcollector0Zq' } },
})
window.plantedStatus = () => handle.status()

const planted: string[] = ['Pl4ntedpage0Zq', 'Pl4ntedpage1Zq', 'Pl4ntedcollector0Zq']
const secretOf = (kind: string, row: number): string => {
  const secret = `Pl4nted${kind}${row}Zq`
  planted.push(secret)
  return secret
}

function foreignSpan(text: string): void {
  const span = trace.getTracer('other').startSpan(text, { attributes: { note: text, notes: [text] } })
  span.recordException(new Error(text))
  span.setStatus({ code: SpanStatusCode.ERROR, message: text })
  span.end()
}

async function refused(how: 'fetch' | 'request' | 'xhr', secret: string): Promise<void> {
  const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'No' }], password: `${secret}Body` })
  const headers = { 'content-type': 'application/json', 'x-acme': secret }
  const url = `/v1/chat/completions?key=${secret}Query`
  if (how === 'fetch') await (await fetch(url, { method: 'POST', headers, body })).text()
  else if (how === 'request') await (await fetch(new Request(url, { method: 'POST', headers, body }))).text()
  else
    await new Promise((resolve) => {
      const request = new XMLHttpRequest()
      request.open('POST', url)
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
      request.addEventListener('loadend', resolve)
      request.send(body)
    })
}

window.plant = async () => {
  await invokeAgent({ agentName: 'planted' }, async () => {
    for (const [row, plant] of TEXTS.entries()) {
      foreignSpan(plant(secretOf('foreign', row)))
      await invokeAgent({ agentName: 'a' }, () => Promise.reject(new Error(plant(secretOf('agent', row))))).catch(() => {})
    }
    for (const [row, plant] of ATTRIBUTES.entries())
      trace
        .getTracer('other')
        .startSpan('b', { attributes: plant(secretOf('attribute', row)) })
        .end()
    for (const [row, plant] of FIELDS.entries())
      executeTool({ toolName: 't', toolCallArguments: plant(secretOf('field', row)) }, () => plant(secretOf('result', row)))
    await refused('fetch', secretOf('header', 0))
    await refused('request', secretOf('header', 1))
    await refused('xhr', secretOf('header', 2))
    // Once more, as an application throws it on.
    foreignSpan(`Wrong: ${secretOf('header', 0)}`)
  })
  await handle.forceFlush()
  return planted
}
