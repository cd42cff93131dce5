import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Drafts, FormValues } from './drafts';

/**
 * A sentence for each field that is not right.
 *
 * @public
 */
export type FormErrors<V> = { [K in keyof V & string]?: string };

/**
 * What a field of `@backstage/ui` takes, so that its value, its error and the error summary belong together.
 *
 * @public
 */
export interface FieldProps<T> {
  id: string;
  name: string;
  value: T;
  onChange: (value: T) => void;
  /** Without `isInvalid` beside it: react-aria then shows no sentence. */
  validate: () => string | undefined;
  validationBehavior: 'aria';
}

/** @public */
export interface WizardForm<V> {
  values: V;
  /** Changes values and forgets what was wrong with them. */
  set: (changes: Partial<V>) => void;
  errors: FormErrors<V>;
  setErrors: (errors: FormErrors<V>) => void;
  field: <K extends keyof V & string>(name: K) => FieldProps<V[K]>;
  /** The values come from a draft. */
  restored: boolean;
  /** There is a secret in the form, which no draft keeps. */
  holdsSecrets: boolean;
  /** Back to the initial values; the draft is forgotten. */
  reset: () => void;
}

/** @public */
export interface WizardFormOptions<V extends FormValues> {
  /** Names the draft, for example "register-cluster". */
  id: string;
  /** Pass the same object at every render. */
  initial: V;
  /** Fields that no draft may keep. */
  secrets?: readonly (keyof V & string)[];
}

/**
 * The values, errors and draft of a wizard. The draft belongs to the person and holds no secret.
 *
 * @public
 */
export function useWizardForm<V extends FormValues>(
  options: WizardFormOptions<V>,
): WizardForm<V> {
  const { id, initial } = options;
  const identityApi = useApi(identityApiRef);
  // The list of secrets is a constant of the wizard, but usually written as a literal.
  const secrets = useRef(options.secrets ?? []).current;
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<FormErrors<V>>({});
  const [restored, setRestored] = useState(false);
  const [drafts, setDrafts] = useState<Drafts<V>>();
  const touched = useRef(false);

  useEffect(() => {
    let gone = false;
    identityApi.getBackstageIdentity().then(
      ({ userEntityRef }) => {
        if (gone) {
          return;
        }
        const own = Drafts.create({
          storage: window.localStorage,
          person: userEntityRef,
          id,
          initial,
          secrets,
        });
        setDrafts(own);
        const kept = own.load();
        if (kept && !touched.current) {
          setValues(kept);
          setRestored(true);
        }
      },
      // Without an identity there is no draft; the wizard works all the same.
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [id, identityApi, initial, secrets]);

  useEffect(() => {
    if (touched.current) {
      drafts?.save(values);
    }
  }, [drafts, values]);

  const set = useCallback((changes: Partial<V>) => {
    touched.current = true;
    setValues(before => ({ ...before, ...changes }));
    setErrors(before => ({
      ...before,
      ...Object.fromEntries(
        Object.keys(changes).map(name => [name, undefined]),
      ),
    }));
  }, []);
  const reset = useCallback(() => {
    touched.current = false;
    drafts?.forget();
    setValues(initial);
    setErrors({});
    setRestored(false);
  }, [drafts, initial]);

  return useMemo(
    () => ({
      values,
      set,
      errors,
      setErrors,
      restored,
      reset,
      holdsSecrets: secrets.some(name => values[name] !== initial[name]),
      field: <K extends keyof V & string>(name: K): FieldProps<V[K]> => ({
        id: fieldId(name),
        name,
        value: values[name],
        onChange: (value: V[K]) => {
          const change: Partial<V> = {};
          change[name] = value;
          set(change);
        },
        validate: () => errors[name],
        validationBehavior: 'aria',
      }),
    }),
    [errors, initial, reset, restored, secrets, set, values],
  );
}

/** The id of a field's input, for the links of the error summary. */
export function fieldId(name: string): string {
  return `field-${name}`;
}
