import { KubeError } from '@flytower/kube';
import {
  OnboardingPlan,
  OnboardingRequest,
} from '@flytower/plugin-tenancy-common';
import { planWanted, Seen } from '../../domain/planObject';
import { Offer, resolveOnboarding } from '../../domain/resolveOnboarding';
import { withFullStop } from '../../domain/sentences';
import {
  isRoot,
  keyOf,
  TenantIdentity,
  TenantObject,
} from '../../domain/TenantObject';
import { TenantInCluster, tenantObjects } from '../../domain/tenantObjects';
import { problemOf } from '../provisioning/ClusterProvisioner';
import { inParallel } from '../provisioning/inParallel';
import { FIELD_MANAGER } from '../provisioning/perform';
import {
  Fleet,
  LANES,
  observe,
  platformClient,
} from '../provisioning/TenantCluster';
import { withinPatience } from '../provisioning/withinPatience';
import {
  ClusterReview,
  notToBeHad,
  ObjectReview,
  onePerSentence,
  planned,
  refused,
  silent,
} from './reviewAnswers';

/** How long the review waits for a cluster; what is there answers in a fraction of it. */
const PATIENCE_MS = 4_000;

/** Stands for the tenant's id in manifests that are shown before there is one. */
const ID_TO_COME = 'id-comes-with-onboarding';

/** What the review needs. */
export interface OnboardingReviewOptions {
  fleet: Fleet;
  offer: Omit<Offer, 'clusters'>;
  patienceMs?: number;
}

/**
 * The review of an onboarding: the same objects that the engine will make, looked for in each cluster, and sent to its API
 * server in a dry run where it can answer one (an object in a namespace that does not exist yet cannot be tried).
 */
export class OnboardingReview {
  readonly #fleet: Fleet;
  readonly #offer: Omit<Offer, 'clusters'>;
  readonly #patienceMs: number;

  private constructor(options: OnboardingReviewOptions) {
    this.#fleet = options.fleet;
    this.#offer = options.offer;
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
  }

  static create(options: OnboardingReviewOptions): OnboardingReview {
    return new OnboardingReview(options);
  }

  /**
   * Changes nothing anywhere. A cluster that does not answer is a problem of that cluster alone. The installation is this
   * one, by its id.
   */
  async plan(
    request: OnboardingRequest,
    installationId: string,
  ): Promise<OnboardingPlan> {
    const registered = this.#fleet.clusters().map(({ name }) => name);
    const { quota, environments, problems } = resolveOnboarding(request, {
      ...this.#offer,
      clusters: registered,
    });
    const reviews = quota
      ? await Promise.all(
          request.clusters
            .filter(cluster => registered.includes(cluster))
            .map(cluster =>
              this.#reviewCluster(cluster, {
                tenant: {
                  id: ID_TO_COME,
                  slug: request.slug,
                  installationId,
                },
                quota,
                environments: environments
                  .filter(({ clusters }) => clusters.includes(cluster))
                  .map(({ name }) => name),
              }),
            ),
        )
      : [];
    const all = [...problems, ...reviews.flatMap(review => review.problems)];
    return {
      possible: all.every(({ blocking }) => !blocking),
      ...(quota ? { quota } : {}),
      environments,
      objects: reviews.flatMap(({ objects }) => objects),
      problems: all,
    };
  }

  async #reviewCluster(
    cluster: string,
    wanted: TenantInCluster,
  ): Promise<ClusterReview> {
    if (wanted.environments.length === 0) {
      return { objects: [], problems: [] };
    }
    const objects = tenantObjects(wanted);
    if (this.#fleet.clusterFacts(cluster)?.mode !== 'managed') {
      return silent(cluster, objects, {
        code: 'rights-missing',
        blocking: true,
        sentence: `${cluster} was registered without Flytower's bundle, so Flytower may make no namespaces there; have its administrator apply the bundle, then check the cluster again`,
      });
    }
    const late = () =>
      silent(cluster, objects, {
        code: 'cluster-unreachable',
        blocking: false,
        sentence: `${cluster} did not answer within ${
          this.#patienceMs / 1_000
        } s; onboarding goes on there when it does`,
      });
    return withinPatience(
      this.#patienceMs,
      () => this.#ask(cluster, wanted, objects),
      late,
    );
  }

  async #ask(
    cluster: string,
    { tenant }: TenantInCluster,
    objects: TenantObject[],
  ): Promise<ClusterReview> {
    try {
      const client = platformClient(
        this.#fleet,
        cluster,
        `review the onboarding of ${tenant.slug}`,
      );
      const seen = await observe(client, tenant, objects);
      const answers = await inParallel(objects, LANES, async object => {
        const sight = seen.get(keyOf(object.manifest)) ?? { kind: 'unseen' };
        return this.#tryOut(cluster, tenant, { object, seen: sight }, () =>
          client.create(object.manifest, {
            fieldManager: FIELD_MANAGER,
            dryRun: true,
          }),
        );
      });
      return {
        objects: answers.map(answer => answer.object),
        problems: onePerSentence(
          answers.flatMap(({ problem }) => (problem ? [problem] : [])),
        ),
      };
    } catch (error) {
      return silent(cluster, objects, {
        code: 'cluster-unreachable',
        blocking: false,
        sentence: `${withFullStop(
          problemOf(error),
        )} Onboarding can start, and goes on in ${cluster} when this is over`,
      });
    }
  }

  async #tryOut(
    cluster: string,
    tenant: TenantIdentity,
    { object, seen }: { object: TenantObject; seen: Seen },
    dryRun: () => Promise<unknown>,
  ): Promise<ObjectReview> {
    const intent = planWanted(tenant, cluster, object, seen);
    if (intent.kind === 'refuse') {
      return notToBeHad(cluster, object, intent.reason);
    }
    if (!isRoot(object)) {
      return {
        object: planned(
          cluster,
          object,
          'not-yet',
          `${cluster} can check it once the namespace is there`,
        ),
      };
    }
    try {
      await dryRun();
      return {
        object: planned(cluster, object, 'accepted', `${cluster} accepts it`),
      };
    } catch (error) {
      if (!(error instanceof KubeError)) {
        throw error;
      }
      return refused(cluster, object, error);
    }
  }
}
