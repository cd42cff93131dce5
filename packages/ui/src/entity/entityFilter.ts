import { Entity } from '@backstage/catalog-model';

/**
 * The filter of a card or a tab on the catalog's entity page: for entities of a kind that carry an annotation of Flytower
 * (`SERVICE_ID_ANNOTATION` and its like, of `@flytower/contract`), and where given of one of some types.
 *
 * @public
 */
export function entityFilter(options: {
  /** "Component"; case does not matter. */
  kind: string;
  annotation: string;
  /** Values of `spec.type`; any where left out. */
  types?: readonly string[];
}): (entity: Entity) => boolean {
  const { kind, annotation, types } = options;
  return entity =>
    entity.kind.toLowerCase() === kind.toLowerCase() &&
    entity.metadata.annotations?.[annotation] !== undefined &&
    (types === undefined || types.includes(String(entity.spec?.type)));
}
