/** Contexts that a framework brought to where they are found, so that a span can say what its parent is known by. */
import { createContextKey, trace, type Context } from '@opentelemetry/api'
import { CONTEXT_FRAMEWORK } from '../own-names.ts'

const BROUGHT = createContextKey(CONTEXT_FRAMEWORK)

/** What runs inside `context` is told to have come there by a framework; spans that it opens are not. */
export const broughtByFramework = (context: Context): Context => context.setValue(BROUGHT, trace.getSpan(context))

export const isBroughtByFramework = (context: Context): boolean => context.getValue(BROUGHT) === trace.getSpan(context)
