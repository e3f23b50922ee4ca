import { context as contextApi, trace, type Context } from '@opentelemetry/api'
import type { CodePlace, ParentSource } from '../protocol/records.ts'
import { isBroughtByFramework } from './brought.ts'
import { lastPlace } from './read-stack.ts'
import { lookUp, lookUpLater } from './run.ts'
import { askSilently, stackAnswers } from './stack.ts'

export interface Parent {
  readonly context: Context
  readonly source: ParentSource
  /** Where the call was made, if the stack was read for it. */
  readonly place?: CodePlace | undefined
}

/**
 * The parent that there is evidence for, strongest first: what the caller states, what the page's own context manager says, what the
 * stack says. `undefined` where nothing does: an unknown parent is better than a wrong one. Never throws.
 */
export function findParent(explicit?: Context): Parent | undefined {
  if (explicit) return { context: explicit, source: 'explicit' }
  const said = fromManager()
  return said.parent ?? (said.source === 'stack' ? undefined : fromStack())
}

/** What the global manager says, and how it knows: `stack` where it is ours, so that the stack need not be asked again. */
function fromManager(): { readonly parent?: Parent | undefined; readonly source?: ParentSource } {
  try {
    const answersBefore = stackAnswers()
    const active = contextApi.active()
    const source = stackAnswers() === answersBefore ? 'zone' : 'stack'
    return { parent: parentOf(active, source), source }
  } catch {
    // An application's manager may throw; that is not the call's trouble.
    return {}
  }
}

/** As {@link findParent}, of the moment of this call: what the stack says is read when it is asked for. Never throws. */
export function findParentLater(explicit?: Context): () => Parent | undefined {
  if (explicit) return () => ({ context: explicit, source: 'explicit' })
  const said = sayWithoutStack()
  if (said !== undefined) return () => said
  const later = lookUpLater()
  return () => {
    const found = later()
    return found && parentOf(found, 'stack')
  }
}

/** What another manager than ours says. */
function sayWithoutStack(): Parent | undefined {
  try {
    const { answer, ours } = askSilently(() => contextApi.active())
    return ours ? undefined : parentOf(answer, 'zone')
  } catch {
    return undefined
  }
}

function fromStack(): Parent | undefined {
  const found = lookUp()
  return found && parentOf(found, 'stack')
}

function parentOf(context: Context, source: ParentSource): Parent | undefined {
  const span = trace.getSpanContext(context)
  if (!span || !trace.isSpanContextValid(span)) return undefined
  return { context, source: isBroughtByFramework(context) ? 'framework' : source, place: source === 'stack' ? lastPlace() : undefined }
}
