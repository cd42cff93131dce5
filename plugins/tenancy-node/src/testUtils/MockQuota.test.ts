import { mockTenancy } from './mockTenancy';

const pods = (cluster: string, count: number) => ({
  cluster,
  amount: { cpuMillicores: 0, memoryBytes: 0, pods: count },
});

describe('the mocked quota', () => {
  const { tenancy } = mockTenancy({
    tenants: [
      {
        slug: 'payments',
        quota: { cpuMillicores: 0, memoryBytes: 0, pods: 40 },
      },
    ],
  });
  const key = { tenant: 'payments', key: 'a.prod', environment: 'prod' };
  const numbers = async (except?: string) => {
    const usage = await tenancy.quota('payments', { except });
    return [usage.used.pods, usage.reserved.pods, usage.free.pods];
  };

  it('holds what stands, beside what is reserved, and leaves out what is asked', async () => {
    await tenancy.reserveQuota({
      ...key,
      amounts: [pods('east', 20)],
      expiresInMs: 60_000,
    });
    await tenancy.holdQuota({ ...key, amounts: [pods('east', 13)] });
    expect(await numbers()).toEqual([13, 7, 20]);
    expect(await numbers('a.prod')).toEqual([0, 0, 40]);
    await tenancy.releaseQuota({ ...key, part: 'reserved' });
    await tenancy.holdQuota({ ...key, amounts: [pods('east', 50)] });
    expect(await numbers()).toEqual([50, 0, 0]);
    await tenancy.holdQuota({ ...key, amounts: [pods('east', 0)] });
    expect(await numbers()).toEqual([0, 0, 40]);
  });
});
