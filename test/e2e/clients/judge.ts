/** What is wrong with a form that ran without and with the SDK: nothing, if all is well. */
import { fromPlain } from '../../semconv/span.ts'
import { conventionFaults } from '../../support/conventions.ts'
import { saidBy } from './asked.ts'
import type { EndedSpan, Outcome, Subject } from './runner.ts'
import { inferences } from './runner.ts'

const OURS = '@genai-devtools/web'
const END = 'genai_devtools.end'
const ATTEMPT = 'genai_devtools.attempt'

/** The first line that differs, with its neighbours. */
function difference(what: string, bare: string, seen: string): string[] {
  if (bare === seen) return []
  const [left, right] = [bare.split('\n'), seen.split('\n')]
  const at = left.findIndex((line, index) => line !== right[index])
  const around = (lines: readonly string[]): string => lines.slice(Math.max(0, at - 2), at + 3).join('\n')
  return [`${what} differs at line ${at}\nwithout:\n${around(left)}\nwith:\n${around(right)}`]
}

export const endsOf = (spans: readonly EndedSpan[]): string[] => spans.map(({ attributes }) => String(attributes[END]))

const brief = (spans: readonly EndedSpan[]): string =>
  spans.map(({ scope, name, attributes }) => `${scope}: ${name} (${String(attributes[END])})`).join('; ')

/** Where every attempt fails, how many there are is the client's affair. */
const expectedEnds = ({ kind, ends }: Subject, attempts: number): readonly string[] =>
  kind.name === 'failing' ? Array.from({ length: attempts }, () => 'error') : ends

function wrongFacts(span: EndedSpan): string[] {
  const { attributes, status, name, scope } = span
  const end = attributes[END]
  const needed =
    end === 'completed'
      ? ['gen_ai.response.model', 'gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens', 'gen_ai.response.finish_reasons']
      : end === 'error'
        ? ['error.type']
        : []
  const missing = ['gen_ai.provider.name', 'gen_ai.operation.name', ...needed].filter((key) => attributes[key] === undefined)
  return [
    ...(missing.length === 0 ? [] : [`the span ${name} (${String(end)}) lacks ${missing.join()}`]),
    // The status of its own span is the client's to set.
    ...(end === 'error' && scope === OURS && status.code !== 2 ? [`the span ${name} has status ${status.code} after an error`] : []),
  ]
}

/** One span for each attempt: all of them ours, or all of them the client's. */
function wrongSpans(subject: Subject, { attempts }: Outcome, spans: readonly EndedSpan[]): string[] {
  const expected = expectedEnds(subject, attempts.length)
  const strange = spans.filter(({ scope }) => (scope === OURS) === (subject.traced !== undefined))
  if (strange.length > 0) return [`spans that should not be: ${brief(strange)}`]
  if (spans.length !== attempts.length) return [`${attempts.length} attempts, but the spans are ${brief(spans) || 'none'}`]
  return JSON.stringify(endsOf(spans)) === JSON.stringify(expected) ? [] : [`the spans end ${endsOf(spans).join()}, not ${expected.join()}`]
}

/** The client's own span, once, with each attempt as an event on it. */
function wrongOwnSpan(subject: Subject, { attempts }: Outcome, spans: readonly EndedSpan[]): string[] {
  const expected = expectedEnds(subject, attempts.length)
  const [span] = spans
  if (span === undefined || spans.length > 1 || span.scope === OURS)
    return [`one span of the client, but there are ${brief(spans) || 'none'}`]
  const noted = span.events.filter(({ name }) => name === ATTEMPT).map(({ attributes = {} }) => String(attributes[END]))
  if (span.attributes[END] !== expected.at(-1)) return [`the client's span ends ${String(span.attributes[END])}, not ${expected.join()}`]
  // The client ends its span before its last attempt is over, where the page leaves a stream.
  const counted = noted.length === attempts.length ? noted : [...noted, String(span.attributes[END])]
  return JSON.stringify(counted) === JSON.stringify(expected)
    ? []
    : [`the attempts on the client's span end ${counted.join()}, not ${expected.join()}`]
}

/** What a span says that was asked for, where it is other than what the server got. */
function wrongRequests({ traced }: Subject, { asked }: Outcome, spans: readonly EndedSpan[]): string[] {
  // A client's own span of the call is about its first attempt as much as about its last.
  const pairs = spans.map((span, at) => [span, asked[traced === 'call' ? 0 : at]] as const)
  return pairs.flatMap(([span, got]) => {
    const said = JSON.stringify(saidBy(span.attributes))
    return got === undefined || said === JSON.stringify(got)
      ? []
      : [`the span ${span.name} says ${said}, but ${JSON.stringify(got)} was asked`]
  })
}

export function problemsOf(subject: Subject, bare: Outcome, watched: Outcome): readonly string[] {
  const spans = inferences(watched.spans)
  const wrong = subject.traced === 'call' ? wrongOwnSpan : wrongSpans
  const seen = [
    ...difference('what the application sees', bare.seen, watched.seen),
    ...difference('what nobody handled', bare.faults.join('\n'), watched.faults.join('\n')),
    ...difference('what the server sees', bare.attempts.join('\n'), watched.attempts.join('\n')),
  ]
  // Its own span ended before what the wire says of it was known.
  if (subject.kind.late === true && subject.traced !== undefined) return seen
  return [
    ...seen,
    ...(subject.kind.name === 'unread' && watched.before > 0 ? ['the span of the unread stream has ended already'] : []),
    ...wrong(subject, watched, spans),
    ...spans.flatMap(wrongFacts),
    ...wrongRequests(subject, watched, spans),
    ...conventionFaults(spans.filter(({ scope }) => scope === OURS).map(fromPlain)),
    // What a client says on its own span is the client's; its name, and that it failed, is ours to tell.
    ...conventionFaults(spans.filter(({ scope }) => scope !== OURS).map(fromPlain)).filter((fault) =>
      /^MUST (?:name|status)\b/.test(fault),
    ),
  ].map((problem) => `${subject.kind.name}: ${problem}`)
}
