import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
  EntityLink,
} from '@backstage/catalog-model';
import { TENANT_ANNOTATION } from '@flytower/contract';

/** What entities need to know of the portal around them. */
export interface Portal {
  /** Address under which people open it, without a slash at the end. */
  baseUrl: string;
  /** Who owns what belongs to no tenant: an entity reference. */
  operations: string;
}

/** The kinds that Flytower brings into the catalog. Never a User: people come from the company's own directory. */
type Kind = 'Component' | 'Group' | 'Resource' | 'System';

/**
 * One entity of a source. Names and references come from slugs; what people wrote freely is only title and description,
 * and loses what no text column takes.
 */
export function makeEntity(options: {
  /** The plugin id of the source. */
  source: string;
  /** What it is there, like `service/01J…`: stands in the location, so that the entity can be traced back. */
  origin: string;
  kind: Kind;
  namespace: string;
  name: string;
  title: string;
  description?: string;
  tenant?: string;
  annotations?: Record<string, string>;
  labels?: Record<string, string>;
  links?: EntityLink[];
  spec: Entity['spec'];
}): Entity {
  const { source, origin, tenant, labels, links = [] } = options;
  const location = `flytower:${source}/${origin}`;
  const title = printable(options.title);
  const description = printable(options.description ?? '');
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: options.kind,
    metadata: {
      namespace: options.namespace,
      name: options.name,
      ...(title ? { title } : {}),
      ...(description ? { description } : {}),
      annotations: {
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
        ...(tenant === undefined ? {} : { [TENANT_ANNOTATION]: tenant }),
        ...options.annotations,
      },
      ...(labels ? { labels } : {}),
      ...(links.length > 0 ? { links } : {}),
    },
    spec: options.spec,
  };
}

/** A link to a page of the portal, by its segments: each is encoded, whatever it is. */
export function pageLink(
  { baseUrl }: Portal,
  title: string,
  ...segments: string[]
): EntityLink {
  return {
    url: [baseUrl, ...segments.map(encodeURIComponent)].join('/'),
    title,
    icon: 'dashboard',
  };
}

/** Without control characters (PostgreSQL refuses NUL), and without halves of surrogate pairs (which are no UTF-8). */
function printable(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
      .replace(/\p{Cs}/gu, '')
      .trim()
  );
}
