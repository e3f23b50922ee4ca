/** What `status()` says in words. */
import { redactionCounts } from './content/given-content.ts'
import type { ExportStatus } from './export/ledger.ts'
import type { Options } from './options.ts'
import { getPage } from './page.ts'
import { pageWide, watcher, type Member } from './page-wide.ts'
import { unusedOptions } from './unused-options.ts'

export const APART =
  'A copy of @opentelemetry/api of another version registered before register(): model calls are shown and exported, but spans of other libraries are not, and agents and tools may be missing as parents. Have one version in the page, or call register() first.'

export function contentWarnings(): readonly string[] {
  const { failures } = redactionCounts
  const dropped = getPage().shelf.live?.whole.dropped ?? 0
  return [
    ...(failures === 0 ? [] : [`${failures} parts of content were left out because redact failed, took too long or gave back no part.`]),
    ...(dropped === 0
      ? []
      : [`The whole content of ${dropped} spans was given up to save memory: the panel shows the part in their records.`]),
  ]
}

/** Of what reads, and is loaded later. */
export function readerWarnings({ usage, propagateMcp, inject }: Options): readonly string[] {
  const { reader, pending } = getPage()
  const problem = reader.problem ?? reader.module?.readingProblem()
  const unused = [...(usage === 'inject' ? ["usage: 'inject'"] : []), ...(propagateMcp === true ? ['propagateMcp'] : [])]
  return [
    ...(problem === undefined
      ? []
      : [`What reads the calls could not be loaded yet (${problem}): ${pending.size} calls wait, and it is tried again.`]),
    ...(pending.lost === 0 ? [] : [`${pending.lost} calls were given up, since what reads them was not there and they held too much.`]),
    ...(inject !== undefined || unused.length === 0
      ? []
      : [
          `${unused.join(' and ')} ${unused.length > 1 ? 'do' : 'does'} nothing: give register({ inject }), from '@genai-devtools/web/inject'.`,
        ]),
  ]
}

/** Of a provider that is the application's. */
export function joinedWarnings(liveProcessor: boolean, options: Options): readonly string[] {
  const warnings: string[] = []
  if (!liveProcessor) {
    warnings.push(
      'Add LiveSpanProcessor to your provider: without it, spans of other libraries are not shown and clients that trace themselves are doubled.',
    )
  }
  if (options.otlp !== undefined || options.spanProcessors !== undefined) {
    warnings.push('otlp and spanProcessors are not used: your provider exports its spans itself.')
  }
  return warnings
}

export function exportWarnings({ lost, problems }: ExportStatus): readonly string[] {
  if (lost > 0) return [`${lost} ended spans were not exported: status().exports.problems says why.`]
  return problems.length > 0 ? ['Exporting has problems, and has lost nothing yet: status().exports.problems names them.'] : []
}

export function faultWarnings(faults: number): readonly string[] {
  return faults === 0
    ? []
    : [
        `${faults} ${faults === 1 ? 'piece' : 'pieces'} of the SDK failed beside your page's calls: your page noticed nothing, spans may be missing. Please report it.`,
      ]
}

export function deadWarnings(dead: number): readonly string[] {
  return dead === 0
    ? []
    : [`${dead} of spanProcessors were shut down with an earlier register() and take no more spans: give new ones to each register().`]
}

/** A second call in this copy. */
export function againWarnings(unused: readonly string[]): readonly string[] {
  return unused.length === 0
    ? []
    : [`register() was called again while it was on: the first call's options hold. Not used of the later ones: ${unused.join(', ')}.`]
}

/** One sentence for each set-up that came after the one that watches the page. */
export function memberWarnings(self: Member): readonly string[] {
  return pageWide()
    .members.slice(1)
    .map((member) => memberWarning(member, self))
}

export function memberWarning(member: Member, self: Member): string {
  const first = watcher()
  const unused = first === undefined ? [] : unusedBy(member, first)
  const who = member === self ? `This ${member.name}` : `${member.name} of ${member.kind} ${member.version}`
  const whom = first === self ? `this ${self.name}` : `${first?.name ?? 'one'} of ${first?.kind ?? 'sdk'} ${first?.version ?? ''}`.trim()
  const said = unused.length === 0 ? '' : ` Not used of its options: ${unused.join(', ')}.`
  return `${who} joined ${whom}, which came first and watches the page: a call has one span, for the processors of both.${said}`
}

/** The first member's options hold for what is watched, those of the member whose provider it is for the provider. */
function unusedBy(member: Member, first: Member): readonly string[] {
  const { provider } = pageWide()
  const watched = unusedOptions(member.options, first.options, [...USED, ...OF_PROVIDER])
  const provided =
    provider === member ? [] : unusedOptions(member.options, provider?.options ?? {}, USED).filter((name) => OF_PROVIDER.includes(name))
  return [...watched, ...provided]
}

/** The processors of all get the spans; the redactors of all run. */
const USED: readonly string[] = ['spanProcessors', 'otlp', 'redact', 'enabled']
const OF_PROVIDER: readonly string[] = ['serviceName', 'resource', 'contextManager']
