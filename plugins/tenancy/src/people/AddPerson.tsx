import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Combobox, Select } from '@backstage/ui';
import { TenantRole, tenantRoles } from '@flytower/plugin-tenancy-common';
import { personName } from '@flytower/ui';
import { useState } from 'react';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import styles from '../tenancy.module.css';
import { personRefOf } from './personRef';
import { Person } from './usePeople';

/** Asks for a person and a role: somebody of the catalog, or a reference typed by hand. */
export function AddPerson(props: {
  people: readonly Person[];
  /** Those who are in already. */
  present: readonly string[];
  /** The role that is offered first. */
  firstRole: TenantRole;
  onAdd: (person: string, role: TenantRole) => void;
  busy?: boolean;
}) {
  const { people, present, firstRole, onAdd, busy } = props;
  const { t } = useTranslationRef(tenancyTranslationRef);
  const [typed, setTyped] = useState('');
  const [chosenRole, setChosenRole] = useState<TenantRole>();
  const [problem, setProblem] = useState<string>();
  const role = chosenRole ?? firstRole;
  const add = () => {
    const ref = personRefOf(typed, people);
    if (ref === undefined) {
      setProblem(t('problem.person'));
    } else if (present.includes(ref)) {
      setProblem(t('problem.personTwice', { person: personName(ref) }));
    } else {
      onAdd(ref, role);
      setTyped('');
      setChosenRole(undefined);
    }
  };
  return (
    <div className={styles.row}>
      <Combobox
        label={t('onboard.person')}
        description={t('onboard.personHint')}
        allowsCustomValue
        menuTrigger="focus"
        options={people
          .filter(({ ref }) => !present.includes(ref))
          .map(({ ref, name }) => ({ value: ref, label: name }))}
        inputValue={typed}
        onInputChange={text => {
          setTyped(text);
          setProblem(undefined);
        }}
        validate={() => problem}
        validationBehavior="aria"
      />
      <Select
        label={t('onboard.role')}
        description={t(`role.${role}Means`)}
        value={role}
        onChange={value =>
          setChosenRole(tenantRoles.find(one => one === value))
        }
        options={tenantRoles.map(value => ({
          value,
          label: t(`role.${value}`),
        }))}
      />
      <Button
        className={styles.besideFields}
        variant="secondary"
        isPending={busy}
        onPress={add}
      >
        {t('onboard.addMember')}
      </Button>
    </div>
  );
}
