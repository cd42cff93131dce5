import { NotFoundError } from '@backstage/errors';
import { BindingHub } from '@flytower/plugin-public-services-node';
import { BoundService, DeliveryDoor } from '../features/bindings/DeliveryDoor';

/**
 * Delivery with the services that the test names. What it is asked to release is kept in `releases`, each with the versions
 * of credentials that it would carry then.
 */
export class MockDelivery implements DeliveryDoor {
  readonly releases: { service: string; key: string; versions: number[] }[] =
    [];
  readonly #hub: BindingHub;
  readonly services = new Map<string, BoundService>([
    [
      'checkout',
      { id: 'id-of-checkout', slug: 'checkout', application: 'shop' },
    ],
    ['worker', { id: 'id-of-worker', slug: 'worker', application: 'shop' }],
  ]);
  /** Why it refuses to release, where it does. */
  refusal: string | undefined;

  constructor(hub: BindingHub) {
    this.#hub = hub;
  }

  async service(
    _: unknown,
    { tenant, service }: { tenant: string; service: string },
  ): Promise<BoundService> {
    const found = this.services.get(service);
    if (!found) {
      throw new NotFoundError(`There is no service "${service}" in ${tenant}`);
    }
    return found;
  }

  async has(where: { service: string; serviceId: string }): Promise<boolean> {
    return this.services.get(where.service)?.id === where.serviceId;
  }

  async release(
    _: unknown,
    { service, key }: { service: string; key: string },
  ): Promise<string> {
    if (this.refusal !== undefined) {
      throw new Error(this.refusal);
    }
    const serviceId = this.services.get(service)?.id;
    this.releases.push({
      service,
      key,
      versions: this.#hub
        .bindings()
        .filter(bound => bound.serviceId === serviceId)
        .map(({ version }) => version),
    });
    return `Release ${this.releases.length} of ${service} brings them`;
  }
}
