import {
  ApiHolder,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import {
  applicationSlugSchema,
  createContractClient,
  serviceSlugSchema,
} from '@flytower/contract';
import {
  deliveryContract,
  parseImageReference,
  releaseRequestSchema,
  scheduleSchema,
} from '@flytower/plugin-delivery-common';
import { textsOf } from './textsOf';
import { FirstReleaseValue, PlaceValue, WorkloadValue } from './values';

interface Errors {
  addError(message: string): void;
}
interface Context {
  apiHolder: ApiHolder;
}

/** Asks what exists as well, so that a taken name is said here and not by a failed run. */
export async function validatePlace(
  value: PlaceValue | undefined,
  errors: Errors,
  { apiHolder }: Context,
): Promise<void> {
  const t = textsOf(apiHolder);
  if (!value?.tenant) {
    errors.addError(t('template.noTenantTitle'));
    return;
  }
  const { tenant, application, newApplication, name, displayName } = value;
  if (displayName.trim() === '') {
    errors.addError(t('problem.displayName.missing'));
  }
  if (name === '') {
    errors.addError(t('problem.slug.missing'));
  } else if (!serviceSlugSchema.safeParse(name).success) {
    errors.addError(t('problem.slug.malformed'));
  } else if (await exists(apiHolder, { tenant, service: name })) {
    errors.addError(t('template.nameTaken', { name, tenant }));
  }
  if (!applicationSlugSchema.safeParse(application).success) {
    errors.addError(t('template.applicationMalformed'));
  } else if (
    newApplication &&
    (await exists(apiHolder, { tenant, application }))
  ) {
    errors.addError(t('template.applicationTaken', { application, tenant }));
  }
}

export function validateWorkload(
  value: WorkloadValue | undefined,
  errors: Errors,
  { apiHolder }: Context,
): void {
  const t = textsOf(apiHolder);
  const image = value?.image.trim() ?? '';
  if (image === '') {
    errors.addError(t('problem.image.missing'));
  } else if (parseImageReference(image) === undefined) {
    errors.addError(t('problem.image.malformed'));
  }
  if (
    value?.schedule !== undefined &&
    !scheduleSchema.safeParse({
      cron: value.schedule,
      timeZone: value.timeZone,
    }).success
  ) {
    errors.addError(t('template.scheduleInvalid'));
  }
  const port = value?.port;
  if (
    port !== undefined &&
    !(Number.isInteger(port) && port >= 1 && port <= 65_535)
  ) {
    errors.addError(t('problem.port.invalid'));
  }
}

export function validateFirstRelease(
  value: FirstReleaseValue | undefined,
  errors: Errors,
  { apiHolder }: Context,
): void {
  const t = textsOf(apiHolder);
  if (!value?.now) {
    return;
  }
  const { environment = '', instances = 0, clusters = [] } = value;
  const { error } = releaseRequestSchema.safeParse({
    kind: 'release',
    environment,
    instances,
    clusters,
  });
  const wrong = new Set(error?.issues.map(({ path }) => path[0]));
  if (wrong.has('environment')) {
    errors.addError(t('problem.environment.missing'));
  }
  if (wrong.has('instances') || instances < 1) {
    errors.addError(t('template.instancesInvalid'));
  }
  if (wrong.has('clusters')) {
    errors.addError(
      clusters.some(({ weight }) => !Number.isInteger(weight) || weight < 0)
        ? t('problem.weight.invalid')
        : t('problem.ratio.zero'),
    );
  }
}

async function exists(
  apiHolder: ApiHolder,
  of:
    | { tenant: string; service: string }
    | { tenant: string; application: string },
): Promise<boolean> {
  const discoveryApi = apiHolder.get(discoveryApiRef);
  const fetchApi = apiHolder.get(fetchApiRef);
  if (!discoveryApi || !fetchApi) {
    return false;
  }
  const delivery = createContractClient(deliveryContract, {
    discoveryApi,
    fetchApi,
  });
  try {
    await ('service' in of
      ? delivery.getService({ params: of })
      : delivery.getApplication({ params: of }));
    return true;
  } catch {
    // What cannot be asked now is decided when the run creates it.
    return false;
  }
}
