import { KubeResponse } from '../http/Transport';
import { SimulatedStream } from './SimulatedStream';

/** A line of a watch. */
export function line(type: string, object: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify({ type, object })}\n`);
}

/** The line by which a watch says how far it is, and that its list is complete. */
export function bookmark(
  version: number,
  initialEventsEnd: boolean,
): Uint8Array {
  return line('BOOKMARK', {
    metadata: {
      resourceVersion: String(version),
      ...(initialEventsEnd && {
        annotations: { 'k8s.io/initial-events-end': 'true' },
      }),
    },
  });
}

/** The body of a refusal. */
export function status(code: number, reason: string) {
  return { kind: 'Status', code, reason, message: `simulated ${reason}` };
}

export function answer(
  code: number,
  body: string,
  headers: Record<string, string> = {},
): KubeResponse {
  return { status: code, headers, body };
}

/** The answer to a watch that is refused. */
export function streamOf(response: KubeResponse): SimulatedStream {
  const stream = new SimulatedStream(response.status, {
    ...(response.headers['retry-after'] && {
      'retry-after': response.headers['retry-after'],
    }),
  });
  stream.send(Buffer.from(response.body));
  stream.end();
  return stream;
}
