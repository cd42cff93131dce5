import { deliveryContract } from '@flytower/plugin-delivery-common';
import { fakeBackend, renderPage } from '@flytower/ui/testUtils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  nightly,
  nightlyInEast,
  nightlyPlan,
  plan,
  release,
  running,
  unpublished,
} from '../testing/samples';
import { rootRouteRef } from '../routes';
import { bodyOf, readOnly, showDelivery } from '../testing/showDelivery';
import { ReleaseWizard } from './ReleaseWizard';

const at = '/applications/payments/web-shop/checkout/-/release';
const answers = {
  getService: () => unpublished,
  listTenantReleases: () => ({ items: [] }),
  planRelease: () => plan,
  createRelease: () => release,
  getRelease: () => release,
  getInstances: () => running,
};

const next = async () =>
  userEvent.click(await screen.findByRole('button', { name: 'Next' }));

async function fill(name: string, text: string) {
  const field = await screen.findByRole('textbox', { name });
  await userEvent.clear(field);
  await userEvent.type(field, text);
  await userEvent.tab();
}

describe('the release wizard', () => {
  it('shows the ratio as dots, then the plan, and releases with a verb that says what', async () => {
    const delivery = showDelivery(at, answers);
    await next();
    await fill('Instances in all', '10');
    await fill('Weight of east', '6');
    await fill('Weight of west', '4');
    expect(
      screen.getByRole('img', { name: 'east: 0 of 6 ready' }),
    ).toBeInTheDocument();
    await next();
    expect(await screen.findByText(plan.sentence)).toBeInTheDocument();
    expect(screen.getByText('It fits: 7 cores stay free')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', {
        name: 'Release 10 instances to 2 clusters',
      }),
    );
    expect(
      await screen.findByText('east is done; west does not answer'),
    ).toBeInTheDocument();
    expect(bodyOf(delivery, 'createRelease')).toEqual({
      kind: 'release',
      environment: 'prod',
      instances: 10,
      clusters: [
        { cluster: 'east', weight: 6 },
        { cluster: 'west', weight: 4 },
      ],
      strategy: 'rolling',
    });
  });

  it('says which variables come from which binding, and that its password is new', async () => {
    showDelivery(at, {
      ...answers,
      planRelease: () => ({
        ...plan,
        bindings: [
          {
            binding: 'orders-db',
            instance: 'orders',
            version: 2,
            runningVersion: 1,
            variables: ['MYSQL_HOST', 'MYSQL_PASSWORD'],
            waitsIn: [],
          },
        ],
      }),
    });
    await next();
    await next();
    await screen.findByText('MYSQL_HOST, MYSQL_PASSWORD');
    expect(
      screen.getByText('new password; instances run with version 1'),
    ).toBeInTheDocument();
  });

  it('stops at a ratio of 0:0', async () => {
    showDelivery(at, answers);
    await next();
    await fill('Weight of east', '0');
    await fill('Weight of west', '0');
    await next();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'give at least one a weight above 0',
    );
  });

  it('does not release what the plan forbids', async () => {
    showDelivery(at, {
      ...answers,
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
    await next();
    await next();
    expect(
      await screen.findByText('payments may use 8 cores, and this needs 9'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Release 2 instances to 2 clusters' }),
    ).toBeDisabled();
  });

  it('is not there for those who may not release', async () => {
    showDelivery(at, answers, { permissions: readOnly });
    expect(
      await screen.findByText('You may not release here'),
    ).toBeInTheDocument();
  });
});

describe('the release wizard of a scheduled job', () => {
  const environments = [
    {
      name: 'prod',
      displayName: 'Production',
      clusters: ['east', 'west'].map(name => ({ id: name, name })),
      weights: {},
    },
  ];
  const ofJob = {
    ...answers,
    getService: () => nightly,
    planRelease: () => nightlyPlan,
  };
  const cluster = (name: RegExp | string) =>
    screen.findByRole('radio', { name });

  it('asks for one cluster and for no instances, and lets the server choose', async () => {
    const delivery = showDelivery(at, ofJob);
    await next();
    expect(await cluster(/^Any/)).toBeChecked();
    expect(screen.queryByRole('textbox', { name: /Instances|Weight/ })).toBe(
      null,
    );
    await next();
    expect(await screen.findByText(nightlyPlan.sentence)).toBeInTheDocument();
    expect(screen.queryByText(/instance/i)).not.toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Release the schedule to east' }),
    );
    await screen.findByText('east is done; west does not answer');
    expect(bodyOf(delivery, 'createRelease')).toEqual({
      kind: 'release',
      environment: 'prod',
      instances: 1,
      clusters: [
        { cluster: 'east', weight: 1 },
        { cluster: 'west', weight: 1 },
      ],
      strategy: 'rolling',
    });
  });

  it('takes the cluster that a person chooses', async () => {
    const delivery = showDelivery(at, ofJob);
    await next();
    await userEvent.click(await cluster('west'));
    await next();
    await screen.findByText(nightlyPlan.sentence);
    await userEvent.click(
      screen.getByRole('button', { name: 'Release the schedule to east' }),
    );
    await screen.findByText('east is done; west does not answer');
    expect(bodyOf(delivery, 'createRelease')).toMatchObject({
      clusters: [{ cluster: 'west', weight: 1 }],
    });
  });

  it('starts with the cluster that it runs in', async () => {
    showDelivery(at, {
      ...ofJob,
      getService: () => nightlyInEast,
      listTenantReleases: () => ({
        items: [
          {
            ...release,
            placement: {
              instances: 1,
              clusters: [{ cluster: 'east', weight: 1 }],
            },
          },
        ],
      }),
    });
    await next();
    expect(await cluster('east')).toBeChecked();
  });

  it('says so in Chinese', async () => {
    renderPage(
      <ReleaseWizard service={nightly} environments={environments} />,
      {
        backends: [fakeBackend(deliveryContract, ofJob)],
        mountedRoutes: { '/applications': rootRouteRef },
        language: 'zh-CN',
      },
    );
    await userEvent.click(
      await screen.findByRole('button', { name: '下一步' }),
    );
    await screen.findByText(/定时任务只在一个集群中运行/);
    await userEvent.click(screen.getByRole('button', { name: '下一步' }));
    expect(
      await screen.findByRole('button', { name: '将运行计划发布到 east' }),
    ).toBeEnabled();
  });
});

describe('a release', () => {
  const page = '/applications/payments/web-shop/checkout/releases/01RELEASE';

  it('says per cluster how far it is and what it waits for, down to pods', async () => {
    showDelivery(page, answers);
    expect(
      await screen.findByText('Waiting for west: connection refused'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('3 of 4 ready, 1 on the new revision'),
    ).toBeInTheDocument();
    expect(await screen.findByText('checkout-west-1')).toBeInTheDocument();
  });

  it('is paused by those who may', async () => {
    const delivery = showDelivery(page, {
      ...answers,
      controlRelease: () => release,
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Pause' }));
    expect(bodyOf(delivery, 'controlRelease')).toEqual({ verb: 'pause' });
  });
});
