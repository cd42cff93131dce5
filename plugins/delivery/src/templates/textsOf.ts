import {
  ApiHolder,
  TranslationFunction,
  translationApiRef,
} from '@backstage/frontend-plugin-api';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';

/** The texts in the reader's language, for validators, which are no components. */
export function textsOf(
  apiHolder: ApiHolder,
): TranslationFunction<typeof deliveryTranslationRef.T> {
  const translation = apiHolder
    .get(translationApiRef)
    ?.getTranslation(deliveryTranslationRef);
  if (!translation?.ready) {
    throw new Error('The texts of delivery are not loaded yet; try again');
  }
  return translation.t;
}
