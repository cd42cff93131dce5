import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Checkbox,
  CheckboxGroup,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  TextField,
} from '@backstage/ui';
import {
  Team,
  tenancyContract,
  TenantDetail,
} from '@flytower/plugin-tenancy-common';
import {
  ErrorPanel,
  suggestSlug,
  useAct,
  useContractClient,
} from '@flytower/ui';
import { useState } from 'react';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import styles from '../tenancy.module.css';
import { formOfTeam, problemsOfTeam, TeamForm, toTeam } from './teamForm';

/** Makes a team, or changes one: its display name, who is in it, and who leads it. */
export function TeamDialog(props: {
  tenant: TenantDetail;
  /** The team that is changed; none for a new one. */
  team?: Team;
  nameOf: (person: string) => string;
  onDone: () => void;
  onClose: () => void;
}) {
  const { tenant, team, nameOf, onDone, onClose } = props;
  const { t } = useTranslationRef(tenancyTranslationRef);
  const client = useContractClient(tenancyContract);
  const [form, setForm] = useState(() => formOfTeam(team));
  const [asked, setAsked] = useState(false);
  const set = (change: Partial<TeamForm>) => setForm({ ...form, ...change });
  const taken = team ? [] : tenant.teams.map(({ slug }) => slug);
  const problems = problemsOfTeam(form, taken);
  const problem = (field: 'displayName' | 'slug') => {
    const code = problems[field];
    // A taken name is said at once; the rest when somebody wants to go on.
    return code && (asked || code === 'slug.taken')
      ? t(`teamProblem.${code}`)
      : undefined;
  };
  const act = useAct(async () => {
    const { slug, ...body } = toTeam(form);
    if (team) {
      await client.updateTeam({
        params: { tenant: tenant.slug, team: team.slug },
        body,
        ifMatch: String(team.generation),
      });
    } else {
      await client.createTeam({
        params: { tenant: tenant.slug },
        body: { slug, ...body },
      });
    }
    onDone();
  });
  const title = team
    ? t('teams.changeTitle', { team: team.displayName })
    : t('teams.create');
  const submit = team ? t('teams.save') : t('teams.create');
  return (
    <Dialog isOpen onOpenChange={open => (open ? undefined : onClose())}>
      <DialogHeader>{title}</DialogHeader>
      <DialogBody>
        <div className={styles.fields}>
          <TextField
            label={t('teams.displayName')}
            description={t('teams.displayNameHint')}
            value={form.displayName}
            isRequired
            validate={() => problem('displayName')}
            validationBehavior="aria"
            onChange={displayName =>
              set({
                displayName,
                ...(form.slugChosen
                  ? {}
                  : { slug: suggestSlug(displayName, 30) }),
              })
            }
          />
          {team ? null : (
            <TextField
              label={t('teams.slug')}
              description={t('teams.slugHint')}
              value={form.slug}
              isRequired
              validate={() => problem('slug')}
              validationBehavior="aria"
              onChange={slug => set({ slug, slugChosen: slug !== '' })}
            />
          )}
          <CheckboxGroup
            label={t('teams.people')}
            description={t('teams.peopleHint', { tenant: tenant.displayName })}
            value={form.people}
            onChange={people => set({ people })}
          >
            {tenant.members.map(({ person, role }) => (
              <Checkbox key={person} value={person}>
                <span className={styles.option}>
                  <strong>{nameOf(person)}</strong>
                  <span className={styles.amounts}>{t(`role.${role}`)}</span>
                </span>
              </Checkbox>
            ))}
          </CheckboxGroup>
          {form.people.length > 0 ? (
            <CheckboxGroup
              label={t('teams.leads')}
              description={t('teams.leadsHint')}
              value={form.leads}
              onChange={leads => set({ leads })}
            >
              {tenant.members
                .filter(({ person }) => form.people.includes(person))
                .map(({ person }) => (
                  <Checkbox key={person} value={person}>
                    {nameOf(person)}
                  </Checkbox>
                ))}
            </CheckboxGroup>
          ) : null}
          {act.error ? (
            <ErrorPanel
              error={act.error}
              what={team ? t('teams.changeAct') : t('teams.createAct')}
              during="act"
            />
          ) : null}
        </div>
      </DialogBody>
      <DialogFooter>
        <Button
          isPending={act.busy}
          onPress={() => {
            setAsked(true);
            if (!problems.displayName && !problems.slug) {
              act.run();
            }
          }}
        >
          {submit}
        </Button>
        <Button variant="secondary" onPress={onClose}>
          {t('tenant.cancel')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
