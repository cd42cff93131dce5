import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Flex } from '@backstage/ui';
import {
  Team,
  tenancyContract,
  teamUpdatePermission,
} from '@flytower/plugin-tenancy-common';
import {
  ConfirmByName,
  DataColumn,
  DataTable,
  EmptyPanel,
  NameCell,
  personName,
  useContractClient,
} from '@flytower/ui';
import { useState } from 'react';
import type { TenantTabProps } from '../detail/TenantPage';
import { usePeople } from '../people/usePeople';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import styles from '../tenancy.module.css';
import { TeamDialog } from './TeamDialog';

/** The teams of a tenant, who is in them and who leads them; owners change them here. */
export function TeamsTab({ tenant, refresh }: TenantTabProps) {
  const { slug, teams } = tenant;
  const { t } = useTranslationRef(tenancyTranslationRef);
  const client = useContractClient(tenancyContract);
  const people = usePeople();
  const [editing, setEditing] = useState<{ team?: Team }>();
  const [deleting, setDeleting] = useState<Team>();
  const { allowed } = usePermission({
    permission: teamUpdatePermission,
    resourceRef: slug,
  });
  const nameOf = (ref: string) =>
    people.find(person => person.ref === ref)?.name ?? personName(ref);

  const columns: DataColumn<Team>[] = [
    {
      id: 'team',
      title: t('teams.team'),
      cell: team => (
        <NameCell title={team.displayName} description={team.slug} />
      ),
    },
    {
      id: 'leads',
      title: t('teams.leads'),
      cell: ({ members }) => (
        <NameCell
          title={
            members
              .filter(({ lead }) => lead)
              .map(({ person }) => nameOf(person))
              .join(', ') || '–'
          }
        />
      ),
    },
    {
      id: 'people',
      title: t('teams.people'),
      cell: ({ members }) => (
        <NameCell
          title={
            members.map(({ person }) => nameOf(person)).join(', ') ||
            t('teams.nobody')
          }
        />
      ),
    },
    {
      id: 'actions',
      title: t('teams.actions'),
      cell: team => (
        <>
          <Flex gap="1">
            <Button
              size="small"
              variant="tertiary"
              aria-label={t('teams.changeTitle', { team: team.displayName })}
              onPress={() => setEditing({ team })}
            >
              {t('teams.change')}
            </Button>
            <Button
              size="small"
              variant="tertiary"
              aria-label={t('teams.deleteAction', { team: team.displayName })}
              onPress={() => setDeleting(team)}
            >
              {t('teams.delete')}
            </Button>
          </Flex>
        </>
      ),
    },
  ];
  const create = allowed ? (
    <Button variant="primary" onPress={() => setEditing({})}>
      {t('teams.create')}
    </Button>
  ) : undefined;
  return (
    <Flex direction="column" gap="4">
      {teams.length === 0 ? (
        <EmptyPanel title={t('teams.emptyTitle')} action={create}>
          {allowed ? t('teams.emptyOwner') : t('teams.emptyOther')}
        </EmptyPanel>
      ) : (
        <>
          {create ? <div className={styles.listHead}>{create}</div> : null}
          <DataTable
            label={t('tenant.teams')}
            columns={
              allowed ? columns : columns.filter(({ id }) => id !== 'actions')
            }
            rows={teams}
            rowKey={({ id }) => id}
          />
        </>
      )}
      {editing ? (
        <TeamDialog
          tenant={tenant}
          team={editing.team}
          nameOf={nameOf}
          onDone={() => {
            setEditing(undefined);
            refresh();
          }}
          onClose={() => setEditing(undefined)}
        />
      ) : null}
      {deleting ? (
        <ConfirmByName
          title={t('teams.deleteTitle', { team: deleting.displayName })}
          name={deleting.slug}
          action={t('teams.deleteAction', { team: deleting.displayName })}
          onConfirm={async () => {
            await client.deleteTeam({
              params: { tenant: slug, team: deleting.slug },
              ifMatch: String(deleting.generation),
            });
            setDeleting(undefined);
            refresh();
          }}
          onClose={() => setDeleting(undefined)}
        >
          {t('teams.deleteText')}
        </ConfirmByName>
      ) : null}
    </Flex>
  );
}
