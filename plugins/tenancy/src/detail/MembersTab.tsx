import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Flex, Select, Text } from '@backstage/ui';
import {
  Member,
  memberUpdatePermission,
  tenancyContract,
  TenantRole,
  tenantRoles,
} from '@flytower/plugin-tenancy-common';
import {
  Age,
  ConfirmByName,
  DataColumn,
  DataTable,
  ErrorPanel,
  NameCell,
  personName,
  useAct,
  useContractClient,
} from '@flytower/ui';
import { useState } from 'react';
import { AddPerson } from '../people/AddPerson';
import { usePeople } from '../people/usePeople';
import { tenancyTranslationRef } from '../translation/tenancyTranslationRef';
import styles from '../tenancy.module.css';
import type { TenantTabProps } from './TenantPage';

/** Who belongs to the tenant, and as what; owners change it here. */
export function MembersTab({ tenant, refresh }: TenantTabProps) {
  const { slug, members } = tenant;
  const { t } = useTranslationRef(tenancyTranslationRef);
  const client = useContractClient(tenancyContract);
  const people = usePeople();
  const [leaving, setLeaving] = useState<Member>();
  const { allowed } = usePermission({
    permission: memberUpdatePermission,
    resourceRef: slug,
  });
  const add = useAct(async (person: string, role: TenantRole) => {
    await client.addMember({
      params: { tenant: slug },
      body: { person, role },
    });
    refresh();
  });
  const change = useAct(async (member: Member, role: TenantRole) => {
    await client.changeMemberRole({
      params: { tenant: slug, member: member.id },
      body: { role },
    });
    refresh();
  });
  const nameOf = (ref: string) =>
    people.find(person => person.ref === ref)?.name ?? personName(ref);

  const columns: DataColumn<Member>[] = [
    {
      id: 'person',
      title: t('members.person'),
      cell: ({ person }) => (
        <NameCell title={nameOf(person)} description={person} />
      ),
    },
    {
      id: 'role',
      title: t('members.role'),
      cell: member =>
        allowed ? (
          <>
            <Select
              aria-label={t('members.roleOf', {
                person: nameOf(member.person),
              })}
              isDisabled={change.busy}
              value={member.role}
              onChange={value => {
                const role = tenantRoles.find(one => one === value);
                if (role && role !== member.role) {
                  change.run(member, role);
                }
              }}
              options={tenantRoles.map(value => ({
                value,
                label: t(`role.${value}`),
              }))}
            />
          </>
        ) : (
          <NameCell
            title={t(`role.${member.role}`)}
            description={t(`role.${member.role}Means`)}
          />
        ),
    },
    {
      id: 'since',
      title: t('members.since'),
      cell: ({ since }) => (
        <>
          <Age at={since} />
        </>
      ),
    },
    {
      id: 'actions',
      title: t('members.actions'),
      cell: member => (
        <>
          <Button
            size="small"
            variant="tertiary"
            aria-label={t('members.removeAction', {
              person: nameOf(member.person),
            })}
            onPress={() => setLeaving(member)}
          >
            {t('members.remove')}
          </Button>
        </>
      ),
    },
  ];
  return (
    <Flex direction="column" gap="4">
      {change.error ? (
        <ErrorPanel
          error={change.error}
          what={t('members.changeAct')}
          during="act"
        />
      ) : null}
      <DataTable
        label={t('tenant.members')}
        columns={
          allowed ? columns : columns.filter(({ id }) => id !== 'actions')
        }
        rows={members}
        rowKey={({ id }) => id}
      />
      {allowed ? (
        <section aria-label={t('members.add')} className={styles.fields}>
          <Text as="h2" variant="title-x-small">
            {t('members.add')}
          </Text>
          {add.error ? (
            <ErrorPanel
              error={add.error}
              what={t('members.addAct')}
              during="act"
            />
          ) : null}
          <AddPerson
            people={people}
            present={members.map(({ person }) => person)}
            firstRole="developer"
            busy={add.busy}
            onAdd={(person, role) => {
              add.run(person, role);
            }}
          />
        </section>
      ) : null}
      {leaving ? (
        <ConfirmByName
          title={t('members.removeTitle', {
            person: nameOf(leaving.person),
            tenant: slug,
          })}
          name={personName(leaving.person)}
          action={t('members.removeAction', { person: nameOf(leaving.person) })}
          onConfirm={async () => {
            await client.removeMember({
              params: { tenant: slug, member: leaving.id },
            });
            setLeaving(undefined);
            refresh();
          }}
          onClose={() => setLeaving(undefined)}
        >
          {t('members.removeText', {
            person: nameOf(leaving.person),
            tenant: slug,
          })}
        </ConfirmByName>
      ) : null}
    </Flex>
  );
}
