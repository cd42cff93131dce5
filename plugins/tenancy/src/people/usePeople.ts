import { useApiHolder } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useMemo } from 'react';
import useAsync from 'react-use/esm/useAsync';
import { z } from 'zod';

/** A person as the catalog knows them. */
export interface Person {
  /** For example `user:default/tara`. */
  ref: string;
  /** For example `Tara`. */
  name: string;
}

const profileSchema = z.object({
  profile: z.object({ displayName: z.string() }),
});

/**
 * The people of the catalog, for suggestions and names. Empty while they are loading and where there is no catalog: a
 * reference can always be typed.
 */
export function usePeople(): readonly Person[] {
  const catalog = useApiHolder().get(catalogApiRef);
  const { value } = useAsync(
    async () =>
      catalog?.getEntities({
        filter: { kind: 'User' },
        fields: ['kind', 'metadata', 'spec.profile'],
      }),
    [catalog],
  );
  return useMemo(
    () =>
      (value?.items ?? []).map(entity => ({
        ref: stringifyEntityRef(entity),
        name:
          profileSchema.safeParse(entity.spec).data?.profile.displayName ??
          entity.metadata.title ??
          entity.metadata.name,
      })),
    [value],
  );
}
