import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ServiceSpec } from '@flytower/plugin-delivery-common';
import { FormErrors } from '@flytower/ui';
import { useCallback } from 'react';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import { problemsOfService, ServiceForm } from './serviceForm';

/** What is wrong with the form of a service, in sentences of the reader's language. */
export function useServiceErrors(
  before?: ServiceSpec,
): (form: ServiceForm) => FormErrors<ServiceForm> {
  const { t } = useTranslationRef(deliveryTranslationRef);
  return useCallback(
    form =>
      Object.fromEntries(
        problemsOfService(form, before).map(({ field, code, message }) => [
          field,
          code ? t(`problem.${code}`) : message,
        ]),
      ),
    [before, t],
  );
}
