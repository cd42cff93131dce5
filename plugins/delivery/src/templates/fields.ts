import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { FirstReleaseField } from './FirstReleaseField';
import { PlaceField } from './PlaceField';
import {
  validateFirstRelease,
  validatePlace,
  validateWorkload,
} from './validate';
import { WorkloadField } from './WorkloadField';

export const placeField = createFormField({
  name: 'FlytowerPlace',
  component: PlaceField,
  validation: validatePlace,
});

export const workloadField = createFormField({
  name: 'FlytowerWorkload',
  component: WorkloadField,
  validation: validateWorkload,
});

export const firstReleaseField = createFormField({
  name: 'FlytowerRelease',
  component: FirstReleaseField,
  validation: validateFirstRelease,
});
