/** A chunk of its own. */
export { ProtobufTraceSerializer as serializer } from '@opentelemetry/otlp-transformer'
