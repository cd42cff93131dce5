import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Text, TextField } from '@backstage/ui';
import { WizardForm } from '@flytower/ui';
import { useState } from 'react';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { ServiceForm } from './serviceForm';

/** The plain variables of a service: those there are, and one more. */
export function VariableFields({ form }: { form: WizardForm<ServiceForm> }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const [problem, setProblem] = useState<string>();
  const { variables } = form.values;
  const add = () => {
    const wanted = name.trim();
    if (wanted === '') {
      setProblem(t('serviceForm.variableMissing'));
    } else if (wanted in variables) {
      setProblem(t('serviceForm.variableTwice', { name: wanted }));
    } else {
      form.set({ variables: { ...variables, [wanted]: value } });
      setName('');
      setValue('');
    }
  };
  const remove = (gone: string) =>
    form.set({
      variables: Object.fromEntries(
        Object.entries(variables).filter(([other]) => other !== gone),
      ),
    });
  return (
    <fieldset className={styles.fieldset} id="field-variables" tabIndex={-1}>
      <legend>{t('serviceForm.variables')}</legend>
      <span className={styles.secondary}>{t('serviceForm.variablesHint')}</span>
      <ul className={styles.chosen}>
        {Object.keys(variables).length === 0 ? (
          <li className={styles.secondary}>{t('serviceForm.noVariables')}</li>
        ) : null}
        {Object.entries(variables).map(([one, its]) => (
          <li key={one}>
            <code>
              {one}={its}
            </code>
            <Button size="small" variant="tertiary" onPress={() => remove(one)}>
              {t('serviceForm.removeVariable', { name: one })}
            </Button>
          </li>
        ))}
      </ul>
      {form.errors.variables ? (
        <Text color="danger">{form.errors.variables}</Text>
      ) : null}
      <div className={styles.row}>
        <TextField
          label={t('serviceForm.variableName')}
          value={name}
          onChange={text => {
            setName(text);
            setProblem(undefined);
          }}
          validate={() => problem}
          validationBehavior="aria"
        />
        <TextField
          label={t('serviceForm.variableValue')}
          value={value}
          onChange={setValue}
        />
        <Button
          className={styles.besideFields}
          variant="secondary"
          onPress={add}
        >
          {t('serviceForm.addVariable')}
        </Button>
      </div>
    </fieldset>
  );
}
