/** What serves a panel: records of spans, with content beside them. A chunk of its own, for a page that somebody looks at. */
export { Consumer } from './export/consumer.ts'
export { createRecordMaker } from './export/record.ts'
