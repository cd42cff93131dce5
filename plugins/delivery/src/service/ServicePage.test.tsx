import { AnswerError } from '@flytower/ui/testUtils';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  checkout,
  nightly,
  nightlyInEast,
  nightlyRuns,
  ordersDb,
  plan,
  release,
  revisions,
  running,
  unpublished,
  westGone,
} from '../testing/samples';
import { bodyOf, readOnly, showDelivery } from '../testing/showDelivery';

const at = '/applications/payments/web-shop/checkout';
const published = {
  getService: () => checkout,
  getInstances: () => running,
};

describe('a service', () => {
  it('says that it is loading', async () => {
    showDelivery(at, { getService: () => new Promise(() => {}) });
    expect(
      await screen.findByRole('status', { name: /The service checkout/ }),
    ).toBeInTheDocument();
  });

  it('that is published nowhere offers its first release', async () => {
    showDelivery(at, { getService: () => unpublished });
    const empty = await screen.findByText('Not published yet');
    const panel = empty.closest('section') ?? document.body;
    expect(
      within(panel).getByRole('link', { name: 'Release' }),
    ).toHaveAttribute('href', `${at}/-/release`);
  });

  it('shows six in east and four in west', async () => {
    showDelivery(at, published);
    expect(
      await screen.findByRole('img', { name: 'east: 6 of 6 ready' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('img', { name: 'west: 4 of 4 ready' }),
    ).toBeInTheDocument();
  });

  it('shows the others where a cluster cannot be seen, and one line about it', async () => {
    showDelivery(at, { ...published, getInstances: () => westGone });
    expect(
      await screen.findByText(/Data of west is old: The data is 3 minutes old/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('img', { name: 'east: 6 of 6 ready' }),
    ).toBeInTheDocument();
  });

  it('says what differs from what was applied, and lets its people pause the repair', async () => {
    const [east, ...others] = running.clusters;
    const sentence =
      'east: Deployment payments--prod/checkout has 9 replicas in place of 6';
    const backend = showDelivery(at, {
      ...published,
      getInstances: () => ({
        ...running,
        clusters: [
          { ...east, drift: { kind: 'changed' as const, sentence } },
          ...others,
        ],
      }),
      setRepair: () => ({ environment: 'prod' }),
    });
    expect(await screen.findByText(sentence)).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Pause the repair' }),
    );
    await waitFor(() =>
      expect(bodyOf(backend, 'setRepair')).toEqual({
        environment: 'prod',
        paused: true,
      }),
    );
  });

  it('offers to adopt what a cluster has and the database does not know', async () => {
    const [east, ...others] = running.clusters;
    const backend = showDelivery(at, {
      ...published,
      getInstances: () => ({
        ...running,
        clusters: [
          {
            ...east,
            drift: { kind: 'ahead' as const, sentence: 'east is ahead' },
          },
          ...others,
        ],
      }),
      adopt: () => release.operation,
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Adopt what runs in east' }),
    );
    await waitFor(() =>
      expect(bodyOf(backend, 'adopt')).toEqual({
        environment: 'prod',
        cluster: 'east',
      }),
    );
  });

  it('gives a stranger the same answer as for a service that is not', async () => {
    showDelivery(at, {
      getService: () => {
        throw new AnswerError(404, 'There is no tenant "payments"');
      },
    });
    expect(
      await screen.findByText('There is no tenant "payments"'),
    ).toBeInTheDocument();
  });

  it('shows its bindings, and what to do where instances run with an old password', async () => {
    showDelivery(at, published, { bindings: [ordersDb] });
    const panel = await screen.findByRole('region', { name: 'Bindings' });
    expect(
      within(panel).getByRole('link', { name: 'orders-db' }),
    ).toHaveAttribute('href', '/public-services/payments/orders');
    expect(panel).toHaveTextContent(
      '1 instance runs without it or with an older password.',
    );
    expect(
      within(panel).getByRole('link', { name: 'Release to take it up' }),
    ).toHaveAttribute('href', `${at}/-/release`);
  });

  it('that is a scheduled job says when it runs', async () => {
    showDelivery(at, { getService: () => nightly });
    expect(
      await screen.findByText('30 2 * * 1-5 (Europe/Berlin)'),
    ).toBeInTheDocument();
    expect(screen.getByText('Next time it comes')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Runs' })).toBeInTheDocument();
  });

  it('that is a scheduled job shows its last runs, and counts no instances', async () => {
    showDelivery(at, {
      getService: () => nightlyInEast,
      getInstances: () => nightlyRuns,
    });
    const runs = await screen.findByRole('table', { name: 'Last runs' });
    const [, latest, before] = within(runs).getAllByRole('row');
    expect(latest).toHaveTextContent(/FailedHas failed: exit code 3.*east/);
    expect(before).toHaveTextContent(/Succeeded.*east/);
    expect(
      screen.getByText('runs at 30 2 * * 1-5 (Europe/Berlin)'),
    ).toBeInTheDocument();
    expect(
      screen.getAllByText(/The last run in east failed/)[0],
    ).toBeInTheDocument();
    for (const name of ['Scale', 'Restart']) {
      expect(screen.queryByRole('button', { name })).not.toBeInTheDocument();
    }
    expect(screen.queryByRole('columnheader', { name: 'Ready' })).toBe(null);
    expect(
      screen.queryByRole('img', { name: /ready/ }),
    ).not.toBeInTheDocument();
  });

  it('that is a scheduled job and well says when it runs next', async () => {
    const healthy = { status: 'healthy' as const, sentence: 'Next run soon' };
    showDelivery(at, {
      getService: () => nightlyInEast,
      getInstances: () => ({ ...nightlyRuns, health: healthy }),
    });
    expect(
      await screen.findByText(/^Next run on Nov 23, 2026/),
    ).toBeInTheDocument();
  });

  it('offers nothing to change to those who may only read', async () => {
    showDelivery(at, published, { permissions: readOnly });
    await screen.findByRole('img', { name: 'east: 6 of 6 ready' });
    for (const name of ['Scale', 'Unpublish', 'New image']) {
      expect(screen.queryByRole('button', { name })).not.toBeInTheDocument();
    }
  });
});

describe('scaling', () => {
  it('shows the plan of the server first, then follows the release', async () => {
    const delivery = showDelivery(at, {
      ...published,
      planRelease: () => ({ ...plan, kind: 'scale' }),
      createRelease: () => release,
      getRelease: () => release,
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Scale' }));
    const dialog = within(await screen.findByRole('dialog'));
    const field = dialog.getByRole('textbox', { name: 'Instances in all' });
    await userEvent.clear(field);
    await userEvent.type(field, '11');
    await userEvent.tab();
    expect(await dialog.findByText(plan.sentence)).toBeInTheDocument();
    await userEvent.click(
      dialog.getByRole('button', { name: 'Scale to 11 instances' }),
    );
    expect(
      await screen.findByText('east is done; west does not answer'),
    ).toBeInTheDocument();
    expect(bodyOf(delivery, 'createRelease')).toEqual({
      kind: 'scale',
      environment: 'prod',
      instances: 11,
    });
  });

  it('says why it cannot be done', async () => {
    showDelivery(at, {
      ...published,
      planRelease: () => ({
        ...plan,
        releasable: false,
        problems: [
          {
            code: 'quota-exceeded',
            blocks: true,
            sentence: 'payments may use 8 cores, and this needs 9',
          },
        ],
      }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Scale' }));
    const dialog = within(await screen.findByRole('dialog'));
    const field = dialog.getByRole('textbox', { name: 'Instances in all' });
    await userEvent.clear(field);
    await userEvent.type(field, '90');
    await userEvent.tab();
    expect(
      await dialog.findByText('payments may use 8 cores, and this needs 9'),
    ).toBeInTheDocument();
    expect(
      dialog.getByRole('button', { name: 'Scale to 90 instances' }),
    ).toBeDisabled();
  });
});

it('unpublishes only once the name is typed', async () => {
  const delivery = showDelivery(at, {
    ...published,
    createRelease: () => ({ ...release, kind: 'unpublish' }),
    getRelease: () => ({ ...release, kind: 'unpublish' }),
  });
  await userEvent.click(
    await screen.findByRole('button', { name: 'Unpublish' }),
  );
  const dialog = within(await screen.findByRole('dialog'));
  const act = dialog.getByRole('button', { name: 'Unpublish Checkout' });
  expect(act).toBeDisabled();
  await userEvent.type(dialog.getByRole('textbox'), 'checkout');
  await userEvent.click(act);
  expect(
    await screen.findByText('east is done; west does not answer'),
  ).toBeInTheDocument();
  expect(bodyOf(delivery, 'createRelease')).toEqual({
    kind: 'unpublish',
    environment: 'prod',
  });
});

describe('the revisions of a service', () => {
  it('can be rolled back to, but for the one that runs', async () => {
    const delivery = showDelivery(`${at}/revisions`, {
      ...published,
      listRevisions: () => ({ items: revisions }),
      planRelease: () => ({ ...plan, kind: 'rollback' }),
      createRelease: () => ({ ...release, kind: 'rollback' }),
      getRelease: () => ({ ...release, kind: 'rollback' }),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Roll back to revision 1' }),
    );
    expect(
      screen.queryByRole('button', { name: 'Roll back to revision 2' }),
    ).not.toBeInTheDocument();
    const dialog = within(await screen.findByRole('dialog'));
    await dialog.findByText(plan.sentence);
    await userEvent.click(
      dialog.getByRole('button', { name: 'Roll back to revision 1' }),
    );
    expect(
      await screen.findByText('east is done; west does not answer'),
    ).toBeInTheDocument();
    expect(bodyOf(delivery, 'createRelease')).toEqual({
      kind: 'rollback',
      environment: 'prod',
      revision: 1,
    });
  });

  it('say what will stand there', async () => {
    showDelivery(`${at}/revisions`, {
      getService: () => unpublished,
      listRevisions: () => ({ items: [] }),
    });
    expect(await screen.findByText('No revision yet')).toBeInTheDocument();
  });
});

describe('the releases of a service', () => {
  it('are listed with what each did', async () => {
    showDelivery(`${at}/releases`, {
      ...published,
      listTenantReleases: () => ({ items: [release] }),
    });
    expect(await screen.findByText(/ at 6:4$/)).toBeInTheDocument();
  });
});

describe('the instances of a service', () => {
  it('are shown under their clusters, with events in words', async () => {
    showDelivery(`${at}/instances`, published);
    const west = await screen.findByRole('region', { name: 'west' });
    expect(west).toHaveTextContent('checkout-west-1');
    expect(west).toHaveTextContent('Was given to west-node-1');
  });

  it('say what will stand there', async () => {
    showDelivery(`${at}/instances`, { getService: () => unpublished });
    expect(await screen.findByText('Nothing runs')).toBeInTheDocument();
  });
});

describe('the settings of a service', () => {
  it('are saved for the next revision', async () => {
    const delivery = showDelivery(`${at}/settings`, {
      ...published,
      updateService: () => checkout,
    });
    const field = await screen.findByRole('textbox', { name: /^Image/ });
    await userEvent.clear(field);
    await userEvent.type(field, 'payments/checkout:2');
    await userEvent.click(
      screen.getByRole('button', { name: 'Save the settings' }),
    );
    expect(await screen.findByText(/^Saved\./)).toBeInTheDocument();
    expect(bodyOf(delivery, 'updateService')).toMatchObject({
      spec: { image: 'payments/checkout:2' },
    });
  });

  it('say at the field what is wrong', async () => {
    showDelivery(`${at}/settings`, published);
    const field = await screen.findByRole('textbox', { name: /^Image/ });
    await userEvent.clear(field);
    await userEvent.type(field, 'Not an image');
    await userEvent.click(
      screen.getByRole('button', { name: 'Save the settings' }),
    );
    expect(field).toHaveAccessibleDescription(/This is not an image reference/);
  });
});
