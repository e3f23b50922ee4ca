/** Entry `./context`: the context manager alone, for applications that set up OpenTelemetry themselves. */
export { StackContextManager } from './context/stack.ts'
