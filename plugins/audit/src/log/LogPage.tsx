import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Container, Flex } from '@backstage/ui';
import { EmptyPanel, LiveView, useUrlFilters } from '@flytower/ui';
import { auditTranslationRef } from '../translation/auditTranslationRef';
import { Readable, useReadable } from '../useReadable';
import { Checkpoints } from './Checkpoints';
import { Entries } from './Entries';
import { FilterBar } from './FilterBar';
import { Integrity } from './Integrity';
import { IntegrityBanner } from './IntegrityBanner';
import { logFilters } from './logFilters';
import { useIntegrity } from './useIntegrity';

/** The operation log: all of it for operations admins, their tenants' part for owners. */
export function LogPage() {
  const { t } = useTranslationRef(auditTranslationRef);
  const readable = useReadable();
  return (
    <Container my="4">
      <LiveView live={readable} what={t('log.what')}>
        {part =>
          part.kind === 'tenants' && part.tenants.length === 0 ? (
            <EmptyPanel title={t('log.notReadable')}>
              {t('log.notReadableText')}
            </EmptyPanel>
          ) : (
            <Log part={part} />
          )
        }
      </LiveView>
    </Container>
  );
}

function Log({ part }: { part: Readable }) {
  return part.kind === 'all' ? (
    <WholeLog />
  ) : (
    <Flex direction="column" gap="4">
      <Listed part={part} />
    </Flex>
  );
}

function WholeLog() {
  const integrity = useIntegrity();
  return (
    <Flex direction="column" gap="4">
      <IntegrityBanner integrity={integrity} />
      <Listed part={{ kind: 'all' }} />
      <Integrity integrity={integrity} />
      <Checkpoints />
    </Flex>
  );
}

function Listed({ part }: { part: Readable }) {
  const [filters, setFilters] = useUrlFilters(logFilters);
  // An owner reads one tenant at a time; the first where the URL names none of theirs.
  const tenant =
    part.kind === 'all'
      ? filters.tenant
      : (
          part.tenants.find(({ slug }) => slug === filters.tenant) ??
          part.tenants[0]
        ).slug;
  return (
    <>
      <FilterBar
        filters={{ ...filters, tenant }}
        // A page of one list is none of another.
        onChange={changes => setFilters({ ...changes, before: '' })}
        tenants={part.kind === 'all' ? undefined : part.tenants}
      />
      <Entries
        filters={filters}
        scope={
          part.kind === 'all'
            ? { kind: 'all', tenant }
            : { kind: 'tenant', tenant }
        }
        onShowAll={() => setFilters(logFilters)}
        onPage={before => setFilters({ before })}
      />
    </>
  );
}
