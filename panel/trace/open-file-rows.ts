/** A file's rows as the panel fills them: each change of them is one of the trace. */
import type { FileRows } from './file-rows.ts'
import type { OpenFile } from './open-file.ts'

export function openFileRows(rows: FileRows, changed: () => void): OpenFile {
  const change = <T>(of: () => T): T => {
    const result = of()
    changed()
    return result
  }
  return {
    get repeated() {
      return rows.repeated
    },
    get leftOut() {
      return rows.leftOut
    },
    get looseContents() {
      return rows.looseContents
    },
    addSpans: (batch, from, to) => change(() => rows.addSpans(batch, from, to)),
    crowd: (more, taken) => rows.room.crowd(more, taken),
    choose: (choice) => rows.room.choose(choice),
    addLogs: (batch) => change(() => rows.addLogs(batch)),
    end: () => change(() => rows.end()),
    forget: () => change(() => rows.forget()),
  }
}
