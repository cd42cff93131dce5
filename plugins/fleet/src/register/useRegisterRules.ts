import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { clusterSlugSchema } from '@flytower/contract';
import { registerClusterRequestSchema } from '@flytower/plugin-fleet-common';
import { FormErrors } from '@flytower/ui';
import { useMemo } from 'react';
import { fleetTranslationRef } from '../translation/fleetTranslationRef';
import { AccessValues, missingAccess } from './accessForm';

export type RegisterValues = AccessValues & {
  name: string;
  displayName: string;
  dataCentre: string;
  securityZone: string;
};

/** What has to be right before a step is left. Names follow the contract's own rules. */
export function useRegisterRules() {
  const { t } = useTranslationRef(fleetTranslationRef);
  return useMemo(
    () => ({
      access(values: AccessValues): FormErrors<RegisterValues> {
        return Object.fromEntries(
          Object.entries(missingAccess(values)).map(([name, need]) => [
            name,
            t(`register.need.${need}`),
          ]),
        );
      },
      place(values: RegisterValues): FormErrors<RegisterValues> {
        const name = clusterSlugSchema.safeParse(values.name);
        const zone = registerClusterRequestSchema.shape.securityZone.safeParse(
          values.securityZone.trim(),
        );
        return {
          ...(name.success ? {} : { name: name.error.issues[0].message }),
          ...(values.dataCentre
            ? {}
            : { dataCentre: t('register.need.dataCentre') }),
          ...(zone.success
            ? {}
            : {
                securityZone: values.securityZone.trim()
                  ? zone.error.issues[0].message
                  : t('register.need.securityZone'),
              }),
        };
      },
    }),
    [t],
  );
}
