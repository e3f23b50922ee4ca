import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseJson } from '../../sdk/parser/json.ts'
import { isObject, list, objects, string } from '../../sdk/provider/read/json.ts'
import { requirement } from '../support/require.ts'
import { wireDirectory, wirePresent } from './recordings.ts'
import { recognise } from '../support/dialects.ts'

const absent = requirement('wire', wirePresent, `no recordings at ${wireDirectory}`)

/** Folders of the exchanges that count tokens, which is no inference. */
function countings(): readonly string[] {
  return list(readJson('manifest.json')).flatMap((recording) => {
    if (!isObject(recording)) return []
    const counting = objects(recording['exchanges']).filter(({ api }) => string(api)?.endsWith('count-tokens'))
    return counting.map(({ dir }) => join('cases', string(recording['id']) ?? '', string(dir) ?? ''))
  })
}

function readJson(path: string) {
  return parseJson(readFileSync(join(wireDirectory, path), 'utf8'))
}

describe.skipIf(absent)('recordings of counting tokens', () => {
  const all = absent ? [] : countings()

  test('there are some', () => {
    expect(all.length).toBeGreaterThan(0)
  })

  test.each(all)('%s is left alone', (path) => {
    const request = readJson(join(path, 'request.json'))
    if (!isObject(request)) throw new Error(`${path} has no request`)
    const { method, url, body } = request
    expect(recognise({ method: string(method) ?? 'POST', url: new URL(string(url) ?? ''), ...(isObject(body) && { body }) })).toBe(
      undefined,
    )
  })
})
