import { fireEvent, screen, waitFor } from '@testing-library/react';
import {
  auditContract,
  AuditEntry,
  auditReadAllPermission,
} from '@flytower/plugin-audit-common';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import { AnswerError, fakeBackend, renderPage } from '@flytower/ui/testUtils';
import { rootRouteRef } from '../routes';
import { LogPage } from './LogPage';

const entry: AuditEntry = {
  id: '01JENTRY',
  source: 'tenancy',
  operationId: '01JENTRY',
  verb: 'tenant.onboarded',
  subject: { kind: 'tenant', id: '01JT', name: 'payments' },
  tenant: 'payments',
  person: 'user:default/olivia',
  outcome: 'denied',
  reason: 'Only operations admins may onboard a tenant',
  requestedAt: '2026-03-01T10:00:00Z',
  times: 1,
};

type Answers = Parameters<
  typeof fakeBackend<(typeof auditContract)['routes']>
>[1];

function open(
  answers: Answers,
  options: {
    at?: string;
    owns?: string[];
    language?: 'zh-CN';
  } = {},
) {
  const audit = fakeBackend(auditContract, {
    getIntegrity: () => ({ newest: 0 }),
    ...answers,
  });
  const tenancy = fakeBackend(tenancyContract, {
    getMyMemberships: () => ({
      person: 'user:default/tara',
      memberships: (options.owns ?? []).map(tenant => ({
        tenant,
        displayName: tenant,
        role: 'owner',
      })),
    }),
  });
  renderPage(<LogPage />, {
    backends: [audit, tenancy],
    at: options.at,
    language: options.language,
    permissions: options.owns ? [] : [auditReadAllPermission.name],
    mountedRoutes: { '/operation-log': rootRouteRef },
  });
  return audit;
}

describe('the operation log', () => {
  it('shows its shape while it loads', async () => {
    open({ listEntries: () => new Promise(() => {}) });
    await waitFor(() =>
      expect(
        screen.getByRole('status', { name: 'Loading The operation log' }),
      ).toBeVisible(),
    );
  });

  it('says what it is where nothing was done yet', async () => {
    open({ listEntries: () => ({ items: [] }) });
    expect(await screen.findByText('Nothing was done yet')).toBeVisible();
  });

  it('says what happened and asks again when the backend fails', async () => {
    let broken = true;
    open({
      listEntries: () => {
        if (broken) {
          throw new AnswerError(500, 'The log cannot be read');
        }
        return { items: [entry] };
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The log cannot be read',
    );
    broken = false;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('link', { name: 'tenant.onboarded' }),
    ).toHaveAttribute('href', '/operation-log/01JENTRY');
  });

  it('shows who, what, the outcome and why, and that there is more', async () => {
    open({ listEntries: () => ({ items: [entry], nextCursor: 'next' }) });
    const row = await screen.findByRole('row', { name: /tenant.onboarded/ });
    expect(row).toHaveTextContent('olivia');
    expect(row).toHaveTextContent('Denied');
    expect(row).toHaveTextContent('Only operations admins may onboard');
    expect(screen.getByRole('button', { name: 'Older' })).toBeVisible();
  });

  it('pages to older entries and back, a hundred at a time', async () => {
    const audit = open({
      listEntries: ({ query }) =>
        query.get('cursor') === 'next'
          ? { items: [{ ...entry, verb: 'tenant.older' }] }
          : { items: [entry], nextCursor: 'next' },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Older' }));
    await screen.findByRole('link', { name: 'tenant.older' });
    expect(screen.queryByRole('button', { name: 'Older' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Newest' }));
    await screen.findByRole('link', { name: 'tenant.onboarded' });
    const asked = audit.calls.filter(({ route }) => route === 'listEntries');
    expect(asked.map(({ call }) => call.query.get('limit'))).not.toContain(
      '500',
    );
  });

  it('says how often the same was refused', async () => {
    open({
      listEntries: () => ({
        items: [
          { ...entry, times: 10_000, finishedAt: '2026-03-01T10:05:00Z' },
        ],
      }),
    });
    const row = await screen.findByRole('row', { name: /tenant.onboarded/ });
    expect(row).toHaveTextContent('10,000 times, last');
  });

  it('filters as the URL says, and offers all where nothing matches', async () => {
    const audit = open(
      { listEntries: () => ({ items: [] }) },
      { at: '/?person=olivia&outcome=denied&tenant=payments' },
    );
    expect(
      await screen.findByText('Nothing matches these filters'),
    ).toBeVisible();
    const [asked] = audit.calls.filter(({ route }) => route === 'listEntries');
    expect(Object.fromEntries(asked.call.query)).toEqual({
      person: 'user:default/olivia',
      outcome: 'denied',
      tenant: 'payments',
    });
    fireEvent.click(screen.getByRole('button', { name: 'Show all' }));
    expect(await screen.findByText('Nothing was done yet')).toBeVisible();
  });

  it("shows an owner their own tenant's part alone", async () => {
    const audit = open(
      { listTenantEntries: () => ({ items: [entry] }) },
      { owns: ['payments'], at: '/?tenant=shop' },
    );
    await screen.findByRole('link', { name: 'tenant.onboarded' });
    expect(audit.calls[0].call.params).toEqual({ tenant: 'payments' });
    expect(screen.queryByText('Is the log whole?')).not.toBeInTheDocument();
  });

  it('tells whoever owns nothing whom to ask', async () => {
    open({}, { owns: [] });
    expect(
      await screen.findByText('You may not read the operation log'),
    ).toBeVisible();
  });

  it('speaks Chinese', async () => {
    open({ listEntries: () => ({ items: [entry] }) }, { language: 'zh-CN' });
    expect(await screen.findByText('已拒绝')).toBeVisible();
  });
});
