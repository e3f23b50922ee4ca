/** The structures that messages, tools and their values must have: the conventions' JSON schemas, and each typed part by its own. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import { modelDirectory } from './model.ts'

interface Schema {
  readonly $defs?: { readonly [name: string]: Definition }
}

interface Definition {
  readonly properties?: { readonly type?: { readonly const?: string } }
}

/** Of one file: the whole, and the parts that name their type. */
interface Validators {
  readonly whole: ValidateFunction
  readonly typed: ReadonlyMap<string, ValidateFunction>
}

const ajv = new Ajv({ strict: false, validateFormats: false, logger: false })
const known = new Map<string, Validators>()

function validatorsOf(file: string): Validators {
  const before = known.get(file)
  if (before !== undefined) return before
  const schema: Schema = JSON.parse(readFileSync(join(modelDirectory, 'gen-ai', file), 'utf8'))
  const typed = Object.entries(schema.$defs ?? {}).flatMap(([name, { properties }]) => {
    const type = properties?.type?.const
    return type === undefined ? [] : [[type, ajv.compile({ $defs: schema.$defs, $ref: `#/$defs/${name}` })] as const]
  })
  const made = { whole: ajv.compile(schema), typed: new Map(typed) }
  known.set(file, made)
  return made
}

/**
 * What is wrong with `value`. A part is held to the schema of the type that it names: the generic one beside it, which is for types that the conventions do
 * not know, would let everything pass.
 */
export function schemaFaults(file: string, value: unknown): readonly string[] {
  const { whole, typed } = validatorsOf(file)
  const faults = whole(value) ? [] : errorsOf(whole)
  const parts = partsIn(value).flatMap((part) => {
    const { type } = part
    const validate = typed.get(type)
    return validate === undefined || validate(part) ? [] : errorsOf(validate).map((fault) => `${type}${fault}`)
  })
  return [...faults, ...parts]
}

function errorsOf({ errors }: ValidateFunction): string[] {
  return (errors ?? []).map(
    ({ instancePath, message = '', params }) => `${instancePath.replaceAll(/\/\d+/g, '/*')} ${message} ${JSON.stringify(params)}`,
  )
}

/** Items of the list that name a type, and those in the `parts` of its messages. */
function partsIn(value: unknown): readonly Typed[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : []
  return items.flatMap((item): readonly Typed[] => {
    if (isTyped(item)) return [item]
    return typeof item === 'object' && item !== null && 'parts' in item ? partsIn(item.parts) : []
  })
}

interface Typed {
  readonly type: string
}

function isTyped(value: unknown): value is Typed {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
