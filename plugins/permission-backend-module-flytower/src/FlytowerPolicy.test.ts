import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { fleetClusterListPermission } from '@flytower/plugin-fleet-common';
import { mockTenancy } from '@flytower/plugin-tenancy-node/testUtils';
import { FlytowerPolicy } from './FlytowerPolicy';

const policy = FlytowerPolicy.create({
  auth: mockServices.auth(),
  rights: mockTenancy().rights,
});
const ask = (
  credentials: ReturnType<
    typeof mockCredentials.user | typeof mockCredentials.service
  >,
  claims: string[],
) =>
  policy.handle(
    { permission: fleetClusterListPermission },
    {
      credentials,
      info: {
        userEntityRef: 'user:default/olivia',
        ownershipEntityRefs: claims,
      },
    },
  );

describe('FlytowerPolicy', () => {
  it('denies whoever is nobody', async () => {
    await expect(
      policy.handle({ permission: fleetClusterListPermission }),
    ).resolves.toEqual({
      result: AuthorizeResult.DENY,
    });
  });

  it('denies a service that asks in its own name, whatever it claims to be', async () => {
    await expect(
      ask(mockCredentials.service(), ['user:default/olivia']),
    ).resolves.toEqual({
      result: AuthorizeResult.DENY,
    });
  });

  it('decides for a signed-in person by the table', async () => {
    await expect(
      ask(mockCredentials.user('user:default/dan'), []),
    ).resolves.toEqual({ result: AuthorizeResult.ALLOW });
  });
});
