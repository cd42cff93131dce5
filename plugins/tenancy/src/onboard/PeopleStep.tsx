import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, FieldLabel, Text, TextField } from '@backstage/ui';
import { namespaceOf, tenantRoles } from '@flytower/plugin-tenancy-common';
import { personName, suggestSlug, WizardForm } from '@flytower/ui';
import { AddPerson } from '../people/AddPerson';
import { usePeople } from '../people/usePeople';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import styles from '../tenancy.module.css';
import { OnboardForm, problemsOf } from './onboardForm';

/** How the tenant is called, and who belongs to it. */
export function PeopleStep(props: {
  form: WizardForm<OnboardForm>;
  takenNames: ReadonlySet<string>;
}) {
  const { form, takenNames } = props;
  const { values, set } = form;
  const { t } = useTranslationRef(tenancyTranslationRef);
  const people = usePeople();
  const nameProblem = problemsOf(values, takenNames).find(
    ({ field }) => field === 'slug',
  );
  const nameOf = (ref: string) =>
    people.find(person => person.ref === ref)?.name ?? personName(ref);
  const members = Object.entries(values.members).sort(
    ([, one], [, other]) =>
      tenantRoles.indexOf(one) - tenantRoles.indexOf(other),
  );
  return (
    <div className={styles.fields}>
      <TextField
        {...form.field('displayName')}
        label={t('onboard.displayName')}
        description={t('onboard.displayNameHint')}
        isRequired
        onChange={displayName =>
          set({
            displayName,
            ...(values.slugChosen
              ? {}
              : { slug: suggestSlug(displayName, 30) }),
          })
        }
      />
      <TextField
        {...form.field('slug')}
        label={t('onboard.slug')}
        description={t('onboard.slugHint', {
          namespace: namespaceOf(values.slug || 'payments', 'prod'),
        })}
        secondaryLabel={
          values.slug !== '' && nameProblem === undefined
            ? t('onboard.slugFree', { slug: values.slug })
            : undefined
        }
        isRequired
        // A taken name is said at once; the rest when the step is left.
        validate={() =>
          form.errors.slug ??
          (nameProblem?.code === 'slug.taken'
            ? t('problem.slug.taken')
            : undefined)
        }
        onChange={slug => set({ slug, slugChosen: slug !== '' })}
      />
      <section aria-label={t('onboard.members')} className={styles.fields}>
        <FieldLabel
          label={t('onboard.members')}
          description={t('onboard.membersHint')}
        />
        <ul className={styles.chosen} id="field-members" tabIndex={-1}>
          {members.length === 0 ? (
            <li>
              <Text color="secondary">{t('onboard.noMembers')}</Text>
            </li>
          ) : null}
          {members.map(([ref, role]) => (
            <li key={ref}>
              <strong>{nameOf(ref)}</strong>
              <span>{t(`role.${role}`)}</span>
              <Button
                size="small"
                variant="tertiary"
                aria-label={t('onboard.removeMember', { person: nameOf(ref) })}
                onPress={() =>
                  set({
                    members: Object.fromEntries(
                      Object.entries(values.members).filter(
                        ([other]) => other !== ref,
                      ),
                    ),
                  })
                }
              >
                {t('members.remove')}
              </Button>
            </li>
          ))}
        </ul>
        {form.errors.members ? (
          <Text color="danger">{form.errors.members}</Text>
        ) : null}
        <AddPerson
          people={people}
          present={Object.keys(values.members)}
          firstRole={
            Object.values(values.members).includes('owner')
              ? 'developer'
              : 'owner'
          }
          onAdd={(person, role) =>
            set({ members: { ...values.members, [person]: role } })
          }
        />
      </section>
    </div>
  );
}
