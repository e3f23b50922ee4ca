/**
 * The names that the unit tests take from the 2.x line, made of the 3.x line: what an application that has moved on gives us. No TypeScript,
 * since the 3.x types are in the other project only.
 */
import { SimpleSpanProcessor as Processor } from '@opentelemetry/sdk-trace'

export {
  InMemorySpanExporter,
  StackContextManager,
  TracerProvider as BasicTracerProvider,
  TracerProvider as WebTracerProvider,
} from '@opentelemetry/sdk-trace'

export class SimpleSpanProcessor extends Processor {
  constructor(exporter) {
    super({ exporter })
  }
}
