import { Manifest, ServiceRow } from '@flytower/kube';
import { z } from 'zod';
import { canonical } from '../rendering/canonical';

const sentSchema = z.object({
  spec: z.object({
    selector: z.record(z.string(), z.string()),
    ports: z.array(
      z.object({
        name: z.string(),
        port: z.int(),
        protocol: z.string(),
        targetPort: z.union([z.string(), z.int()]),
      }),
    ),
  }),
});

/** What of a Kubernetes Service matters to who calls it, as text: whom it selects, and by which ports. */
export function shapeOfSent(service: Manifest): string {
  const { spec } = sentSchema.parse(JSON.parse(JSON.stringify(service)));
  return canonical({ selector: spec.selector, ports: spec.ports });
}

/** The same of what is observed. */
export function shapeOfSeen({ selector, ports }: ServiceRow): string {
  return canonical({
    selector,
    ports: ports.map(({ name, port, protocol, targetPort }) => ({
      name,
      port,
      protocol,
      targetPort,
    })),
  });
}
